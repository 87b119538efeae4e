"""The marks of a story file become the blocks an editor would have filled."""

import uuid

import pytest

from cms.blocks.story import StoryBlock
from cms.demo.stories import story_blocks

KEY = uuid.UUID("0d2bb0a3-4c3e-4d2f-8a52-3a4e0e4b6a10")
STORY = """
Un début <fort>.

- un
- deux

## Un titre

> Des mots.
> — Ana, cheffe
? Pourquoi ?
! Parce que.
::: figure 47 | communes | Insee | 2024
::: callout À savoir
Un mot.
:::
::: steps Comment
- Couler | On verse.
- Ciseler | On coupe.
:::
::: timeline Dates
- 1972 | Un début. Puis la suite.
- 1996 | Une machine.
:::
::: table Des choses | Insee
| Quoi | Combien |
| Un | 1 |
:::
Une fin.
"""


class TestStoryBlocks:
    def test_it_works(self) -> None:
        blocks = story_blocks(STORY, key=KEY)
        assert [block["type"] for block in blocks] == [
            "rich_text",
            "heading",
            "pull_quote",
            "question_answer",
            "key_figure",
            "callout",
            "steps",
            "timeline",
            "table",
            "rich_text",
        ]
        values = [block["value"] for block in blocks]
        assert values[0] == "<p>Un début &lt;fort&gt;.</p><ul><li>un</li><li>deux</li></ul>"
        assert values[2] == {"text": "Des mots.", "speaker": "Ana", "role": "cheffe"}
        assert values[3] == {"question": "Pourquoi ?", "answer": "<p>Parce que.</p>"}
        assert (values[4]["value"], values[4]["source"], values[4]["year"]) == ("47", "Insee", 2024)
        assert values[7]["entries"][0]["value"] == {"date": "1972", "title": "Un début", "text": "Puis la suite."}
        assert values[8]["rows"] == [{"values": ["Un", "1"]}]
        assert values[8]["caption"] == "Des choses — Insee"

    def test_ids_are_stable_and_all_different(self) -> None:
        ids = [block["id"] for block in story_blocks(STORY, key=KEY)]
        assert ids == [block["id"] for block in story_blocks(STORY, key=KEY)]
        assert len(set(ids)) == len(ids)

    def test_the_editor_accepts_what_comes_out(self) -> None:
        block = StoryBlock()
        value = block.to_python(story_blocks(STORY, key=KEY))
        assert len(block.clean(value)) == 10

    @pytest.mark.parametrize("text", ["::: jig saw\n:::", "::: callout Jamais fermé\nun mot"])
    def test_names_the_line_that_is_not_understood(self, text: str) -> None:
        with pytest.raises(ValueError, match=text.splitlines()[0]):
            story_blocks(text, key=KEY)

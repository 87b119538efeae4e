"""What changed, in words a person reads: fields, blocks, pictures, rows."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page

from cms.feed.transaction import editorial_transaction
from cms.workflow.difference_blocks import Status, match, moved_places
from cms.workflow.difference_values import say_html
from cms.workflow.difference_words import Mark, Run, compare_words
from cms.workflow.differences import Differences, differences
from tests import factories

STORY: list[tuple[str, Any]] = [
    ("heading", {"text": "Un four", "level": "2", "anchor": ""}),
    ("rich_text", "<p>On coule le bronze à Créteil depuis 1962, avec douze personnes.</p><p>La suite vient.</p>"),
    ("pull_quote", {"text": "Ici on répare avant de remplacer.", "speaker": "Nadia Ferrand", "role": ""}),
]


class TestWords:
    def test_it_works(self) -> None:
        assert compare_words("deux apprentis", "trois apprentis") == (
            Run(Mark.REMOVED, "deux"),
            Run(Mark.ADDED, "trois"),
            Run(Mark.SAME, " apprentis"),
        )

    def test_the_same_text_has_no_difference(self) -> None:
        assert compare_words("Un four.", "Un four.") == ()

    def test_two_texts_without_kinship_are_not_cut_to_confetti(self) -> None:
        runs = compare_words("Il pleut sur la ville.", "Nadia coule des cloches à Vitry !")
        assert [run.mark for run in runs] == [Mark.REMOVED, Mark.ADDED]

    def test_what_has_not_changed_is_shortened_around_the_change(self) -> None:
        words = " ".join(f"mot{number}" for number in range(100))
        runs = compare_words(words, words + " fin", around=5)
        assert runs[0].text.startswith("…")
        assert "mot99" in runs[0].text
        assert "mot50" not in runs[0].text

    def test_an_address_is_one_word(self) -> None:
        runs = compare_words("Voir [→ https://a.fr/un]", "Voir [→ https://a.fr/deux]")
        assert Run(Mark.ADDED, "[→ https://a.fr/deux]") in runs

    def test_only_the_paragraph_that_changed_is_marked(self) -> None:
        runs = compare_words("Un.\nDeux.\nTrois.", "Un.\nDeux et demi.\nTrois.")
        assert "".join(run.text for run in runs if run.mark == Mark.ADDED).strip() == "et demi"

    @pytest.mark.parametrize(("old", "new"), [("", "Un"), ("Un", ""), ("a\nb", "b\na"), ("a b c", "c b a")])
    def test_both_texts_can_be_read_back(self, old: str, new: str) -> None:
        runs = compare_words(old, new)
        assert "".join(run.text for run in runs if run.mark != Mark.REMOVED).replace("\n", "") == new.replace("\n", "")


class TestRichText:
    def test_says_paragraphs_lists_and_where_links_lead(self) -> None:
        source = '<p>Un <b>four</b>.</p><ul><li>fonte</li><li><a href="https://a.fr">bronze</a></li></ul>'
        assert say_html(source) == "Un four.\n• fonte\n• bronze [→ https://a.fr]"


class TestMoves:
    def test_the_fewest_blocks_are_said_to_have_moved(self) -> None:
        assert moved_places({0: 1, 1: 2, 2: 3, 3: 0}) == {3}
        assert moved_places({0: 0, 1: 1}) == set()
        assert moved_places({}) == set()


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def old(self) -> Page:
        with editorial_transaction():
            portrait = factories.ambassador(
                is_live=False, story=STORY, tags=("bronze",), commitments=(("local", "Ici."), ("hiring", "Là."))
            )
        return portrait.get_latest_revision().as_object()

    @pytest.fixture
    def new(self, old: Page) -> Page:
        return old.get_latest_revision().as_object()

    def rewrite(self, page: Page, change: Any) -> None:
        raw = list(page.story.raw_data)
        page.story = page.story.stream_block.to_python(change(raw))

    def test_nothing_changed_is_nothing(self, old: Page, new: Page) -> None:
        found = differences(old, new)
        assert not found
        assert found.as_text() == ""

    def test_fields_are_named_as_in_the_form_and_choices_by_their_label(self, old: Page, new: Page) -> None:
        new.title, new.workforce, new.commune = "Fonderie Ferrand", 12, "94081"
        found = differences(old, new)
        labels = [change.label for change in found.changes]
        assert labels == [str(new._meta.get_field("title").verbose_name).capitalize(), *labels[1:]]
        text = found.as_text()
        assert "[+ Fonderie Ferrand +]" in text
        assert "[+ 12 +]" in text
        assert "Vitry-sur-Seine" in text
        assert "94081" not in text

    def test_when_and_where_are_no_content(self, old: Page, new: Page) -> None:
        new.slug, new.internal_note, new.show_in_menus = "autre", "appeler Nadia", True
        assert not differences(old, new)

    def test_words_of_a_block_are_marked(self, old: Page, new: Page) -> None:
        def change(raw: list[Any]) -> list[Any]:
            raw[1]["value"] = raw[1]["value"].replace("Créteil", "Vitry")
            return raw

        self.rewrite(new, change)
        text = differences(old, new).as_text()
        assert "[- Créteil -][+ Vitry +]" in text
        assert "<p>" not in text
        assert "{" not in text

    def test_blocks_are_added_removed_and_moved(self, old: Page, new: Page) -> None:
        def change(raw: list[Any]) -> list[Any]:
            return [raw[2], raw[0], {"type": "heading", "value": {"text": "Fin", "level": "3"}, "id": "n"}]

        self.rewrite(new, change)
        (story,) = differences(old, new).changes
        assert [(part.status, part.is_moved) for part in story.parts] == [
            (Status.MOVED, True),
            (Status.REMOVED, False),
            (Status.ADDED, False),
        ] or {part.status for part in story.parts} == {Status.MOVED, Status.REMOVED, Status.ADDED}

    def test_a_block_with_a_new_id_is_known_by_its_words(self, old: Page, new: Page) -> None:
        def change(raw: list[Any]) -> list[Any]:
            value = raw[1]["value"].replace("douze", "treize")
            return [raw[0], {"type": "rich_text", "value": value, "id": "neuf"}, raw[2]]

        self.rewrite(new, change)
        (story,) = differences(old, new).changes
        (part,) = story.parts
        assert part.status == Status.CHANGED
        assert match(list(old.story), list(new.story)) == {0: 0, 1: 1, 2: 2}

    def test_bold_alone_is_said_in_words(self, old: Page, new: Page) -> None:
        def change(raw: list[Any]) -> list[Any]:
            raw[1]["value"] = raw[1]["value"].replace("bronze", "<b>bronze</b>")
            return raw

        self.rewrite(new, change)
        (story,) = differences(old, new).changes
        assert story.parts[0].note

    def test_pictures_are_shown_with_name_and_credit(self, old: Page, new: Page) -> None:
        new.image = factories.image(title="La coulée", credit="Photo Anna Petit")
        found = differences(old, new)
        assert "La coulée (Photo Anna Petit)" in found.as_text()
        assert "<img" in found.as_html(with_thumbnails=True)
        assert "<img" not in found.as_html()
        assert "La coulée" in found.as_html()

    def test_rows_are_matched_and_told(self, old: Page, new: Page) -> None:
        rows = list(new.commitments.all())
        rows[0].evidence = "Ici, depuis 1962."
        new.commitments = rows[:1]
        (change,) = differences(old, new).changes
        assert [part.status for part in change.parts] == [Status.CHANGED, Status.REMOVED]
        assert "[+ , depuis 1962 +]" in differences(old, new).as_text()

    def test_keywords_are_told_one_by_one(self, old: Page, new: Page) -> None:
        with editorial_transaction():
            new.tags.add("cloche")
        assert "[+ cloche +]" in differences(old, new).as_text()

    def test_what_somebody_typed_cannot_become_html(self, old: Page, new: Page) -> None:
        new.title = "<script>alert(1)</script>"
        html = differences(old, new).as_html()
        assert "<script" not in html
        assert "&lt;script&gt;" in html or "&lt;" in html

    def test_a_mail_holds_the_first_and_says_how_many_more(self, old: Page, new: Page) -> None:
        new.title, new.quote, new.made_here = "Un", "Deux", "Trois"
        found = differences(old, new, limit=1)
        assert isinstance(found, Differences)
        assert (len(found.changes), found.left_out) == (1, 2)
        assert "2" in found.as_html()

    def test_every_type_of_the_house_can_be_compared(self) -> None:
        for make in (factories.article, factories.ambassador, factories.white_paper, factories.chapter):
            page = make(is_live=False)
            old, new = (page.get_latest_revision().as_object() for _ in range(2))
            new.title = "Autre titre"
            assert differences(old, new).total == 1
        assert differences(factories.home_page(), factories.home_page()).total == 0

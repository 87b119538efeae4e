"""Every block becomes HTML: with its picture, without it, and with hostile words."""

from html import unescape

import pytest
from django.utils import translation
from django.utils.html import strip_tags

from cms.blocks.search_text import words_of
from cms.blocks.story import STORY_BLOCKS, StoryBlock
from tests import factories
from tests.cms.blocks.contexts import MemoryContext
from tests.cms.blocks.test_story import EXAMPLES

BLOCK = StoryBlock()
WITH_FILES = {"photo", "gallery", "steps", "document_links"}
HOSTILE = "<script>alert(1)</script>"


def render(name, raw):
    with translation.override("fr"):
        block = BLOCK.child_blocks[name]
        return str(block.render(block.to_python(raw)))


def hostile(value):
    if isinstance(value, dict):
        kept = {"kind", "level", "url", "anchor", "type", "columns"}
        return {key: item if key in kept else hostile(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item) for item in value]
    return HOSTILE if isinstance(value, str) else value


@pytest.mark.django_db
class TestHtml:
    @pytest.mark.parametrize("name", sorted(set(EXAMPLES) - WITH_FILES))
    def test_it_works(self, name):
        html = " ".join(unescape(strip_tags(render(name, EXAMPLES[name]).replace("<", " <"))).split())
        block = BLOCK.child_blocks[name]
        public = block.present(block.to_python(EXAMPLES[name]), MemoryContext())
        # What partners receive is what visitors read.
        assert [words for words in words_of(public) if words not in html] == []

    @pytest.mark.parametrize("name", sorted(set(EXAMPLES) - WITH_FILES - {"rich_text"}))
    def test_words_are_escaped(self, name):
        raw = EXAMPLES[name]
        rich = {"answer", "text", "transcript"} if name in {"question_answer", "callout", "video"} else set()
        unsafe = {key: value if key in rich else hostile({key: value})[key] for key, value in raw.items()}
        assert HOSTILE not in render(name, unsafe)

    def test_rich_text_has_french_spaces_as_in_the_feed(self):
        assert "à la main\u202f!" in render("rich_text", EXAMPLES["rich_text"])

    def test_a_photo_shows_its_credit(self):
        picture = factories.image(credit="Photo Anna Petit")
        html = render("photo", {"image": picture.pk, "alt": "Une cloche", "caption": "La coulée !"})
        assert 'alt="Une cloche"' in html
        assert "Photo Anna Petit" in html
        assert "La coulée\u202f!" in html

    @pytest.mark.parametrize("name", ["photo", "gallery", "steps"])
    def test_a_photo_without_rights_shows_no_file(self, name):
        picture = factories.image(may_site=False, may_partners=False, may_open=False, credit="MARKER")
        photo = {"image": picture.pk, "alt": "", "caption": ""}
        step = {"title": "Le moulage", "text": "<p>Le sable.</p>", "photo": photo}
        raw = {"photo": photo, "gallery": {"title": "", "photos": [photo]}, "steps": {"title": "", "steps": [step]}}
        html = render(name, raw[name])
        assert "<img" not in html
        assert "MARKER" not in html

    def test_every_block_names_its_template(self):
        for name, block in STORY_BLOCKS.items():
            assert block.meta.template == f"blocks/{name}.html"

import json

import pytest
from django.core.exceptions import ValidationError
from pydantic import TypeAdapter
from wagtail import blocks
from wagtail.documents.models import Document
from wagtail.images import get_image_model

from cms.blocks.base import SpeaksPublicly, type_name
from cms.blocks.story import STORY_BLOCKS, StoryBlock, StoryShape, serialise_stream, story_block_union, story_text
from tests.cms.blocks.contexts import MemoryContext

NNBSP = "\u202f"
BLOCK = StoryBlock()


def photo(title="foundry", **fields):
    return {"image": get_image_model()(pk=1, title=title, collection_id=1), "alt": "", "caption": "", **fields}


def file_link(title="guide", **fields):
    return {"document": Document(pk=7, title=title, collection_id=1), "title": "", "description": "", **fields}


TABLE = {
    "columns": [{"type": "text", "heading": "Commune"}, {"type": "number", "heading": "Emplois"}],
    "rows": [{"values": ["Créteil", 1200.0]}, {"values": ["Orly", None]}],
    "caption": "Emplois par commune",
}
EXAMPLES = {
    "heading": {"text": "Un four, trois générations", "level": "3", "anchor": ""},
    "rich_text": "<p>On coule à la main !</p>",
    "pull_quote": {"text": "On répare d'abord !", "speaker": "Nadia Ferrand", "role": ""},
    "question_answer": {"question": "Pourquoi rester ?", "answer": "<p>Nos clients sont là.</p>"},
    "callout": {"kind": "warning", "title": "", "text": "<p>Le four brûle.</p>"},
    "photo": photo(),
    "gallery": {"title": "", "photos": [photo(), photo("bell")]},
    "video": {"url": "https://vimeo.com/76979871", "title": "La coulée", "transcript": "<p>Bruit du four.</p>"},
    "steps": {
        "title": "",
        "steps": [
            {"title": "Le moulage", "text": "<p>Le sable.</p>", "photo": photo()},
            {"title": "La coulée", "text": "<p>Le bronze.</p>", "photo": photo(image=None)},
        ],
    },
    "timeline": {"title": "", "entries": [{"date": "1962", "title": "L'atelier", "text": ""}]},
    "key_figure": {"value": "33 000", "unit": "", "label": "établissements", "source": "CCI", "year": 2024},
    "table": TABLE,
    "chart": {
        "kind": "bars",
        "title": "Créteil devant",
        "description": "Créteil dépasse Orly.",
        "unit": "emplois",
        "source": "INSEE",
        "table": TABLE,
    },
    "document_links": {"title": "", "files": [file_link()]},
}


def value_of(name, raw):
    """Return a block's value as the database would give it back, without asking the database for pictures."""
    if name in {"photo", "gallery", "steps", "document_links"}:
        return BLOCK.child_blocks[name].normalize(raw)
    return BLOCK.child_blocks[name].to_python(raw)


def stream(*names):
    return blocks.StreamValue(BLOCK, [(name, value_of(name, EXAMPLES[name]), f"id-{name}") for name in names])


def present(name, *, refused=frozenset(), raw=None):
    block = BLOCK.child_blocks[name]
    return block.present(value_of(name, raw or EXAMPLES[name]), MemoryContext(refused=refused))


class TestEveryBlock:
    def test_every_block_has_an_example_here(self):
        assert set(EXAMPLES) == set(STORY_BLOCKS)

    def test_no_block_takes_raw_html(self):
        assert not [name for name, block in STORY_BLOCKS.items() if isinstance(block, blocks.RawHTMLBlock)]

    @pytest.mark.parametrize("name", sorted(EXAMPLES))
    def test_it_speaks_publicly_under_its_own_name(self, name):
        block = STORY_BLOCKS[name]
        assert isinstance(block, SpeaksPublicly)
        assert type_name(block.shape) == name

    @pytest.mark.parametrize("name", sorted(EXAMPLES))
    def test_its_public_form_goes_through_json_and_back(self, name):
        (public,) = serialise_stream(stream(name), MemoryContext())
        assert (public.id, public.type) == (f"id-{name}", name)
        again = TypeAdapter(StoryShape).validate_json(public.model_dump_json())
        assert again == public

    @pytest.mark.parametrize("name", sorted(EXAMPLES))
    def test_every_field_of_its_shape_is_described_with_an_example(self, name):
        schema = STORY_BLOCKS[name].shape.model_json_schema()
        for shape in [schema, *schema.get("$defs", {}).values()]:
            for field, spec in shape["properties"].items():
                assert spec.get("description"), (name, field)
                refers = "$ref" in json.dumps(spec)
                assert refers or spec.get("examples"), (name, field)

    @pytest.mark.parametrize("name", sorted(EXAMPLES))
    def test_every_field_of_its_form_explains_itself(self, name):
        block = STORY_BLOCKS[name]
        for child_name, child in getattr(block, "child_blocks", {}).items():
            if isinstance(child, blocks.StructBlock) or name == "table":
                continue
            help_text = getattr(child.meta, "help_text", "") or getattr(getattr(child, "field", None), "help_text", "")
            assert help_text, (name, child_name)

    def test_the_written_union_is_that_of_the_blocks(self):
        written = TypeAdapter(StoryShape).json_schema()
        computed = TypeAdapter(story_block_union(STORY_BLOCKS.values())).json_schema()
        assert written["discriminator"] == computed["discriminator"]
        assert written["$defs"] == computed["$defs"]


class TestSerialiseStream:
    def test_order_is_kept(self):
        public = serialise_stream(stream("photo", "heading", "rich_text"), MemoryContext())
        assert [block.type for block in public] == ["photo", "heading", "rich_text"]

    def test_a_refused_photo_is_left_out_and_never_named(self):
        public = serialise_stream(stream("heading", "photo"), MemoryContext(refused=frozenset({"foundry"})))
        assert [block.type for block in public] == ["heading"]
        assert "foundry" not in "".join(block.model_dump_json() for block in public)

    def test_an_empty_story_is_an_empty_list(self):
        assert serialise_stream(None, MemoryContext()) == []

    def test_a_block_that_does_not_speak_is_a_fault(self):
        class Dumb(blocks.StreamBlock):
            text = blocks.CharBlock()

        with pytest.raises(TypeError, match="text"):
            serialise_stream(blocks.StreamValue(Dumb(), [("text", "x", "1")]), MemoryContext())

    def test_its_words_can_be_searched(self):
        words = story_text(serialise_stream(stream(*sorted(EXAMPLES)), MemoryContext()))
        for expected in ["Un four", "On coule", "Nadia Ferrand", "établissements", "Créteil", "Le sable", "Bruit du"]:
            assert expected in words
        assert "<p>" not in words
        assert "https://" not in words


class TestPictures:
    def test_the_text_of_this_use_wins(self):
        assert present("photo", raw=photo(alt="Une cloche")).image.alt == "Une cloche"
        assert present("photo").image.alt == "foundry"

    def test_a_photo_without_picture_is_nothing(self):
        assert present("photo", raw=photo(image=None)) is None

    def test_a_gallery_keeps_what_may_be_shown(self):
        shown = present("gallery", refused=frozenset({"foundry"}))
        assert [one.image.alt for one in shown.photos] == ["bell"]

    def test_a_gallery_with_nothing_to_show_is_nothing(self):
        assert present("gallery", refused=frozenset({"foundry", "bell"})) is None

    def test_a_step_goes_on_without_its_photo(self):
        allowed, refused = present("steps"), present("steps", refused=frozenset({"foundry"}))
        assert allowed.steps[0].photo.image.alt == "foundry"
        assert [step.photo for step in refused.steps] == [None, None]
        assert refused.steps[0].title == "Le moulage"

    def test_a_photo_of_its_own_needs_a_picture_a_step_does_not(self):
        steps = STORY_BLOCKS["steps"].child_blocks["steps"].child_block
        assert steps.child_blocks["photo"].child_blocks["image"].field.required is False
        assert STORY_BLOCKS["photo"].child_blocks["image"].field.required is True


class TestFiles:
    def test_a_file_has_its_own_title_unless_given_another(self):
        assert present("document_links").files[0].title == "guide"
        named = {"title": "", "files": [{**file_link(), "title": "Le guide"}]}
        assert present("document_links", raw=named).files[0].title == "Le guide"

    def test_files_that_may_not_be_shown_are_left_out(self):
        assert present("document_links", refused=frozenset({"guide"})) is None


class TestHeading:
    def test_the_anchor_follows_from_the_words(self):
        assert present("heading").anchor == "un-four-trois-generations"
        assert present("heading", raw={"text": "A", "level": "2", "anchor": "ici"}).anchor == "ici"

    def test_two_headings_cannot_share_an_anchor(self):
        twice = blocks.StreamValue(
            BLOCK, [("heading", value_of("heading", EXAMPLES["heading"]), str(number)) for number in range(2)]
        )
        with pytest.raises(ValidationError) as error:
            BLOCK.clean(twice)
        assert list(error.value.block_errors) == [1]

    def test_french_spaces_are_set(self):
        assert present("pull_quote").text == f"On répare d’abord{NNBSP}!"


class TestVideo:
    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example/watch",
            "http://vimeo.com/1",
            "https://vimeo.com.evil.example/1",
            "https://x.example/a.exe",
        ],
    )
    def test_an_unknown_address_is_refused(self, url):
        with pytest.raises(ValidationError) as error:
            STORY_BLOCKS["video"].clean(value_of("video", {**EXAMPLES["video"], "url": url}))
        assert "url" in error.value.block_errors

    @pytest.mark.parametrize(
        ("url", "provider"),
        [
            ("https://www.youtube.com/watch?v=a", "YouTube"),
            ("https://player.vimeo.com/video/1", "Vimeo"),
            ("https://example.org/film.MP4", ""),
        ],
    )
    def test_a_known_one_says_who_serves_it(self, url, provider):
        assert present("video", raw={**EXAMPLES["video"], "url": url}).provider == provider

    def test_a_video_without_transcript_is_refused(self):
        with pytest.raises(ValidationError) as error:
            STORY_BLOCKS["video"].clean(value_of("video", {**EXAMPLES["video"], "transcript": ""}))
        assert "transcript" in error.value.block_errors


class TestTables:
    def test_cells_keep_their_kind(self):
        shown = present("table")
        assert [column.type for column in shown.columns] == ["text", "number"]
        assert shown.rows == (("Créteil", 1200.0), ("Orly", None))

    def test_a_table_without_rows_is_nothing(self):
        assert present("table", raw={**TABLE, "rows": []}) is None
        assert present("chart", raw={**EXAMPLES["chart"], "table": {**TABLE, "rows": []}}) is None

    def test_a_chart_without_numbers_is_refused(self):
        words = {"columns": TABLE["columns"][:1], "rows": [{"values": ["Créteil"]}], "caption": ""}
        with pytest.raises(ValidationError) as error:
            STORY_BLOCKS["chart"].clean(value_of("chart", {**EXAMPLES["chart"], "table": words}))
        assert "table" in error.value.block_errors

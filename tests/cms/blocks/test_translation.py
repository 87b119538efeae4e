from wagtail_localize.segments import StringSegmentValue

from cms.blocks.story import STORY_BLOCKS
from cms.blocks.tables import DataTableBlock

TABLE = {
    "columns": [{"type": "text", "heading": "Commune"}, {"type": "number", "heading": "Emplois"}],
    "rows": [{"values": ["Créteil", 1200.0]}, {"values": ["", None]}],
    "caption": "Emplois par commune",
}


class TestTable:
    block = DataTableBlock()

    def test_captions_headings_and_words_are_offered_to_translators(self):
        segments = self.block.get_translatable_segments(self.block.to_python(TABLE))
        assert [(segment.path, segment.render_text()) for segment in segments] == [
            ("caption", "Emplois par commune"),
            ("heading-0", "Commune"),
            ("cell-0-0", "Créteil"),
            ("heading-1", "Emplois"),
        ]

    def test_translated_words_find_their_places_and_the_source_stays(self):
        source = self.block.to_python(TABLE)
        translated = self.block.restore_translated_segments(
            source,
            [
                StringSegmentValue("caption", "Jobs by commune"),
                StringSegmentValue("heading-1", "Jobs"),
                StringSegmentValue("cell-0-0", "Créteil (town)"),
            ],
        )
        assert self.block.get_prep_value(translated) == {
            "columns": [{"type": "text", "heading": "Commune"}, {"type": "number", "heading": "Jobs"}],
            "rows": [{"values": ["Créteil (town)", 1200.0]}, {"values": ["", None]}],
            "caption": "Jobs by commune",
        }
        assert self.block.get_prep_value(source) == TABLE


class TestHeading:
    def test_the_title_is_translated_and_a_given_anchor_is_not(self):
        block = STORY_BLOCKS["heading"]
        value = block.to_python({"text": "Un four", "level": "2", "anchor": "four"})
        (segment,) = block.get_translatable_segments(value)
        restored = block.restore_translated_segments(value, [StringSegmentValue(segment.path, "A furnace")])
        assert (restored["text"], restored["anchor"], restored["level"]) == ("A furnace", "four", "2")

"""A stored document as HTML for foreign pages: every kind of block, what must be shown, what must never pass."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from cms.blocks.base import type_name
from cms.blocks.story import STORY_BLOCKS
from cms.delivery.story_blocks import RENDERERS
from cms.delivery.story_html import blocks_html, document_html, writable
from tests.cms.delivery.stories import IMAGE, ODD

PHOTO = {"image": IMAGE, "caption": "La coulée du jeudi."}
TABLE = {
    "caption": "Emplois",
    "columns": [{"heading": "Commune", "type": "text"}, {"heading": "Salariés", "type": "number"}],
    "rows": [["Créteil", 12400.0], ["Orly", None]],
}
VALUES: dict[str, Any] = {
    "heading": {"text": "Un four & trois", "level": 3, "anchor": "un-four"},
    "rich_text": '<p>À la <strong>main</strong>, <a href="https://localhost/x/">ici</a>.</p>',
    "pull_quote": {"text": "On répare.", "speaker": "Nadia Ferrand", "role": ""},
    "question_answer": {"question": "Pourquoi rester ?", "answer": "<p>Nos clients.</p>"},
    "key_figure": {"value": "33 000", "unit": "", "label": "établissements", "source": "CCI", "year": 2024},
    "photo": PHOTO,
    "gallery": {"title": "Une journée", "photos": [PHOTO, PHOTO]},
    "video": {"url": "https://vimeo.com/1", "provider": "Vimeo", "title": "Le four", "transcript": "<p>Bruit.</p>"},
    "timeline": {"title": "", "entries": [{"date": "1962", "title": "Rue Pasteur", "text": "Deux tours."}]},
    "steps": {"title": "", "steps": [{"title": "Mouler", "text": "<p>Tasser.</p>", "photo": None}]},
    "table": TABLE,
    "chart": {
        "kind": "bars", "title": "Créteil domine", "description": "Deux fois plus.", "unit": "emplois",
        "source": "INSEE", "table": TABLE,
    },
    "callout": {"kind": "note", "title": "À savoir", "text": "<p>Le samedi.</p>"},
    "document_links": {
        "title": "À prendre",
        "files": [{"url": "https://localhost/documents/7/g.pdf", "title": "Guide", "description": "Douze pages.",
                   "type": "application/pdf", "size_bytes": 9}],
    },
}  # fmt: skip
WORDS = {
    "heading": "Un four & trois", "rich_text": "À la main, ici.", "pull_quote": "Nadia Ferrand",
    "question_answer": "Nos clients.", "key_figure": "(CCI, 2024)", "photo": "La coulée du jeudi.",
    "gallery": "Une journée", "video": "Le four", "timeline": "Deux tours.", "steps": "Tasser.", "table": "Salariés",
    "chart": "Deux fois plus.", "callout": "Le samedi.", "document_links": "Douze pages.",
}  # fmt: skip


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"id": f"id-{kind}", "type": kind, "value": value}


def document(**fields: Any) -> dict[str, Any]:
    return {
        "locale": "fr", "url": "https://localhost/a/", "title": "A", "summary": "Résumé.", "image": None,
        "licence": "etalab-2.0", "attribution": "Fabriqué <ici>", "body": [], **fields,
    }  # fmt: skip


def text_of(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split()).replace(" ,", ",").replace(" .", ".")


class TestEveryBlock:
    def test_has_a_renderer(self) -> None:
        kinds = {type_name(child.shape) for child in STORY_BLOCKS.values()}  # type: ignore[attr-defined]
        assert set(RENDERERS) == kinds == set(VALUES)

    @pytest.mark.parametrize("kind", sorted(VALUES))
    def test_shows_its_words_and_nothing_of_its_machinery(self, kind: str) -> None:
        STORY_BLOCKS[kind].shape.model_validate(block(kind, VALUES[kind]))  # type: ignore[attr-defined]
        html = blocks_html([block(kind, VALUES[kind])], locale="fr")
        assert WORDS[kind] in text_of(html)
        assert f"id-{kind}" not in html

    def test_a_picture_shows_credit_and_licence(self) -> None:
        page = BeautifulSoup(blocks_html([block("photo", PHOTO)], locale="en"), "html.parser")
        image = page.select_one("figure img")
        assert image is not None
        assert image["alt"] == IMAGE["alt"]
        assert (image["width"], image["height"]) == ("1200", "800")
        assert "Photo Anna Petit <CCI>" in page.select_one("figcaption").get_text()  # type: ignore[union-attr]
        assert "Creative Commons BY 4.0" in page.select_one("figcaption").get_text()  # type: ignore[union-attr]

    def test_numbers_are_written_in_the_language_of_the_document(self) -> None:
        french, english = (blocks_html([block("table", TABLE)], locale=code) for code in ("fr", "en"))
        assert "12 400" in text_of(french)
        assert "12,400" in text_of(english)


class TestUnknownBlock:
    def test_gives_its_words_as_plain_paragraphs(self) -> None:
        value = {
            "label": "Où <nous> trouver",
            "rows": [{"text": "<p>Rue <b>Pasteur</b></p>", "url": "https://x.example"}],
        }
        html = blocks_html([block("map", value)], locale="fr")
        assert html == "<p>Où trouver</p><p>Rue Pasteur</p>"

    @pytest.mark.parametrize("value", [None, 7, [], {}, ""])
    def test_without_words_gives_nothing(self, value: Any) -> None:
        assert blocks_html([block("map", value)], locale="fr") == ""

    def test_what_is_no_block_is_skipped(self) -> None:
        assert blocks_html(["<b>x</b>", {"type": "heading"}, None], locale="fr") == ""


class TestDocument:
    def test_begins_with_the_picture_and_ends_with_the_terms(self) -> None:
        html = document_html(document(image=IMAGE, body=[block("rich_text", "<p>Récit.</p>")]))
        places = [html.index(part) for part in ("<figure>", "<p>Récit.</p>", "Fabriqué &lt;ici&gt;", "etalab.gouv.fr")]
        assert places == sorted(places)
        assert 'href="https://localhost/a/"' in html

    def test_renders_every_stream_whatever_its_field_is_called(self) -> None:
        html = document_html(
            document(foreword=[block("rich_text", "<p>Avant.</p>")], tags=[{"slug": "a", "name": "b"}])
        )
        assert "<p>Avant.</p>" in html
        assert "Résumé." not in html

    def test_without_blocks_it_is_the_summary(self) -> None:
        assert "<p>Résumé.</p>" in document_html(document(body=[]))

    def test_says_that_it_is_invented(self) -> None:
        assert "invented" in document_html(document(is_demonstration=True, locale="en"))
        assert "invented" not in document_html(document(is_demonstration=False, locale="en"))

    def test_leaves_the_language_of_the_caller_alone(self) -> None:
        with translation.override("en"):
            document_html(document(locale="fr"))
            assert translation.get_language() == "en"


class TestSafety:
    @pytest.mark.parametrize(
        "hostile",
        [
            "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', '<a href="javascript:alert(1)">a</a>',
            "<iframe src=https://evil.example></iframe>", "<style>*{}</style>", '<p style="x" class="y" id="z">p</p>',
            '<form action="/"><input name="a"></form>',
        ],
    )  # fmt: skip
    def test_hostile_markup_does_not_pass_even_where_html_is_expected(self, hostile: str) -> None:
        for kind, value in (("rich_text", hostile), ("callout", {"kind": "note", "title": hostile, "text": hostile})):
            page = BeautifulSoup(blocks_html([block(kind, value)], locale="fr"), "html.parser")
            assert page.select("script, iframe, style, form, input, [onerror], [style], [class], [id]") == []
            assert not [a for a in page.select("a[href]") if "javascript" in str(a["href"])]

    def test_odd_characters_stay_or_go_but_never_break(self) -> None:
        html = blocks_html([block("heading", {"text": ODD, "level": 2, "anchor": ""})], locale="fr")
        assert html == writable(html)
        assert "🔥" in html
        assert "<script" not in html
        assert writable("a\ud800b\uffff") == "ab"

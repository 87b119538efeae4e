"""The scripts for other people's pages: small, cached, and open to every page."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client

from cms.delivery.embed.labels import labels_for
from cms.delivery.embed.scripts import lean
from cms.delivery.frame_style import CARD_SHEET, squeezed
from cms.delivery.vocabulary import locales

ELEMENTS, RESIZE = "/embed/v1.js", "/embed/resize.js"
CONTRACT_BYTES, AIM_BYTES = 10_000, 7_200


class TestDelivery:
    @pytest.mark.parametrize("coding", ["br", "gzip"])
    def test_the_elements_are_small(self, client: Client, coding: str) -> None:
        answer = client.get(ELEMENTS, headers={"accept-encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert 1_000 < len(answer.content) < AIM_BYTES < CONTRACT_BYTES
        assert len(answer.content) == int(answer.headers["Content-Length"])

    def test_the_bytes_are_the_same_in_every_coding(self, client: Client) -> None:
        packed = client.get(ELEMENTS, headers={"accept-encoding": "br"})
        assert brotli.decompress(packed.content) == client.get(ELEMENTS).content

    @pytest.mark.parametrize("path", [ELEMENTS, RESIZE, f"/sandbox{ELEMENTS}"])
    def test_every_page_may_load_them(self, client: Client, path: str) -> None:
        answer = client.get(path, headers={"origin": "https://www.ville.example"})
        headers = answer.headers
        assert headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "public, max-age=86400, stale-while-revalidate=604800"
        assert not answer.cookies
        assert client.get(path, headers={"if-none-match": headers["ETag"]}).status_code == 304

    def test_browsers_ask_for_anything(self, client: Client) -> None:
        assert client.get(ELEMENTS, headers={"accept": "*/*"}).status_code == 200

    def test_parameters_are_refused(self, client: Client) -> None:
        assert client.get(f"{ELEMENTS}?v=2").status_code == 400


class TestContent:
    def test_every_language_of_the_content_is_in_it(self, client: Client) -> None:
        script = client.get(ELEMENTS).content.decode()
        assert "{{" not in script.replace("{{words}}", "")
        for code in locales():
            assert labels_for(code)["empty"] in script

    def test_nothing_in_it_makes_markup_or_keeps_anything(self, client: Client) -> None:
        script = client.get(ELEMENTS).content.decode()
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "localStorage",
                     "sessionStorage", "indexedDB", ".cookie", 'setAttribute("style'):  # fmt: skip
            assert word not in script, word

    def test_the_colours_are_those_of_the_site(self) -> None:
        tokens = (Path(settings.BASE_DIR) / "cms/static/css/tokens.css").read_text(encoding="utf-8")
        colours = set(re.findall(r"#[0-9a-f]{6}", CARD_SHEET.read_text(encoding="utf-8")))
        assert len(colours) > 15
        assert colours <= set(re.findall(r"#[0-9a-f]{6}", tokens))


class TestSqueezing:
    def test_a_sheet_keeps_its_meaning(self) -> None:
        css = "/* why */\n.a > .b {\n  margin: 0 0.5em -0.25em 10.5px;\n  color: #fff;\n}\n"
        assert squeezed(css) == ".a>.b{margin:0 .5em -.25em 10.5px;color:#fff}"

    def test_a_script_loses_comments_and_indentation_only(self) -> None:
        source = '// why\nconst a = "https://x"; // kept\n\n  f(a);\n'
        assert lean(source) == 'const a = "https://x"; // kept\nf(a);\n'

"""Each page people see is valid, accessible and self-contained HTML, and says what it is to machines."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from tests.cms.face.visits import Visit

# The pages are visited once by a module fixture; the mark asks for the database that it needs.
pytestmark = pytest.mark.django_db
PAGES = [
    "home", "directory", "portrait", "english portrait", "news", "article", "white papers", "white paper", "chapter",
    "search", "search results", "search without result", "directory without result", "missing",
]  # fmt: skip
DOCUMENTS = PAGES[:9]


def name_of(field: Tag, page: BeautifulSoup) -> str:
    label = page.find("label", attrs={"for": str(field["id"])}) if field.get("id") else None
    return (label.get_text(strip=True) if label else "") or str(field.get("aria-label", ""))


@pytest.mark.parametrize("name", PAGES)
class TestEveryPage:
    def test_has_one_title_and_an_unbroken_outline(self, pages: dict[str, Visit], name: str) -> None:
        page = pages[name].html
        levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3, h4, h5, h6")]
        assert levels.count(1) == 1
        main = page.select("main :is(h1, h2, h3, h4, h5, h6)")
        ranks = [int(heading.name[1]) for heading in main]
        assert ranks[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(ranks)), ranks
        assert all(heading.get_text(strip=True) for heading in page.select("h1, h2, h3, h4"))
        assert page.title is not None
        assert page.title.get_text(strip=True)

    def test_has_landmarks_a_language_and_a_way_past_the_menu(self, pages: dict[str, Visit], name: str) -> None:
        page = pages[name].html
        assert page.html is not None
        assert page.html["lang"] == ("en" if name.startswith("english") else "fr")
        for landmark in ("header.masthead", "main", "footer.colophon"):
            assert len(page.select(landmark)) == 1, landmark
        assert all(nav.get("aria-label") or nav.get("aria-labelledby") for nav in page.select("nav"))
        skip = page.select_one("a.skip")
        assert skip is not None
        assert page.find(id=str(skip["href"]).removeprefix("#")) is not None

    def test_names_every_picture_field_and_link(self, pages: dict[str, Visit], name: str) -> None:
        page = pages[name].html
        assert all(image.has_attr("alt") and image["width"] and image["height"] for image in page.select("img"))
        assert all(name_of(field, page) for field in page.select("input:not([type=hidden]), select"))
        for link in page.select("a, button"):
            inside = link.get_text(strip=True) or link.get("aria-label") or link.select_one("img[alt]:not([alt=''])")
            assert inside, link

    def test_ids_are_unique_and_references_lead_somewhere(self, pages: dict[str, Visit], name: str) -> None:
        page = pages[name].html
        ids = [element["id"] for element in page.select("[id]")]
        assert len(ids) == len(set(ids))
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            for element in page.select(f"[{attribute}]"):
                assert set(str(element[attribute]).split()) <= set(ids), element

    def test_carries_no_inline_code_and_nothing_from_elsewhere(self, pages: dict[str, Visit], name: str) -> None:
        page = pages[name].html
        assert page.select("[style], style") == []
        assert [script for script in page.select("script") if script.get("type") != "application/ld+json"] == []
        assert not [key for element in page.find_all(True) for key in element.attrs if key.startswith("on")]
        loaded = [element["src"] for element in page.select("[src]")]
        loaded += [part.split()[0] for element in page.select("[srcset]") for part in str(element["srcset"]).split(",")]
        loaded += [link["href"] for link in page.select("link") if link["rel"][0] in {"stylesheet", "icon", "preload"}]
        assert {urlsplit(str(address)).netloc for address in loaded} <= {"", "localhost", "testserver"}

    def test_leaves_no_cookie(self, pages: dict[str, Visit], name: str) -> None:
        assert not pages[name].has_cookie
        assert "Cookie" not in pages[name].headers.get("Vary", "")
        assert pages[name].status == (404 if name == "missing" else 200)


@pytest.mark.parametrize("name", DOCUMENTS)
class TestDocument:
    def test_says_where_it_stands(self, pages: dict[str, Visit], name: str) -> None:
        page = pages[name].html
        canonical = page.select_one("link[rel=canonical]")
        assert canonical is not None
        assert urlsplit(str(canonical["href"])).path == pages[name].path
        data = page.select_one("link[rel=alternate][type='application/json']")
        assert data is not None
        assert json.loads(pages[name].data)["url"] == canonical["href"]
        for wanted in ("og:title", "og:url", "og:type", "og:locale", "og:site_name"):
            meta = page.select_one(f"meta[property='{wanted}']")
            assert meta is not None, wanted
            assert meta["content"], wanted

    def test_describes_itself_with_schema_org(self, pages: dict[str, Visit], name: str) -> None:
        page = pages[name].html
        scripts = page.select("script[type='application/ld+json']")
        assert len(scripts) == 1
        described = json.loads(scripts[0].string or "")
        kinds = {"home": "WebSite", "portrait": "Article", "article": "NewsArticle", "white paper": "Book"}
        assert described["@context"] == "https://schema.org"
        assert described["@type"] == kinds.get(name, described["@type"])
        assert described["url"].endswith(pages[name].path)


class TestLanguages:
    def test_a_translated_page_names_its_other_language_both_ways(self, pages: dict[str, Visit]) -> None:
        french, english = pages["portrait"].html, pages["english portrait"].html

        def languages(page: BeautifulSoup) -> dict[str, str]:
            return {str(link["hreflang"]): urlsplit(str(link["href"])).path for link in page.select("link[hreflang]")}

        assert languages(french) == languages(english)
        assert languages(french) == {
            "fr": pages["portrait"].path, "en": pages["english portrait"].path, "x-default": pages["portrait"].path
        }  # fmt: skip

    def test_the_switch_leads_to_the_same_page_in_the_other_language(self, pages: dict[str, Visit]) -> None:
        link = pages["portrait"].html.select_one(".tools a[hreflang=en]")
        assert link is not None
        assert urlsplit(str(link["href"])).path == pages["english portrait"].path


class TestWords:
    def test_a_title_cannot_end_the_structured_data(self, pages: dict[str, Visit]) -> None:
        page = pages["nasty"].html
        assert len(page.select("script")) == 1
        assert "alert(1)" in json.loads(page.select("script")[0].string or "")["name"]

    def test_an_invented_company_is_marked_wherever_it_stands(self, pages: dict[str, Visit]) -> None:
        for name in ("home", "directory", "portrait", "article", "search results"):
            assert pages[name].html.select_one(".badge") is not None, name

    def test_the_portrait_shows_its_plate(self, pages: dict[str, Visit]) -> None:
        plate = pages["portrait"].html.select_one(".plate")
        assert plate is not None
        words = re.sub(r"\s+", " ", plate.get_text(" "))
        for part in ("07", "Les vingt premiers", "Atelier", "Créteil", "statues et cloches de bronze"):
            assert part in words, part

    def test_a_credit_stands_beside_every_photo_of_a_story(self, pages: dict[str, Visit]) -> None:
        figures = pages["portrait"].html.select("figure.shot")
        assert len(figures) >= 4
        assert all("Anna Petit" in figure.get_text() for figure in figures)

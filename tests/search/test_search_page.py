"""The search page reads the feed: what is public is found, and nothing else is."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation

from search import views
from tests import factories

pytestmark = pytest.mark.django_db


def ask(client: Client, language: str = "fr", **question: str) -> BeautifulSoup:
    with translation.override(language):
        path = reverse("search:search")
    response = client.get(path, question)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [title.get_text(strip=True) for title in page.select(".log h3")]


def count(page: BeautifulSoup) -> str:
    return "".join(found.get_text(strip=True) for found in page.select(".result-total"))


class TestSearchPage:
    def test_it_works(self, client: Client) -> None:
        factories.ambassador(title="Fonderie du pont", slug="fonderie-du-pont")
        assert titles(ask(client, q="fonderie pont")) == ["Fonderie du pont"]

    def test_a_draft_is_not_found(self, client: Client) -> None:
        factories.ambassador(title="Fonderie du pont", slug="fonderie-du-pont", is_live=False)
        page = ask(client, q="pont")
        assert titles(page) == []
        assert page.select_one(".empty") is not None

    def test_accents_and_capitals_do_not_matter(self, client: Client) -> None:
        factories.ambassador(title="Émaillerie d’Orly", slug="emaillerie")
        assert titles(ask(client, q="EMAILLERIE")) == ["Émaillerie d’Orly"]

    def test_a_kind_narrows_the_results(self, client: Client) -> None:
        factories.ambassador(title="Fonderie du pont", slug="fonderie-du-pont")
        factories.article(title="La fonderie ouvre", slug="la-fonderie-ouvre")
        assert len(titles(ask(client, q="fonderie"))) == 2
        assert titles(ask(client, q="fonderie", type="article")) == ["La fonderie ouvre"]
        assert len(titles(ask(client, q="fonderie", type="unknown"))) == 2

    def test_each_language_finds_its_own(self, client: Client) -> None:
        portrait = factories.ambassador(title="Fonderie du pont", slug="fonderie-du-pont")
        factories.translate(portrait, title="Bridge foundry", slug="bridge-foundry")
        assert titles(ask(client, "en", q="foundry")) == ["Bridge foundry"]
        assert ask(client, "en", q="foundry").html["lang"] == "en"  # type: ignore[index]

    def test_results_come_page_by_page(self, client: Client) -> None:
        for number in range(21):
            factories.article(title=f"Cuivre {number}", slug=f"cuivre-{number}")
        first, second = ask(client, q="cuivre"), ask(client, q="cuivre", page="2")
        assert (len(titles(first)), len(titles(second))) == (20, 1)
        assert first.select_one(".pager a[rel=next]") is not None
        assert second.select_one(".pager a[rel=prev]") is not None

    def test_the_number_of_results_is_said(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        factories.ambassador(title="Fonderie du pont", slug="fonderie-du-pont")
        for number in range(21):
            factories.article(title=f"La fonderie {number}", slug=f"la-fonderie-{number}")
        assert count(ask(client, q="fonderie")) == "22 résultats"
        assert count(ask(client, q="fonderie", page="2")) == "22 résultats"
        assert count(ask(client, q="fonderie", type="ambassador")) == "1 résultat"
        assert count(ask(client, "en", q="fonderie")) == ""
        monkeypatch.setattr(views, "MOST_HITS", 22)
        assert count(ask(client, q="fonderie")) == "", "where the search stops counting, no number is true"

    @pytest.mark.parametrize(
        "question",
        [
            {"q": ""},
            {"q": "   "},
            {"q": "'\"*()-:&|!<script>alert(1)</script>"},
            {"q": "x" * 9000},
            {"q": "a\x00b"},
            {"q": "pont", "page": "-1"},
            {"q": "pont", "page": "999999999999"},
            {"q": "pont", "page": "²"},
        ],
    )
    def test_no_question_breaks_it(self, client: Client, question: dict[str, str]) -> None:
        page = ask(client, **question)
        assert page.select("script") == []

    def test_only_reading_is_allowed(self, client: Client) -> None:
        assert client.post(reverse("search:search"), {"q": "x"}).status_code == 405

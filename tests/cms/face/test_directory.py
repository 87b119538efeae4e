"""The directory answers a plain form, and the lists inside pages show nothing that may not be seen."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.feed import browsing
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory() -> str:
    """Make three portraits and a draft, and return the path of the directory."""
    index = factories.ambassador_index()
    factories.ambassador(title="Bois", slug="bois", company_name="Bois", commune="94028", naf_division="16")
    factories.ambassador(title="Acier", slug="acier", company_name="Acier", commune="94081", naf_division="25")
    factories.ambassador(
        title="Cuivre", slug="cuivre", company_name="Cuivre", commune="94028", naf_division="25",
        commitments=(("local-hiring", "Neuf sur douze."),),
    )  # fmt: skip
    factories.ambassador(title="Brouillon", slug="brouillon", company_name="Brouillon", is_live=False)
    return index.get_url() or ""


def ask(client: Client, path: str, **choices: str) -> BeautifulSoup:
    response = client.get(path, choices)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def names(page: BeautifulSoup) -> list[str]:
    return [name.get_text(strip=True) for name in page.select(".cards .plate-name")]


class TestDirectory:
    def test_lists_what_is_public_in_alphabetical_order(self, client: Client, directory: str) -> None:
        assert names(ask(client, directory)) == ["Acier", "Bois", "Cuivre"]

    def test_two_choices_add_up_and_stay_chosen(self, client: Client, directory: str) -> None:
        page = ask(client, directory, commune="94028", sector="25")
        assert names(page) == ["Cuivre"]
        chosen = [option["value"] for option in page.select("option[selected]")]
        assert chosen == ["94028", "25"]
        assert "Créteil" in page.select_one("#liste").get_text()  # type: ignore[union-attr]

    def test_a_choice_says_how_many_it_leaves(self, client: Client, directory: str) -> None:
        options = ask(client, directory, commune="94028").select("#f-sector option[value='25']")
        assert options[0].get_text(strip=True).endswith("(1)")

    def test_an_empty_answer_names_the_choices_and_the_way_back(self, client: Client, directory: str) -> None:
        page = ask(client, directory, commune="94081", commitment="local-hiring")
        assert names(page) == []
        empty = page.select_one(".empty")
        assert empty is not None
        assert empty.select_one("a")["href"] == directory  # type: ignore[index]

    @pytest.mark.parametrize(
        "choices",
        [
            {"after": "broken"},
            {"commune": "\x00<script>"},
            {"unknown": "1"},
            {"commune": "9" * 5000},
            {"after": "\x00"},
        ],
    )
    def test_a_spoilt_address_still_shows_a_page(self, client: Client, directory: str, choices: dict[str, str]) -> None:
        page = ask(client, directory, **choices)
        assert page.select("script:not([type='application/ld+json'])") == []

    def test_walking_the_pages_shows_each_portrait_once(self, client: Client, directory: str, monkeypatch: Any) -> None:
        monkeypatch.setattr(browsing, "PER_PAGE", 2)
        first = ask(client, directory, order="")
        following = first.select_one(".pager a[rel=next]")
        assert following is not None
        response = client.get(directory + str(following["href"]))
        second = BeautifulSoup(response.content, "html.parser")
        assert names(first) + names(second) == ["Acier", "Bois", "Cuivre"]
        assert second.select_one(".pager a[rel=prev]") is not None

    def test_costs_the_same_with_more_portraits(
        self, client: Client, directory: str, django_assert_max_num_queries: Any
    ) -> None:
        client.get(directory)
        for number in range(3):
            factories.ambassador(title=f"Laiton {number}", slug=f"laiton-{number}")
        with django_assert_max_num_queries(30):
            client.get(directory)


class TestMenu:
    def test_names_the_public_pages_that_are_in_the_menu(self, client: Client, directory: str) -> None:
        index = factories.ambassador_index(show_in_menus=True)
        factories.news_index(show_in_menus=False)
        page = ask(client, directory)
        link = page.select_one(f".nav a[href='{index.get_url()}']")
        assert link is not None
        assert link["aria-current"] == "page"
        assert page.select_one(".nav a[href$='/actualites/']") is None


class TestHome:
    def test_forgets_a_featured_portrait_that_is_no_longer_public(self, client: Client) -> None:
        portrait = factories.ambassador(title="Acier", slug="acier", company_name="Acier")
        home = factories.home_page()
        home.featured_ambassadors.create(ambassador=portrait)
        home = factories.publish(home)
        assert names(ask(client, home.get_url() or "")) == ["Acier"]
        portrait.expire_at = None
        from cms.feed.transaction import editorial_transaction

        with editorial_transaction():
            portrait.unpublish()
        assert names(ask(client, home.get_url() or "")) == []

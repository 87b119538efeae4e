"""Search over all types."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.delivery.highlights import extract, marked, stems
from tests import factories
from tests.cms.delivery.assertions import assert_problem

URL = "/api/v1/search"


@pytest.fixture
def _content(db: None) -> None:
    factories.ambassador(title="Fonderie des Rives", summary="Du bronze coulé à Créteil.")
    factories.article(title="Le bronze au musée", summary="Une visite.")
    factories.article(title="La soie", summary="Rien à voir.")


@pytest.mark.usefixtures("_content")
class TestSearch:
    def test_over_all_types_with_the_reason(self, client: Client) -> None:
        found = client.get(f"{URL}?q=bronze&include=facets,total").json()
        assert found["total"] == 2
        assert {item["document"]["type"] for item in found["items"]} == {"ambassador", "article"}
        assert found["facets"] == {
            "type": [
                {"value": "ambassador", "label": "ambassadors", "count": 1},
                {"value": "article", "label": "news", "count": 1},
            ]
        }
        assert found["did_you_mean"] is None
        by_type = {item["document"]["type"]: item["highlight"] for item in found["items"]}
        assert by_type["article"]["title"] == "Le <mark>bronze</mark> au musée"
        assert by_type["ambassador"]["text"] == "Du <mark>bronze</mark> coulé à Créteil."

    def test_narrowed_to_a_type(self, client: Client) -> None:
        found = client.get(f"{URL}?q=bronze&type=article&include=facets").json()
        assert [item["document"]["title"] for item in found["items"]] == ["Le bronze au musée"]
        assert len(found["facets"]["type"]) == 2

    def test_page_by_page(self, client: Client) -> None:
        first = client.get(f"{URL}?q=bronze&limit=1").json()
        second = client.get(first["next"]).json()
        assert first["prev"] is None
        assert second["next"] is None
        assert first["items"][0]["document"]["id"] != second["items"][0]["document"]["id"]
        assert client.get(second["prev"]).json()["items"] == first["items"]
        assert_problem(client.get(first["next"].replace("bronze", "soie")), 400, "#/query/after")

    def test_costs_three_queries(self, client: Client, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(3):
            client.get(f"{URL}?q=bronze&include=facets,total")

    def test_in_a_list(self, client: Client, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(2):
            found = client.get("/api/v1/news?q=bronze").json()
        assert [item["title"] for item in found["items"]] == ["Le bronze au musée"]

    @pytest.mark.parametrize("q", ["%27", "%22", "*", "%28", "AND", "-", "%F0%9F%94%A5", "NEAR(", "a:b", "%25"])
    def test_no_question_breaks_it(self, client: Client, q: str) -> None:
        assert client.get(f"{URL}?q={q}").status_code == 200
        assert client.get(f"/api/v1/ambassadors?q={q}").status_code == 200


class TestHighlight:
    def test_ignores_accents_capitals_ligatures_and_plurals(self) -> None:
        assert marked("Les Œuvres d’Été", stems("oeuvre ete")) == ("Les <mark>Œuvres</mark> d’<mark>Été</mark>")
        assert marked("Une fonderie", stems("fonderies")) == "Une <mark>fonderie</mark>"

    def test_escapes_what_it_shows(self) -> None:
        assert marked("<b>bronze</b> & co", stems("bronze")) == ("&lt;b&gt;<mark>bronze</mark>&lt;/b&gt; &amp; co")

    def test_extracts_the_surroundings(self) -> None:
        text = "avant " * 60 + "bronze " + "après " * 60
        shown = extract(text, stems("bronze"))
        assert shown.startswith("…avant")
        assert shown.endswith("après…")
        assert "<mark>bronze</mark>" in shown
        assert len(shown) < 260
        assert extract("rien", stems("bronze")) == ""

"""Connections: what they hold, how they are walked, narrowed and counted, and at what cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cms.delivery.feed_rows import START, ambassador_row, bury
from tests.cms.delivery.graphql.world import DAY, ask, data, errors

WALK = """query W($first: Int, $after: String, $last: Int, $before: String) {
  ambassadors(first: $first, after: $after, last: $last, before: $before, order: TITLE_ASC) {
    edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


def titles(answer: Any) -> list[str]:
    """Return the titles of a connection of ambassadors."""
    found = answer["ambassadors"]
    return [node["title"] for node in found.get("nodes", [edge["node"] for edge in found.get("edges", [])])]


@pytest.fixture
def ten() -> list[str]:
    """Make ten ambassadors, and return their titles in order."""
    names = [f"Atelier {number:02}" for number in range(10)]
    for name in reversed(names):
        ambassador_row(title=name)
    return names


class TestConnection:
    def test_it_works(self, client: Client) -> None:
        ambassador_row(title="Fonderie")
        assert data(client, "{ ambassadors { nodes { title commune { name } } } }") == {
            "ambassadors": {"nodes": [{"title": "Fonderie", "commune": {"name": "Créteil"}}]}
        }

    def test_is_walked_forwards_to_the_end(self, client: Client, ten: list[str]) -> None:
        seen, after = [], None
        for _ in range(4):
            page = data(client, WALK, {"first": 3, "after": after})
            seen += titles(page)
            info = page["ambassadors"]["pageInfo"]
            assert info["hasPreviousPage"] is (after is not None)
            assert info["startCursor"] == page["ambassadors"]["edges"][0]["cursor"]
            after = info["endCursor"]
        assert seen == ten
        assert not info["hasNextPage"]

    def test_is_walked_backwards_to_the_beginning(self, client: Client, ten: list[str]) -> None:
        seen, before = [], None
        for _ in range(4):
            page = data(client, WALK, {"last": 3, "before": before})
            seen = titles(page) + seen
            info = page["ambassadors"]["pageInfo"]
            assert info["hasNextPage"] is (before is not None)
            before = info["startCursor"]
        assert seen == ten
        assert not info["hasPreviousPage"]

    def test_its_cursors_are_those_of_rest(self, client: Client, ten: list[str]) -> None:
        page = data(client, WALK, {"first": 4})
        after = page["ambassadors"]["pageInfo"]["endCursor"]
        rest = client.get(f"/api/v1/ambassadors?order=title&limit=3&after={after}").json()
        assert [item["title"] for item in rest["items"]] == ten[4:7]
        back = rest["prev"].partition("after=")[2]
        assert titles(data(client, WALK, {"last": 2, "before": back})) == ten[2:4]

    @pytest.mark.parametrize(
        ("variables", "name"),
        [
            ({"first": 0}, "`first` is a whole number"),
            ({"first": 101}, "`first` is a whole number"),
            ({"last": -1}, "`last` is a whole number"),
            ({"first": 1, "last": 1}, "Walk one way"),
            ({"first": 1, "before": "QUJD"}, "Walk one way"),
            ({"after": "QUJD"}, "`after` is not a cursor"),
            ({"before": "<script>"}, "`before` is not a cursor"),
        ],
    )
    def test_refuses_what_is_no_stretch(self, client: Client, ten: list[str], variables: Any, name: str) -> None:
        (error,) = errors(client, WALK, variables)
        assert name in error["message"]
        assert error["path"] == ["ambassadors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"

    def test_a_cursor_belongs_to_one_question(self, client: Client, ten: list[str]) -> None:
        cursor = data(client, WALK, {"first": 1})["ambassadors"]["pageInfo"]["endCursor"]
        query = """query Q($c: String) {
          ambassadors(after: $c, locale: en) { totalCount } a: news(after: $c) { nodes { id } }
        }"""
        # Counting asks for no row, and is told all the same.
        assert [error["path"] for error in errors(client, query, {"c": cursor})] == [["ambassadors"], ["a"]]

    def test_leaves_out_other_audiences_languages_and_what_is_not_live(self, client: Client) -> None:
        ambassador_row(title="Own", audience="own")
        ambassador_row(title="English", locale="en")
        bury(ambassador_row(title="Gone"))
        ambassador_row(title="Over", not_after=START)
        ambassador_row(title="Here")
        query = "{ ambassadors { totalCount nodes { title } } en: ambassadors(locale: en) { nodes { title } } }"
        assert data(client, query) == {
            "ambassadors": {"totalCount": 1, "nodes": [{"title": "Here"}]},
            "en": {"nodes": [{"title": "English"}]},
        }


class TestNarrowing:
    def test_takes_the_filters_of_rest(self, client: Client) -> None:
        ambassador_row(title="A", commune=("94028", "Créteil"), sector=("25", "Métal"), published_at=START)
        ambassador_row(title="B", commune=("94081", "Vitry"), sector=("25", "Métal"), published_at=START + DAY)
        ambassador_row(title="C", commune=("94081", "Vitry"), sector=("10", "Aliments"), published_at=START + 2 * DAY)
        asked = {
            '(commune: ["94028", "94081"])': ["C", "B", "A"],
            '(commune: ["94081"], sector: ["25"])': ["B"],
            '(commune: "94028")': ["A"],
            "(commune: [])": ["C", "B", "A"],
            "(commune: null, q: null)": ["C", "B", "A"],
            "(order: PUBLISHED_AT_ASC)": ["A", "B", "C"],
            '(publishedAfter: "2026-01-01T09:00:00Z")': ["C", "B"],
            '(publishedBefore: "2026-01-02T10:00:00+01:00")': ["A"],
        }
        for arguments, expected in asked.items():
            assert titles(data(client, f"{{ ambassadors{arguments} {{ nodes {{ title }} }} }}")) == expected, arguments

    def test_validates_as_rest_does(self, client: Client) -> None:
        many = ", ".join(f'"{number}"' for number in range(21))
        asked = {
            f"(commune: [{many}])": "at most 20 times",
            '(commune: [""])': "`commune` is empty",
            '(tag: ["a\\u0000"])': "NUL",
            f'(q: "{"a" * 201}")': "`q` is at most 200",
        }
        for arguments, expected in asked.items():
            (error,) = errors(client, f"{{ ambassadors{arguments} {{ nodes {{ title }} }} }}")
            assert expected in error["message"], arguments
        response = ask(client, '{ ambassadors(publishedAfter: "soon") { totalCount } }')
        assert response.status_code == 400
        assert "RFC 3339" in response.json()["errors"][0]["message"]

    def test_counts_values_of_facets(self, client: Client) -> None:
        ambassador_row(commune=("94028", "Créteil"))
        ambassador_row(commune=("94028", "Créteil"))
        ambassador_row(commune=("94081", "Vitry"))
        query = """{ ambassadors(commune: ["94081"]) {
          totalCount facets { commune { value label count } cohort { count } }
        } }"""
        assert data(client, query)["ambassadors"] == {
            "totalCount": 1,
            "facets": {
                "commune": [
                    {"value": "94028", "label": "Créteil", "count": 2},
                    {"value": "94081", "label": "Vitry", "count": 1},
                ],
                "cohort": [],
            },
        }


class TestCost:
    """One query for the clock, and one for each question."""

    def test_one_query_per_question_whatever_the_number(self, client: Client, django_assert_num_queries: Any) -> None:
        for _ in range(30):
            ambassador_row()
        with django_assert_num_queries(2):
            data(client, "{ ambassadors(first: 30) { nodes { title body { __typename } } pageInfo { hasNextPage } } }")
        with django_assert_num_queries(3):
            data(client, "{ ambassadors { nodes { id } } en: ambassadors(locale: en) { edges { cursor } } }")
        # Numbers ask one question more: how long they hold.
        with django_assert_num_queries(3):
            data(client, "{ ambassadors { totalCount } }")
        with django_assert_num_queries(1):
            data(client, "{ __typename __schema { queryType { name } } }")

    def test_reads_whole_documents_only_where_something_of_them_is_selected(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        ambassador_row()
        for selection, column in (("title company { name }", "item"), ("commitments { slug }", "document")):
            with django_assert_num_queries(2) as queries:
                data(client, f"{{ ambassadors {{ nodes {{ {selection} }} }} }}")
            assert f'"next_{column}"' in queries[1]["sql"]

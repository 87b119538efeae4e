"""Lists: what they hold, in which order, narrowed how, and at what cost."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from tests.cms.delivery.feed_rows import START, ambassador_row, bury

URL = "/api/v1/ambassadors"
DAY = datetime.timedelta(days=1)


def titles(response: Any) -> list[str]:
    """Return the titles of a page."""
    assert response.status_code == 200, response.content
    return [item["title"] for item in response.json()["items"]]


class TestList:
    def test_it_works(self, client: Client) -> None:
        ambassador_row(title="Fonderie")
        answer = client.get(URL)
        assert titles(answer) == ["Fonderie"]
        assert answer.headers["Content-Type"] == "application/json"
        assert "body" not in answer.json()["items"][0]
        assert answer.json()["next"] is None
        assert set(answer.json()) == {"items", "next", "prev"}

    def test_is_empty_where_nothing_is_public(self, client: Client) -> None:
        assert client.get(URL).content == b'{"items":[],"next":null,"prev":null}'

    def test_costs_one_query_whatever_the_number(self, client: Client, django_assert_num_queries: Any) -> None:
        ambassador_row()
        with django_assert_num_queries(1):
            client.get(URL)
        for _ in range(30):
            ambassador_row()
        with django_assert_num_queries(1):
            client.get(f"{URL}?limit=30&commune=94028&order=title&fields=title,body")
        # Numbers ask one question more: how long they hold.
        with django_assert_num_queries(3):
            client.get(f"{URL}?include=total")
        with django_assert_num_queries(5):
            client.get(f"{URL}?include=facets,total&commune=94028")

    def test_sends_the_stored_bytes_unchanged(self, client: Client) -> None:
        row = ambassador_row()
        assert bytes(row.item) in client.get(URL).content

    def test_leaves_out_other_audiences_languages_and_what_is_not_live(self, client: Client) -> None:
        ambassador_row(title="Own", audience="own")
        ambassador_row(title="Partners", audience="partners")
        ambassador_row(title="English", locale="en")
        bury(ambassador_row(title="Gone"))
        ambassador_row(title="Later", not_before=datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC))
        ambassador_row(title="Over", not_after=START)
        ambassador_row(title="Here")
        assert titles(client.get(URL)) == ["Here"]
        assert titles(client.get(f"{URL}?locale=en")) == ["English"]


class TestOrder:
    def test_each_order(self, client: Client) -> None:
        ambassador_row(title="Émaux", published_at=START, updated_at=START + 9 * DAY)
        ambassador_row(title="zinc", published_at=START + DAY)
        ambassador_row(title="Bronze", published_at=START + 2 * DAY)
        assert titles(client.get(URL)) == ["Bronze", "zinc", "Émaux"]
        assert titles(client.get(f"{URL}?order=published_at")) == ["Émaux", "zinc", "Bronze"]
        assert titles(client.get(f"{URL}?order=title")) == ["Bronze", "Émaux", "zinc"]
        assert titles(client.get(f"{URL}?order=-updated_at")) == ["Émaux", "Bronze", "zinc"]


class TestNarrowing:
    def test_values_of_one_facet_are_alternatives_and_facets_add_up(self, client: Client) -> None:
        ambassador_row(title="A", commune=("94028", "Créteil"), sector=("25", "Métal"))
        ambassador_row(title="B", commune=("94081", "Vitry"), sector=("25", "Métal"))
        ambassador_row(title="C", commune=("94081", "Vitry"), sector=("10", "Aliments"))
        url = f"{URL}?order=title"
        assert titles(client.get(f"{url}&commune=94028&commune=94081")) == ["A", "B", "C"]
        assert titles(client.get(f"{url}&commune=94081&sector=25")) == ["B"]
        assert titles(client.get(f"{url}&commune=99999")) == []

    def test_by_date(self, client: Client) -> None:
        for number in range(4):
            ambassador_row(title=str(number), published_at=START + number * DAY)
        day = (START + DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
        shifted = (START + DAY + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S") + "%2B02:00"
        assert titles(client.get(f"{URL}?published_after={day}")) == ["3", "2"]
        assert titles(client.get(f"{URL}?published_after={shifted}")) == ["3", "2"]
        assert titles(client.get(f"{URL}?published_before={day}")) == ["0"]
        assert titles(client.get(f"{URL}?updated_after={day}&published_before=2999-01-01T00:00:00Z")) == ["3", "2"]
        assert titles(client.get(f"{URL}?published_after=2016-12-31T23:59:60Z&order=published_at&limit=1")) == ["0"]

    def test_facets_and_total_on_request(self, client: Client) -> None:
        ambassador_row(commune=("94028", "Créteil"))
        ambassador_row(commune=("94028", "Créteil"), tags=(("bronze", "bronze"),))
        ambassador_row(commune=("94081", "Vitry-sur-Seine"))
        found = client.get(f"{URL}?include=facets,total&commune=94028&limit=1").json()
        assert found["total"] == 2
        # The facet that narrows is counted without itself, so that a second value can be chosen.
        assert found["facets"]["commune"] == [
            {"value": "94028", "label": "Créteil", "count": 2},
            {"value": "94081", "label": "Vitry-sur-Seine", "count": 1},
        ]
        assert found["facets"]["tag"] == [{"value": "bronze", "label": "bronze", "count": 1}]
        assert found["facets"]["cohort"] == []


class TestSparse:
    def test_only_the_fields_that_were_asked_for(self, client: Client) -> None:
        ambassador_row(title="Fonderie")
        answer = client.get(f"{URL}?fields=title,slug")
        assert set(answer.json()["items"][0]) == {"title", "slug"}

    def test_repeated_as_generated_clients_send_a_list(self, client: Client) -> None:
        ambassador_row()
        answers = [client.get(f"{URL}?{query}") for query in ("fields=title,slug", "fields=title&fields=slug")]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json()["items"] == answers[1].json()["items"]

    def test_fields_of_the_whole_document_too(self, client: Client) -> None:
        ambassador_row()
        (item,) = client.get(f"{URL}?fields=title,body").json()["items"]
        assert item["body"][0]["type"] == "rich_text"


class TestHeaders:
    def test_of_a_page_in_the_middle(self, client: Client) -> None:
        rows = [ambassador_row(published_at=START + number * DAY) for number in range(3)]
        first = client.get(f"{URL}?limit=1&commune=94028", headers={"host": "testserver"})
        link = first.json()["next"]
        assert link.startswith("http://testserver/api/v1/ambassadors?limit=1&commune=94028&after=")
        second = client.get(link)
        found = second.json()
        assert second.headers["Link"] == f'<{found["next"]}>; rel="next", <{found["prev"]}>; rel="prev"'
        assert second.headers["Surrogate-Key"] == f"site ambassador {rows[1].document_id}"
        assert second.headers["Last-Modified"] == "Fri, 02 Jan 2026 09:00:00 GMT"
        assert second.headers["Access-Control-Allow-Origin"] == "*"
        assert second.headers["X-Content-Type-Options"] == "nosniff"
        assert "Cookie" not in second.headers.get("Vary", "")
        assert "Accept-Language" not in second.headers.get("Vary", "")
        assert not second.cookies

    def test_freshness_never_exceeds_what_is_left(self, client: Client) -> None:
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=40)
        ambassador_row(not_after=soon)
        ambassador_row()
        parts = client.get(URL).headers["Cache-Control"].split(", ")
        ages = {name: int(value) for name, _equals, value in (part.partition("=") for part in parts) if value}
        assert parts[0] == "public"
        assert 20 < ages["max-age"] < 40
        assert ages["s-maxage"] + ages["stale-while-revalidate"] < 40

    @pytest.mark.parametrize("path", ["/api/v1/ambassadors", "/api/v1/news", "/api/v1/whitepapers", "/api/v1/chapters"])
    def test_every_listed_type_has_a_list(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 200

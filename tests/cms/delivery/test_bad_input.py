"""Bad input: each a problem document that names the parameter and the remedy, never a 500, never ignored."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import ambassador_row

LIST = "/api/v1/ambassadors"

# Query string, what the pointer names, what the detail must tell.
QUERIES = [
    ("comune=94028", "comune", "Did you mean `commune`?"),
    ("page=2", "page", "Known here: locale, limit, after"),
    ("LIMIT=5", "LIMIT", "Unknown parameter"),
    ("=5", "", "Unknown parameter"),
    ("limit", "limit", "is empty"),
    ("limit=", "limit", "is empty"),
    ("limit=0", "limit", "from 1 to 100"),
    ("limit=101", "limit", "from 1 to 100"),
    ("limit=-1", "limit", "from 1 to 100"),
    ("limit=1000000000000000000000", "limit", "from 1 to 100"),
    ("limit=ten", "limit", "from 1 to 100"),
    ("limit=1.5", "limit", "from 1 to 100"),
    ("limit=1e1", "limit", "from 1 to 100"),
    ("limit=%2B5", "limit", "from 1 to 100"),
    ("limit=%205", "limit", "from 1 to 100"),
    ("limit=%D9%A5", "limit", "from 1 to 100"),
    ("limit=NaN", "limit", "from 1 to 100"),
    ("limit=null", "limit", "from 1 to 100"),
    ("limit=5&limit=5", "limit", "Send it once"),
    ("limit[]=5", "limit[]", "Did you mean `limit`?"),
    ("locale=de", "locale", "fr, en"),
    ("locale=FR", "locale", "fr, en"),
    ("locale=fr-FR", "locale", "fr, en"),
    ("locale=", "locale", "such as locale=fr"),
    ("locale=fr&locale=en", "locale", "Send it once"),
    ("order=date", "order", "-published_at"),
    ("order=-title", "order", "-published_at"),
    ("order=published_at,title", "order", "-published_at"),
    ("order=published_at;DROP TABLE x", "order", "-published_at"),
    ("after=x", "after", "not a cursor of this list"),
    ("after=%F0%9F%98%80", "after", "not a cursor of this list"),
    ("after=" + "A" * 3000, "after", "not a cursor of this list"),
    ("after=AAAAAAAAAAAAAAAAWzAsMV0", "after", "not a cursor of this list"),
    ("after=..%2F..%2Fetc", "after", "not a cursor of this list"),
    ("after=", "after", "is empty"),
    ("fields=name", "fields", "does not know 'name'"),
    ("fields=title,", "fields", "does not know ''"),
    ("fields=,", "fields", "does not know"),
    ("fields=title, slug", "fields", "does not know ' slug'"),
    ("fields=title&fields=", "fields", "is empty"),
    ("fields=company.name", "fields", "does not know"),
    ("fields=*", "fields", "does not know"),
    ("include=count", "include", "facets, total"),
    ("include=total,total,all", "include", "'all'"),
    ("include=", "include", "is empty"),
    ("fields=" + ",".join(["title"] * 61), "fields", "at most 60"),
    ("q=", "q", "is empty"),
    ("q=a%00b", "q", "NUL"),
    ("q=" + "a" * 201, "q", "at most 200"),
    ("q=a&q=b", "q", "Send it once"),
    ("published_after=yesterday", "published_after", "RFC 3339"),
    ("published_after=2026-11-22", "published_after", "RFC 3339"),
    ("published_after=2026-02-30T00:00:00Z", "published_after", "RFC 3339"),
    ("published_after=2026-13-01T00:00:00Z", "published_after", "RFC 3339"),
    ("published_after=2026-11-22T24:00:00Z", "published_after", "RFC 3339"),
    ("published_after=2026-11-22T09:61:00Z", "published_after", "RFC 3339"),
    ("published_after=2026-11-22T09:00:61Z", "published_after", "RFC 3339"),
    ("published_after=2026-11-22T09:00:00", "published_after", "RFC 3339"),
    ("published_after=2026-11-22T09:00:00%2B25:00", "published_after", "RFC 3339"),
    ("published_after=2026-11-22T09:00:00+01:00", "published_after", "write + as %2B"),
    ("published_before=1763802000", "published_before", "RFC 3339"),
    ("published_before=99999-01-01T00:00:00Z", "published_before", "RFC 3339"),
    ("published_before=-001-01-01T00:00:00Z", "published_before", "RFC 3339"),
    ("updated_after=2026-11-22T09:00:00.Z", "updated_after", "RFC 3339"),
    ("updated_after=%D9%A2%D9%A0%D9%A2%D9%A6-11-22T09:00:00Z", "updated_after", "RFC 3339"),
    ("updated_after=now()", "updated_after", "RFC 3339"),
    ("commune=", "commune", "such as commune=94028"),
    ("commune=94028&commune=", "commune", "is empty"),
    ("commune=94028%00", "commune", "NUL"),
    ("commune=" + "9" * 256, "commune", "at most 255"),
    ("&".join(["commune=94028"] * 21), "commune", "at most 20 times"),
    ("category=visites", "category", "Unknown parameter"),
]


@pytest.mark.parametrize(("query", "name", "remedy"), QUERIES)
def test_a_bad_parameter_is_named_with_its_remedy(client: Client, query: str, name: str, remedy: str) -> None:
    ambassador_row()
    problem = assert_problem(client.get(f"{LIST}?{query}"), 400, f"#/query/{name}")
    assert remedy in problem["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("query", "remedy"),
    [
        ("q=%ED%A0%80", "UTF-8"),
        ("q=%FF%FE", "UTF-8"),
        ("%C3%28=1", "UTF-8"),
        ("q=%C3", "UTF-8"),
        ("q=" + "é" * 5000, "at most 8000 bytes"),
        ("&".join(["a"] * 201), "at most 200 parameters"),
    ],
)
def test_a_query_that_cannot_be_read_at_all(client: Client, query: str, remedy: str) -> None:
    problem = assert_problem(client.get(LIST, QUERY_STRING=query.encode().decode("latin-1")), 400, "#/query")
    assert remedy in problem["errors"][0]["detail"]


def test_every_fault_is_told_at_once(client: Client) -> None:
    assert_problem(
        client.get(f"{LIST}?limit=0&order=x&a~/b=1"), 400, "#/query/limit", "#/query/order", "#/query/a~0~1b"
    )


def test_names_are_shown_without_what_could_harm_a_log(client: Client) -> None:
    problem = client.get(f"{LIST}?a%0D%0Ab{'x' * 500}=1").json()
    assert problem["errors"][0]["pointer"] == "#/query/a��b" + "x" * 56


def test_a_cursor_of_another_question_is_refused(client: Client) -> None:
    for _ in range(3):
        ambassador_row()
    following = client.get(f"{LIST}?limit=1&order=title").json()["next"]
    cursor = following.partition("after=")[2]
    assert client.get(following.replace("limit=1", "limit=2")).status_code == 200
    for query in ("order=published_at", "order=title&commune=94028", "order=title&locale=en", "order=title&q=atelier"):
        assert_problem(client.get(f"{LIST}?{query}&after={cursor}"), 400, "#/query/after")
    assert_problem(client.get(f"{LIST}?order=title&after={cursor[:-1]}"), 400, "#/query/after")
    assert_problem(client.get(f"/api/v1/news?order=title&after={cursor}"), 400, "#/query/after")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/ambassadors/x?limit=5", "limit"),
        ("/api/v1/ambassadors/x?fields=nope", "fields"),
        ("/api/v1/documents/6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11?locale=fr", "locale"),
        ("/api/v1/whitepapers/x/chapters?limit=5", "limit"),
        ("/api/v1/whitepapers/x/chapters/y?order=title", "order"),
        ("/api/v1/search", "q"),
        ("/api/v1/search?q=a&type=page", "type"),
        ("/api/v1/search?q=a&order=title", "order"),
        ("/api/v1/resolve", "path"),
        ("/api/v1/?a=1", "a"),
        ("/api/v1/openapi.json?a=1", "a"),
        ("/api/v1/docs?a=1", "a"),
    ],
)
def test_every_address_is_strict(client: Client, path: str, name: str) -> None:
    assert_problem(client.get(path), 400, f"#/query/{name}")


def test_what_is_required_is_not_to_be_left_out(client: Client) -> None:
    problem = assert_problem(client.get("/api/v1/search?q="), 400, "#/query/q")
    assert problem["errors"][0]["detail"] == "`q` is empty. Give it a value, such as q=bronze."


@pytest.mark.parametrize("value", ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:60-14:00"])
def test_dates_at_the_edge_of_the_calendar_are_dates(client: Client, value: str) -> None:
    ambassador_row()
    assert client.get(f"{LIST}?published_after={value}").status_code == 200
    assert client.get(f"{LIST}?published_before={value}&order=published_at").status_code == 200

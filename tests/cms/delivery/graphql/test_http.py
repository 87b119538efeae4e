"""GraphQL over HTTP: methods, media types, statuses, caching, who asks."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.delivery.graphql import kept
from cms.feed.clock import read_clock, take_changes
from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from cms.media.models import Image
from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner, PartnerOrigin
from tests import factories
from tests.cms.delivery.feed_rows import ambassador_row
from tests.cms.delivery.graphql.world import ADDRESS, NEWER, TITLES, article, ask, data, get
from tests.cms.delivery.stories import ODD, story_row


def tick() -> None:
    """Let the feed's clock move on, as every publication does."""
    with editorial_transaction():
        take_changes(1)


class TestMediaTypes:
    @pytest.mark.parametrize(
        ("accept", "expected"),
        [
            ("", "application/json"),
            ("*/*", "application/json"),
            ("application/json", "application/json"),
            (NEWER, NEWER),
            (f"{NEWER}, application/json;q=0.9", NEWER),
            (f"{NEWER};q=0.5, application/json;q=0.9", "application/json"),
        ],
    )
    def test_answers_in_what_is_preferred(self, client: Client, accept: str, expected: str) -> None:
        headers = {"HTTP_ACCEPT": accept} if accept else {}
        for response in (
            ask(client, "{ __typename }", **{"HTTP_ACCEPT": accept}),
            get(client, "{ __typename }", **headers),
        ):
            assert response.headers["Content-Type"] == f"{expected}; charset=utf-8"
            assert "Accept" in response.headers["Vary"]

    def test_only_the_newer_one_has_a_status_for_what_cannot_be_executed(self, client: Client) -> None:
        for query in (
            "{",
            "{ nothing }",
            "query Q($n: Int!) { ambassadors(first: $n) { totalCount } }",
            "mutation { a }",
        ):
            assert ask(client, query).status_code == 400, query
            older = ask(client, query, HTTP_ACCEPT="application/json")
            assert older.status_code == 200
            assert set(older.json()) == {"errors"}
            assert older.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        "query", ["mutation { __typename }", "subscription { a }", "query A { a } mutation B { b }"]
    )
    def test_a_get_that_would_write_is_405(self, client: Client, query: str) -> None:
        response = get(client, query)
        assert response.status_code == 405
        assert response.headers["Allow"] == "POST"
        assert "read, never written" in response.json()["errors"][0]["message"]

    def test_refuses_what_it_does_not_speak(self, client: Client) -> None:
        assert ask(client, "{ __typename }", HTTP_ACCEPT="image/png").status_code == 406
        response = client.put(ADDRESS, "{}", content_type="application/json")
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS, POST")

    @pytest.mark.parametrize(
        ("body", "kind", "status"),
        [
            ("{}", "text/plain", 415),
            ("query={__typename}", "application/x-www-form-urlencoded", 415),
            ("{}", "application/json; charset=latin-1", 415),
            ("not json", "application/json", 400),
            ("[]", "application/json", 400),
            ('"{ __typename }"', "application/json", 400),
            ('{"query": 1}', "application/json", 400),
            ('{"query": "{ __typename }", "variables": [1]}', "application/json", 400),
            ('{"query": "{ __typename }", "operationName": {}}', "application/json", 400),
            ('{"query": "{ __typename }", "extensions": "x"}', "application/json", 400),
            ('{"query": "{ __typename }", "variables": {"a": NaN}}', "application/json", 400),
            ('{"query": "{ __typename }", "variables": {"a": "\\ud800"}}', "application/json", 400),
        ],
    )
    def test_refuses_a_malformed_body(self, client: Client, body: str, kind: str, status: int) -> None:
        response = client.post(ADDRESS, body, content_type=kind)
        assert response.status_code == status
        assert response.json()["errors"][0]["message"]
        assert "data" not in response.json()

    def test_an_address_is_read_as_strictly(self, client: Client) -> None:
        for query in (
            "",
            "?query={",
            "?query={__typename}&fields=title",
            "?query={__typename}&variables=x",
            "?query=%ff",
        ):
            response = client.get(ADDRESS + query, HTTP_ACCEPT=NEWER)
            assert response.status_code == 400, query
            assert "errors" in response.json()

    def test_chooses_the_operation_that_is_named(self, client: Client) -> None:
        query = "query A { a: __typename } query B { b: __typename }"
        assert data(client, query, name="B") == {"b": "Query"}
        assert ask(client, query).status_code == ask(client, query, name="C").status_code == 400


class TestBytes:
    def test_are_those_of_the_standard_library_without_spaces(self, client: Client) -> None:
        """Another writes them, for its speed: letters as letters, escapes as short as can be."""
        story_row(title="Atelier d’« été »", fields={"summary": ODD})
        for query in (TITLES, "{ ambassadors { nodes { id title summary url publishedAt } } }", "{ pas-la", "{ no }"):
            body = ask(client, query).content.decode()
            assert json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")) == body


class TestCaching:
    def test_a_get_is_for_shared_caches_and_a_post_for_none(self, client: Client) -> None:
        row = ambassador_row()
        answer = get(client, TITLES)
        assert answer.headers["Cache-Control"] == "public, max-age=60, s-maxage=60, stale-while-revalidate=30"
        assert answer.headers["Surrogate-Key"] == f"site ambassador graphql {row.document_id}"
        assert ask(client, TITLES).headers["Cache-Control"] == "no-store"
        again = get(client, TITLES, HTTP_IF_NONE_MATCH=answer.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        head = client.head(ADDRESS, {"query": TITLES})
        assert (head.content, head.headers["ETag"]) == (b"", answer.headers["ETag"])

    def test_is_kept_until_the_clock_moves_on(self, client: Client) -> None:
        tick()
        ambassador_row(title="Un")
        assert data(client, TITLES)["ambassadors"]["nodes"] == [{"title": "Un"}]
        ambassador_row(title="Deux")
        with CaptureQueriesContext(connection) as queries:
            assert len(data(client, TITLES)["ambassadors"]["nodes"]) == 1
        assert len(queries) == 1, "Nothing but the clock is asked."
        tick()
        assert len(data(client, TITLES)["ambassadors"]["nodes"]) == 2

    def test_is_not_kept_beyond_the_end_of_a_row_and_says_so(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tick()
        ends = timezone.now() + timedelta(seconds=20)
        made = ambassador_row(title="Un", not_after=ends)
        header = get(client, TITLES).headers["Cache-Control"]
        assert int(header.partition("s-maxage=")[2].partition(",")[0]) <= 20
        # SQLite's clock counts in thousandths: what ended in this very one would still be open.
        FeedDocument.objects.filter(pk=made.pk).update(not_after=timezone.now() - timedelta(seconds=1))
        assert len(data(client, TITLES)["ambassadors"]["nodes"]) == 1, "Kept: the clock stands still."
        monkeypatch.setattr("cms.delivery.graphql.answers.timezone.now", lambda: ends)
        assert data(client, TITLES)["ambassadors"]["nodes"] == []

    def test_an_end_that_is_set_later_bounds_what_was_kept_before(self, client: Client) -> None:
        """Nothing that can be seen has changed, so there is no change number: the end counts all the same."""
        photo = factories.image()
        factories.ambassador(title="Un", image=photo)
        query = "{ ambassadors { nodes { title image { url } } } }"
        assert data(client, query)["ambassadors"]["nodes"][0]["image"]
        change = read_clock().change
        with editorial_transaction():
            Image.objects.filter(pk=photo.pk).update(rights_until=timezone.now() + timedelta(seconds=20))
        assert read_clock().change == change
        header = get(client, query).headers["Cache-Control"]
        assert int(header.partition("s-maxage=")[2].partition(",")[0]) <= 20

    def test_rests_on_rows_behind_links_too(self, client: Client) -> None:
        tick()
        ends = timezone.now() + timedelta(seconds=20)
        article("coulee", ambassador_row(not_after=ends))
        header = get(client, "{ news { nodes { ambassadors { title } } } }").headers["Cache-Control"]
        assert int(header.partition("max-age=")[2].partition(",")[0]) <= 20

    def test_other_variables_audiences_types_and_hosts_are_other_answers(self, client: Client) -> None:
        tick()
        ambassador_row(title="Tous")
        ambassador_row(title="Own", audience="own")
        query = """query Q($q: Locale, $b: Boolean = true) {
          ambassadors(locale: $q) { nodes { title @include(if: $b) id } }
        }"""
        assert set(data(client, query)["ambassadors"]["nodes"][0]) == {"title", "id"}
        assert set(data(client, query, {"b": False})["ambassadors"]["nodes"][0]) == {"id"}
        assert data(client, query, {"q": "en"})["ambassadors"]["nodes"] == []
        assert ask(client, query, {"b": None}).status_code == 400
        key = issue_key(Partner.objects.create(name="Ville", audience=Audience.OWN), KeyKind.SECRET)
        own = data(client, query, HTTP_AUTHORIZATION=f"Bearer {key}")["ambassadors"]["nodes"]
        assert [node["title"] for node in own] == ["Own"]

    def test_what_this_process_keeps_is_bounded(self) -> None:
        table: kept.Kept[str] = kept.Kept(most=10, most_bytes=1_000)
        for number in range(50):
            table.put(number, "x", size_bytes=200)
        assert len(table) == 5
        assert table.size_bytes == 1_000
        table.put("huge", "x", size_bytes=251)
        assert table.get("huge") is None
        assert table.get(49) == "x"
        assert table.get(44) is None


class TestWhoAsks:
    def test_a_type_that_a_caller_may_not_have_looks_empty(self, client: Client) -> None:
        made = ambassador_row(title="Fonderie", audience="own", slug="fonderie")
        article("coulee", made, columns={"audience": "own"})
        partner = Partner.objects.create(name="Ville", audience=Audience.OWN, allowed_types=["article"])
        bearer = {"HTTP_AUTHORIZATION": f"Bearer {issue_key(partner, KeyKind.SECRET)}"}
        query = """query Q($id: ID!) {
          ambassadors { totalCount nodes { id } facets { commune { value } } }
          ambassador(slug: "fonderie") { id } node(id: $id) { id }
          news { nodes { title ambassadors { id } } }
          search(q: "fonderie") { totalCount types { value } nodes { id } }
          changes { nodes { type document { title } } }
          only: changes(type: ambassador) { nodes { id } }
        }"""
        found = data(client, query, {"id": str(made.document_id)}, **bearer)
        assert found["ambassadors"] == {"totalCount": 0, "nodes": [], "facets": {"commune": []}}
        assert found["ambassador"] is found["node"] is None
        assert found["news"]["nodes"] == [{"title": "Coulee", "ambassadors": []}]
        assert found["search"]["nodes"] == []
        assert found["changes"]["nodes"] == [{"type": "article", "document": {"title": "Coulee"}}]
        assert found["only"]["nodes"] == []

    def test_keyed_answers_are_private(self, client: Client) -> None:
        key = issue_key(Partner.objects.create(name="Ville", audience=Audience.PARTNERS), KeyKind.SECRET)
        answer = get(client, TITLES, HTTP_AUTHORIZATION=f"Bearer {key}")
        assert answer.headers["Cache-Control"].startswith("private")
        assert get(client, TITLES, HTTP_AUTHORIZATION="Bearer fvm_sk_" + "x" * 43).status_code == 401

    def test_a_browser_may_post_from_anywhere_and_with_a_key_from_its_origin(self, client: Client) -> None:
        preflight = client.options(
            ADDRESS, HTTP_ORIGIN="https://ville.example", HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
            HTTP_ACCESS_CONTROL_REQUEST_HEADERS="content-type",
        )  # fmt: skip
        assert preflight.status_code == 204
        assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
        assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
        assert preflight.headers["Access-Control-Allow-Origin"] == "*"
        assert ask(client, TITLES, HTTP_ORIGIN="https://x.example").headers["Access-Control-Allow-Origin"] == "*"
        partner = Partner.objects.create(name="Ville", audience=Audience.PARTNERS)
        PartnerOrigin.objects.create(partner=partner, origin="https://ville.example")
        address = f"{ADDRESS}?key={issue_key(partner, KeyKind.PUBLISHABLE)}"
        granted = ask(client, TITLES, address=address, HTTP_ORIGIN="https://ville.example")
        assert granted.headers["Access-Control-Allow-Origin"] == "https://ville.example"
        assert ask(client, TITLES, address=address, HTTP_ORIGIN="https://x.example").status_code == 403

    def test_the_sandbox_has_its_own_documents(self, client: Client) -> None:
        ambassador_row(title="Vrai")
        ambassador_row(title="Inventé", audience="sandbox")
        found = data(client, TITLES, address="/sandbox/api/graphql")
        assert found["ambassadors"]["nodes"] == [{"title": "Inventé"}]

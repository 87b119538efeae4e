"""Search and the change feed as connections."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from cms.delivery.change_places import Binding, Place, question_of, today
from cms.feed.models import FeedClock, FeedDocument
from cms.partners.auth import Caller
from tests import factories
from tests.cms.delivery.feed_rows import START, ambassador_row, bury
from tests.cms.delivery.graphql.world import article, data, errors

CHANGES = """query C($after: String, $type: DocumentType, $first: Int) {
  changes(after: $after, type: $type, first: $first) {
    nodes { id state type locale modifiedAt reason document { title } }
    pageInfo { hasNextPage endCursor }
  }
}"""


def follow(client: Client, after: str | None = None, **variables: Any) -> tuple[dict[str, str], str]:
    """Follow the feed to its end. Return what is held, and the last cursor."""
    held: dict[str, str] = {}
    while True:
        page = data(client, CHANGES, {"after": after, "first": 2, **variables})["changes"]
        for node in page["nodes"]:
            if node["state"] == "updated":
                held[node["id"]] = node["document"]["title"]
            else:
                assert node["document"] is None
                held.pop(node["id"], None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return held, str(after)


class TestChanges:
    def test_following_them_holds_what_is_public(self, client: Client) -> None:
        rows = [ambassador_row(title=f"A{number}") for number in range(5)]
        bury(ambassador_row())
        ambassador_row(title="Own", audience="own")
        held, after = follow(client)
        assert sorted(held.values()) == ["A0", "A1", "A2", "A3", "A4"]
        assert follow(client, after) == ({}, after), "The end is kept by whoever waits for more."
        bury(rows[2])
        FeedDocument.objects.filter(pk=rows[2].pk).update(change=10_000_000, reason="unpublished")
        page = data(client, CHANGES, {"after": after})["changes"]
        assert [(n["id"], n["state"], n["reason"]) for n in page["nodes"]] == [
            (str(rows[2].document_id), "deleted", "unpublished")
        ]

    def test_never_shows_what_was_never_announced(self, client: Client) -> None:
        later = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)
        ambassador_row(title="Later", not_before=later, is_announced=False, was_shown=False)
        over = ambassador_row(title="Over", not_after=START)
        page = data(client, CHANGES)["changes"]
        assert [(node["id"], node["state"]) for node in page["nodes"]] == [(str(over.document_id), "deleted")]

    def test_a_type_narrows_it(self, client: Client) -> None:
        ambassador_row(title="A")
        article("coulee")
        assert list(follow(client, type="article")[0].values()) == ["Coulee"]

    def test_a_cursor_from_before_a_restore_or_too_old_is_refused(self, client: Client) -> None:
        ambassador_row()
        _, after = follow(client)
        FeedClock.objects.get_or_create(pk=1)
        FeedClock.objects.filter(pk=1).update(forgotten_change=100_000_000)
        (error,) = errors(client, CHANGES, {"after": after})
        assert error["extensions"]["code"] == "CURSOR_TOO_OLD"
        FeedClock.objects.filter(pk=1).update(epoch="00000000-0000-4000-8000-000000000000")
        (error,) = errors(client, CHANGES, {"after": after})
        assert error["extensions"]["code"] == "CURSOR_TOO_OLD"
        (error,) = errors(client, CHANGES, {"after": after, "type": "article"})
        assert "`after` is not a cursor" in error["message"]

    def test_who_is_in_step_is_not_sent_back_for_deletions_of_others(self, client: Client) -> None:
        row = ambassador_row()
        clock, _ = FeedClock.objects.get_or_create(pk=1)
        binding = Binding(question_of((), None, ""), Caller(), clock.epoch.hex)
        old = binding.write(Place(row.change, row.change, today() - 31)).text
        FeedClock.objects.update(change=10_000_100)
        held, renewed = follow(client, old)
        assert held == {}
        assert renewed != old
        FeedClock.objects.update(change=10_000_200, forgotten_change=10_000_100)
        (error,) = errors(client, CHANGES, {"after": old})
        assert error["extensions"]["code"] == "CURSOR_TOO_OLD"
        assert follow(client, renewed) == ({}, renewed)

    def test_a_reader_may_go_on_where_it_stopped_in_rest_and_back(self, client: Client) -> None:
        ambassador_row(title="A")
        FeedClock.objects.get_or_create(pk=1)
        place = client.get("/api/v1/changes").json()["next"]
        rest = parse_qs(urlsplit(place).query)["after"][0]
        ambassador_row(title="B")
        held, after = follow(client, rest)
        assert list(held.values()) == ["B"]
        assert client.get(f"/api/v1/changes?after={after}").json()["items"] == []


class TestSearch:
    QUERY = """query S($q: String!, $after: String, $type: [DocumentType!]) {
      search(q: $q, after: $after, type: $type, first: 2) {
        totalCount types { value label count } pageInfo { hasNextPage endCursor }
        edges { highlight { title text } node { __typename title ... on Ambassador { commitments { slug } } } }
      }
    }"""

    def test_finds_over_all_types_page_by_page(self, client: Client) -> None:
        for number in range(2):
            factories.ambassador(title=f"Fonderie {number}", summary="Du bronze coulé à Créteil.")
        factories.article(title="Le bronze au musée", summary="Une visite.")
        seen: list[str] = []
        after = None
        for _ in range(2):
            found = data(client, self.QUERY, {"q": "bronze", "after": after})["search"]
            seen += [edge["node"]["title"] for edge in found["edges"]]
            after = found["pageInfo"]["endCursor"]
        assert found["totalCount"] == 3
        assert not found["pageInfo"]["hasNextPage"]
        assert sorted(seen) == ["Fonderie 0", "Fonderie 1", "Le bronze au musée"]
        counts = {count["value"]: (count["label"], count["count"]) for count in found["types"]}
        assert counts == {"ambassador": ("ambassadors", 2), "article": ("news", 1)}

    def test_says_why_and_narrows_by_type(self, client: Client) -> None:
        factories.ambassador(title="Fonderie", summary="Du bronze coulé à Créteil.")
        found = data(client, self.QUERY, {"q": "bronze", "type": ["ambassador"]})["search"]
        assert found["edges"][0]["highlight"]["text"] == "Du <mark>bronze</mark> coulé à Créteil."
        assert found["edges"][0]["node"] == {"__typename": "Ambassador", "title": "Fonderie", "commitments": []}
        assert data(client, self.QUERY, {"q": "bronze", "type": ["article"]})["search"]["edges"] == []

    def test_refuses_no_words_and_foreign_cursors(self, client: Client) -> None:
        for variables in ({"q": ""}, {"q": "a" * 201}, {"q": "a\0"}, {"q": "bronze", "after": "QUJD"}):
            (error,) = errors(client, self.QUERY, variables)
            assert error["extensions"]["code"] == "BAD_USER_INPUT"

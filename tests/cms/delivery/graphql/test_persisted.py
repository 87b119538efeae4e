"""Queries that are sent once and then named (Apollo's protocol)."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from cms.delivery.graphql import answers
from tests.cms.delivery.feed_rows import ambassador_row
from tests.cms.delivery.graphql.world import ADDRESS, TITLES


class TestPersistedQueries:
    def extensions(self, query: str) -> str:
        digest = answers.persisted.digest_of(query)
        return json.dumps({"persistedQuery": {"version": 1, "sha256Hash": digest}})

    def test_is_sent_once_and_then_named(self, client: Client) -> None:
        ambassador_row(title="Fonderie")
        named = {"extensions": self.extensions(TITLES)}
        unknown = client.get(ADDRESS, named)
        assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        assert unknown.json()["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
        assert unknown.headers["Cache-Control"] == "no-store"
        assert client.get(ADDRESS, {**named, "query": TITLES}).status_code == 200
        known = client.get(ADDRESS, named)
        assert known.json()["data"]["ambassadors"]["nodes"] == [{"title": "Fonderie"}]
        assert known.headers["Cache-Control"].startswith("public")

    def test_must_have_its_own_name_and_be_valid(self, client: Client) -> None:
        wrong = client.get(ADDRESS, {"query": TITLES, "extensions": self.extensions("{ __typename }")})
        assert wrong.status_code == 400
        client.get(ADDRESS, {"query": "{ nothing }", "extensions": self.extensions("{ nothing }")})
        again = client.get(ADDRESS, {"extensions": self.extensions("{ nothing }")})
        assert again.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        for told in (
            "1",
            "{}",
            '{"sha256Hash": "x"}',
            '{"sha256Hash": 5}',
            '{"version": 2, "sha256Hash": "' + "0" * 64 + '"}',
        ):
            assert client.get(ADDRESS, {"extensions": f'{{"persistedQuery": {told}}}'}).status_code == 400

    def test_the_oldest_make_room(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(answers.persisted, "MOST_PERSISTED", 3)
        queries = [f"{{ __typename # {number}\n }}" for number in range(5)]
        for query in queries:
            answers.persisted.keep(answers.persisted.digest_of(query), query)
        found = [answers.persisted.find(answers.persisted.digest_of(query)) is not None for query in queries]
        assert found == [False, False, True, True, True]

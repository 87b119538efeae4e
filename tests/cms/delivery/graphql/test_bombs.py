"""Requests that are meant to hurt: each is refused as promised, soon, and never as a fault of ours."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client
from graphql import get_introspection_query

from cms.delivery.graphql import limits
from cms.delivery.graphql.schema import schema
from tests.cms.delivery.graphql.bombs import Bomb, bombs
from tests.cms.delivery.graphql.world import ADDRESS, NEWER, ask, data, everything

# Of the processor, not of the clock on the wall: what others do on this machine does not count.
MOST_S = 1.5
BOMBS = tuple(bombs())


def test_there_are_forty_of_them() -> None:
    assert len(BOMBS) >= 40
    assert len({bomb.body for bomb in BOMBS}) == len(BOMBS)


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.name)
def test_is_refused(client: Client, bomb: Bomb) -> None:
    everything()
    schema()
    started = time.thread_time()
    response = client.post(ADDRESS, bomb.body, content_type="application/json", HTTP_ACCEPT=NEWER)
    took = time.thread_time() - started
    content: dict[str, Any] = response.json()
    assert response.status_code == bomb.status, content
    assert took < MOST_S
    assert len(response.content) < 20_000
    said = json.dumps(content["errors"], ensure_ascii=False)
    assert bomb.said in said, said[:500]
    assert "Traceback" not in said
    assert not any((content.get("data") or {}).values())


def test_what_is_too_much_before_it_is_read_names_its_limit(client: Client) -> None:
    def said(body: str) -> dict[str, Any]:
        answer = client.post(ADDRESS, body, content_type="application/json", HTTP_ACCEPT=NEWER)
        found: dict[str, Any] = answer.json()["errors"][0]["extensions"]
        return found

    long = json.dumps({"query": "{ __typename }" + " " * limits.MOST_BODY_BYTES})
    assert said(long) == {"code": "LIMIT_EXCEEDED", "limit": "body", "most": limits.MOST_BODY_BYTES}
    many = {f"v{number}": number for number in range(limits.MOST_VARIABLES + 1)}
    counted = said(json.dumps({"query": "{ __typename }", "variables": many}))
    assert counted == {"code": "LIMIT_EXCEEDED", "limit": "variables", "most": limits.MOST_VARIABLES}


class TestWhatIsWithinTheLimits:
    def test_the_usual_introspection_is_answered(self, client: Client) -> None:
        found = data(client, get_introspection_query(input_value_deprecation=True, specified_by_url=True, one_of=True))
        assert {"Ambassador", "StoryBlock", "Document"} <= {kind["name"] for kind in found["__schema"]["types"]}

    def test_the_limits_are_published_where_clients_look(self, client: Client) -> None:
        described = data(client, "{ __schema { description } }")["__schema"]["description"]
        for limit in (limits.MOST_DEPTH, limits.MOST_ALIASES, limits.MOST_TOKENS, limits.MOST_COST):
            assert str(limit) in described

    def test_just_enough_is_answered(self, client: Client) -> None:
        everything()
        data(client, "{ " + " ".join(f"a{n}: __typename" for n in range(limits.MOST_ALIASES)) + " }")
        deep = "{ chapters(first: 1) { nodes { parent { chapters { parent { image { focalPoint { x } } } } } } } }"
        data(client, deep)

    def test_an_exceeded_limit_says_which_one(self, client: Client) -> None:
        response = ask(client, "{ " + " ".join(f"a{n}: __typename" for n in range(16)) + " }")
        assert response.json() == {
            "errors": [
                {
                    "message": "16 aliases; at most 15 are read.",
                    "extensions": {"code": "LIMIT_EXCEEDED", "limit": "aliases", "most": 15},
                }
            ]
        }

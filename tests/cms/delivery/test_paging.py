"""Paging: forward and back, in every order, every document exactly once, ties included."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.feed.models import FeedDocument
from cms.feed.selectors import ORDERS
from tests.cms.delivery.feed_rows import START, ambassador_row

URL = "/api/v1/ambassadors"


def walk(client: Client, url: str | None, relation: str) -> list[list[str]]:
    """Return the ids of every page from an address on."""
    pages: list[list[str]] = []
    while url:
        answer: Any = client.get(url)
        assert answer.status_code == 200, answer.content
        found = answer.json()
        pages.append([item["id"] for item in found["items"]])
        assert len(pages) < 100
        url = found[relation]
    return pages


def last_page(client: Client, url: str) -> str:
    """Return the address of the last page."""
    while following := client.get(url).json()["next"]:
        url = following
    return url


@pytest.mark.parametrize("order", ORDERS)
@given(
    places=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from("ab")), min_size=1, max_size=9),
    limit=st.integers(1, 4),
)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_walking_gives_every_document_once(
    client: Client, order: str, places: list[tuple[int, int, str]], limit: int
) -> None:
    FeedDocument.objects.all().delete()
    day = datetime.timedelta(days=1)
    for published, updated, title in places:
        ambassador_row(title=title, published_at=START + published * day, updated_at=START + updated * day)
    everything = [item["id"] for item in client.get(f"{URL}?order={order}&limit=100").json()["items"]]
    start = f"{URL}?order={order}&limit={limit}"
    forward = walk(client, start, "next")
    assert [document for page in forward for document in page] == everything
    assert all(len(page) == limit for page in forward[:-1])
    backward = walk(client, last_page(client, start), "prev")
    assert [document for page in reversed(backward) for document in page] == everything


def test_a_document_that_comes_or_goes_does_not_disturb_the_others(client: Client) -> None:
    rows = [ambassador_row(published_at=START + datetime.timedelta(days=number)) for number in range(6)]
    first = client.get(f"{URL}?limit=2").json()
    FeedDocument.objects.filter(pk=rows[5].pk).delete()
    ambassador_row(published_at=START + datetime.timedelta(days=99))
    rest = walk(client, first["next"], "next")
    assert [document for page in rest for document in page] == [str(row.document_id) for row in rows[3::-1]]

"""The library `reader`, as a subscriber would run it for months: it asks conditionally and updates."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import feedparser_sgmllib
import pytest
from django.test import Client
from reader import make_reader

from tests.cms.delivery.feed_rows import START, ambassador_row, bury
from tests.cms.delivery.stories import IMAGE, rewrite, story_row, wire

FORMATS = ("rss", "atom", "json")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, client: Client) -> list[tuple[str, int]]:
    """Return what was asked over the wire, and answered."""
    return wire(monkeypatch, client)


@pytest.fixture
def subscriber(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return a reader with an empty memory."""
    # reader 3.26 brings a feedparser of its own, which needs a library that feedparser 6.0.14 installs renamed.
    monkeypatch.setitem(sys.modules, "sgmllib", feedparser_sgmllib)
    with make_reader(":memory:") as reader:
        yield reader


@pytest.mark.parametrize("form", FORMATS)
class TestReader:
    def test_reads_asks_conditionally_and_updates(
        self, subscriber: Any, asked: list[tuple[str, int]], form: str
    ) -> None:
        row = story_row(title="Fonderie", fields={"image": IMAGE})
        url = f"http://testserver/feeds/ambassadors.{form}"
        subscriber.add_feed(url)
        assert subscriber.update_feed(url).new == 1
        (entry,) = subscriber.get_entries()
        assert entry.id == f"urn:uuid:{row.document_id}"
        assert (entry.title, entry.link) == ("Fonderie", row_url(row))
        assert entry.published == START
        assert "<p>Un récit.</p>" in entry.get_content().value
        assert subscriber.update_feed(url) is None
        assert [status for _url, status in asked] == [200, 304]
        rewrite(row, title="Fonderie d’art", updated_at="2026-02-01T09:00:00Z")
        ambassador_row(title="Tissage")
        told = subscriber.update_feed(url)
        assert (told.new, told.modified) == (1, 1)
        assert {one.title for one in subscriber.get_entries()} == {"Fonderie d’art", "Tissage"}

    def test_notices_a_removal_and_what_is_left_of_a_picture(
        self, subscriber: Any, asked: list[tuple[str, int]], form: str
    ) -> None:
        row = story_row(fields={"image": IMAGE})
        leaving = ambassador_row()
        url = f"http://testserver/feeds/ambassadors.{form}"
        subscriber.add_feed(url)
        subscriber.update_feed(url)
        assert len(list(subscriber.get_entries())) == 2
        # The text was not published anew: its date stays, and the picture must go all the same.
        rewrite(row, image=None)
        bury(leaving)
        assert subscriber.update_feed(url).modified == 1
        assert [status for _url, status in asked] == [200, 200]
        kept = subscriber.get_entry((url, f"urn:uuid:{row.document_id}"))
        assert "four-1200" not in kept.get_content().value
        # It keeps what left a feed, as readers do; which entries are still there is what it was told last.
        assert kept.last_updated == subscriber.get_feed(url).last_updated


def row_url(row: Any) -> str:
    """Return the address of the page of a row."""
    return f"http://localhost{row.path}"

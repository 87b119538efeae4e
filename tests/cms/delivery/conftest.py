"""An empty feed, an empty waiting room, and a client that speaks to them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cms.feed.models import FeedDocument
from tests.cms.delivery.seats import assert_seated


@pytest.fixture(autouse=True)
def _empty_feed(db: None) -> None:
    FeedDocument.objects.all().delete()


@pytest.fixture(autouse=True)
def _empty_room(db: None) -> Iterator[None]:
    """A killed follower keeps its seat until its wait is over; the next test counts seats."""
    yield
    assert_seated(0)

"""An empty feed, and a client that speaks to it."""

from __future__ import annotations

import pytest

from cms.feed.models import FeedDocument


@pytest.fixture(autouse=True)
def _empty_feed(db: None) -> None:
    FeedDocument.objects.all().delete()

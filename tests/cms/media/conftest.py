"""The cellar is tested for itself: no test here needs the feed to be in step."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _without_the_feed(settings: Any) -> None:
    settings.FEED_REQUIRE_TRANSACTION = False

"""The sandbox, as loaded; in place of the empty feed of the other faces' tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox_world import loaded_once


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_once(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _empty_feed(_loaded: None, db: None) -> None:
    """Leave the feed as it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.desk import Desk
from tests.feed_world import World, built_once


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with built_once(django_db_blocker) as world:
        yield world


@pytest.fixture
def world(_built: World, db: None) -> World:
    """Return the small site of tests/feed_world.py, as built: each test's changes are rolled back."""
    _built.forget_guests()
    return _built


@pytest.fixture
def desk(world: World, client: Client) -> Desk:
    """Return an administrator at work on the small site."""
    return Desk(client)

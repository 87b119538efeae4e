"""What every test may rely on: a feed in step with the first page, and a clean media folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Bring the feed in step with what the migrations made, once."""
    from cms.feed.sweep import sweep

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        sweep()
        # What transactional tests start from, and leave behind: the migrations' rows and the feed in step with them.
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
    yield
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.STORAGES["originals"]["OPTIONS"]["location"])):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put back what the migrations made after a transactional test emptied every table: the order is random."""
    result = yield
    marker = item.get_closest_marker("django_db")
    # After the last test there is no database any more.
    if nextitem is not None and marker is not None and marker.kwargs.get("transaction"):
        with django_db_blocker_of(item).unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
            connection.close()
    return result


def django_db_blocker_of(item: pytest.Item) -> Any:
    """Return pytest-django's guard of the database."""
    from pytest_django.plugin import blocking_manager_key

    return item.config.stash[blocking_manager_key]


@pytest.fixture(autouse=True)
def _no_stale_caches() -> None:
    """Wagtail keeps the sites' root paths in the cache, beyond a test's rollback."""
    from django.core.cache import cache

    cache.clear()


GATED = ("cms/workflow", "cms/signoff", "cms/selection", "cms/releases", "cms/recall")


@pytest.fixture(autouse=True)
def _ungated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the older tests be about the read model: no decision is asked of a page, save where a test wants it.

    A test is gated in the rooms of the workflow, and wherever it is marked so.
    """
    if request.node.get_closest_marker("gated") or any(f"tests/{room}/" in str(request.path) for room in GATED):
        return
    from cms.feed import gates

    monkeypatch.setattr("cms.workflow.requirements.of_type", lambda model: ())
    for name in ("gates", "receivers", "publishing", "wagtail_hooks", "checks_of_pictures"):
        monkeypatch.setattr(f"cms.workflow.{name}.of_type", lambda model: (), raising=False)
    kept = [gate for gate in gates._gates if not gate.__module__.startswith("cms.selection")]
    monkeypatch.setattr(gates, "_gates", kept)


@pytest.fixture
def is_postgresql(db: None) -> bool:
    """Tell which database the run is on."""
    return connection.vendor == "postgresql"

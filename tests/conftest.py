"""What every test may rely on: a feed in step with the first page, and a clean media folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests import flushing, gating


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object, _switch_before_the_gates: None) -> Iterator[None]:
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
    is_transactional = marker is not None and marker.kwargs.get("transaction")
    # A test that was skipped before all others has made no database.
    if nextitem is not None and is_transactional and hasattr(connection, "_test_serialized_contents"):
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


@pytest.fixture(scope="session", autouse=True)
def _switch_before_the_gates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        gating.install(monkeypatch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_guards() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        flushing.install(monkeypatch)
        yield


@pytest.fixture(autouse=True)
def _gated(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put the gates in force in the rooms of the workflow, and for every test that is marked so."""
    here = request.path.as_posix()
    if request.node.get_closest_marker("gated") or any(f"tests/{room}/" in here for room in gating.ROOMS):
        with gating.switch.on():
            yield
    else:
        yield


@pytest.fixture(autouse=True)
def _undemanding(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the short pages of the factories pass: what a page must say is asked where a test wants `content_checks`."""
    if "content_checks" in request.fixturenames:
        return
    from cms.workflow import completeness

    apps = ("ambassadors.", "home.", "news.", "whitepaper.")
    kept = [entry for entry in completeness._checks if not entry[1].__module__.startswith(apps)]
    monkeypatch.setattr(completeness, "_checks", kept)


@pytest.fixture
def content_checks() -> None:
    """Ask of pages what the content apps ask (their completeness.py)."""


@pytest.fixture
def is_postgresql(db: None) -> bool:
    """Tell which database the run is on."""
    return connection.vendor == "postgresql"


# No query of theirs depends on the database; together they take a good part of the time.
ONCE = (
    "cms/blocks/", "cms/face/test_contrast.py", "cms/face/test_charts.py", "cms/media/test_presets.py",
    "cms/media/test_uploads.py", "cms/pages/test_typography.py", "cms/settings/", "cms/workflow/permissions/", "house/",
    "news/wordpress/test_convert.py", "cms/signoff/test_links.py", "cms/delivery/test_bad_input.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what tests/run.py need not run on a second database."""
    for item in items:
        here = item.path.as_posix()
        if any(f"/tests/{place}" in here for place in ONCE):
            item.add_marker("once")

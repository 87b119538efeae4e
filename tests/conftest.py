"""What every test may rely on: a feed in step with the first page, and a clean media folder."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from tests import flushing, gating, node


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object, _switch_before_the_gates: None) -> Iterator[None]:
    """Bring the feed in step with what the migrations made, once."""
    from cms.feed.sweep import sweep

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _keep_as_migrated()
        sweep()
        # What transactional tests start from, and leave behind: the migrations' rows and the feed in step with them.
        connection._test_serialized_contents = connection.creation.serialize_db_to_string()
    yield
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.STORAGES["originals"]["OPTIONS"]["location"])):
        shutil.rmtree(folder, ignore_errors=True)


def _migrated_path() -> Path:
    # Beside the database of this process (cms/settings/test.py).
    return Path(settings.MEDIA_ROOT).parent / "migrated.sqlite3"


def _keep_as_migrated() -> None:
    if connection.vendor == "sqlite":
        _migrated_path().unlink(missing_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(_migrated_path())])


@pytest.fixture(scope="session")
def migrated(django_db_setup: None) -> Path:
    """A SQLite file as the migrations left it: to be copied by who needs a database of its own, and not to be opened.

    Migrating one from nothing takes as long as a hundred tests.
    """
    if not _migrated_path().exists():
        pytest.skip("Only a run on SQLite has such a file.")
    return _migrated_path()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put back what the migrations made after a transactional test emptied every table: the order is random."""
    from cms.feed.models import DirtyMark

    result = yield
    marker = item.get_closest_marker("django_db")
    # After the last test there is no database any more, unless another run is to have it.
    is_transactional = marker is not None and marker.kwargs.get("transaction")
    # A test that was skipped before all others has made no database.
    is_kept = nextitem is not None or item.config.getvalue("reuse_db")
    if is_kept and is_transactional and hasattr(connection, "_test_serialized_contents"):
        with django_db_blocker_of(item).unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
            # Putting rows back marks them, and they are in step already: the next test's own rows would pay for it.
            DirtyMark.objects.all().delete()
            connection.close()
    return result


def django_db_blocker_of(item: pytest.Item) -> Any:
    """Return pytest-django's guard of the database."""
    from pytest_django.plugin import blocking_manager_key

    return item.config.stash[blocking_manager_key]


@pytest.fixture(autouse=True)
def _as_if_first() -> Iterator[None]:
    """Begin like the first test of a process, and leave nothing behind.

    Both: what a module shares is made before the next test's own fixtures are, and would meet what this one left.
    """
    _forget()
    yield
    _forget()


def _forget() -> None:
    from django.core.cache import cache

    from cms.delivery.graphql import answers
    from cms.partners import usage

    # Wagtail keeps the sites' root paths in the cache, and GraphQL its answers, beyond a test's rollback.
    cache.clear()
    answers.forget()
    # What one test's answers handed out is not another's to write: the next partner may have the same number.
    usage.forget()
    # The language of the house, whatever the test has spoken.
    translation.activate(settings.LANGUAGE_CODE)


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
    "cms/delivery/test_broken_cursors.py", "cms/delivery/test_egress.py", "cms/delivery/test_story_html.py",
    "cms/delivery/embed/test_scripts.py",
)  # fmt: skip


# These take longest: begun last, one of them would run alone while the other worker has nothing left to do.
FIRST = (
    "cms/feed/test_random_edits.py", "journeys/", "cms/face/test_browser.py", "cms/workflow/test_review_browser.py",
    "cms/releases/test_browser.py", "cms/selection/test_browser.py", "cms/signoff/test_browser.py", "browser",
    "cms/feed/test_concurrency.py", "house/test_extending.py", "webhooks/test_killed.py", "test_usage_processes.py",
    "cms/delivery/test_broken_cursors.py",
)  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what tests/run.py need not run on a second database, and let the longest files begin."""
    for item in items:
        here = item.path.as_posix()
        if any(f"/tests/{place}" in here for place in ONCE):
            item.add_marker("once")
        if item.get_closest_marker("node"):
            # What a client of others makes of an answer is the same on both databases.
            item.add_marker("once")
            if reason := node.missing():
                item.add_marker(pytest.mark.skip(reason=f"Needs node and its packages: {reason}"))
    # Others shuffle, and leave out what `-m` does not want.
    result = yield
    items.sort(key=lambda item: next((n for n, place in enumerate(FIRST) if place in item.path.as_posix()), len(FIRST)))
    return result


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Let the collector of garbage pass over what stays until the end: modules, models, and thousands of tests.

    It went through all of it again and again, for about a tenth of the processor's time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()

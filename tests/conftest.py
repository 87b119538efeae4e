"""What every test may rely on: a feed in step with the first page, and a clean media folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Bring the feed in step with what the migrations made, once."""
    from cms.feed.sweep import sweep

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        sweep()
    yield
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.STORAGES["originals"]["OPTIONS"]["location"])):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_stale_caches() -> None:
    """Wagtail keeps the sites' root paths in the cache, beyond a test's rollback."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def is_postgresql(db: None) -> bool:
    """Tell which database the run is on."""
    from django.db import connection

    return connection.vendor == "postgresql"

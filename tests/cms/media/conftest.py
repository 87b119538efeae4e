"""The cellar is tested for itself: no test here needs the feed to be in step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages


@pytest.fixture(autouse=True)
def _without_the_feed(settings: Any) -> None:
    settings.FEED_REQUIRE_TRANSACTION = False


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test its own storage: names follow from rows, and rows have the same keys in every test."""
    for alias in ("originals", "renditions"):
        storage = storages[alias]
        args, options = storage._constructor_args
        location = str(tmp_path / alias)
        monkeypatch.setattr(storage, "_constructor_args", (args, {**options, "location": location}))
        monkeypatch.setattr(storage, "base_location", location)
        monkeypatch.setattr(storage, "location", location)

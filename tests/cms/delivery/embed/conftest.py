"""Our site, and a town's on another origin, for the tests in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cms.delivery.embed.hosts import Host, hosted


@pytest.fixture
def ours(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Serve our site on an origin that is not the town's."""
    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    return str(live_server.url.replace("127.0.0.1", "localhost"))


@pytest.fixture
def town(ours: str) -> Iterator[Host]:
    with hosted(ours) as host:
        yield host

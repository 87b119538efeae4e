"""A partner with an endpoint on this machine, and the feed moved by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cms.delivery.webhooks.models import Endpoint
from tests.cms.delivery.webhooks.listener import Listener, listening
from tests.cms.delivery.webhooks.world import a_partner, an_endpoint


@pytest.fixture
def loopback(settings: pytest.FixtureRequest) -> None:
    settings.WEBHOOKS_ALLOW_LOOPBACK = True  # type: ignore[attr-defined]


@pytest.fixture
def listener(loopback: None) -> Iterator[Listener]:
    with listening() as found:
        yield found


@pytest.fixture
def endpoint(listener: Listener) -> Endpoint:
    return an_endpoint(a_partner(), listener.url)

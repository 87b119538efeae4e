"""Whoever was told of a version by a webhook is known to have it: a recall must reach them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import TestCase

from cms.delivery.webhooks.messages import ping
from cms.delivery.webhooks.models import Endpoint
from cms.partners import usage
from cms.partners.models import PartnerCopy
from tests.cms.delivery.webhooks.world import a_partner, an_endpoint, arrive, fail, publish, read_all

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def endpoint(db: None) -> Endpoint:
    return an_endpoint(a_partner(), "https://hooks.example.org/in")


def settled(work: object) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert callable(work)
        work()
    usage.flush()


class TestWhatArrived:
    def test_is_a_copy(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint, now=NOW)
        settled(lambda: arrive(NOW))
        copy = PartnerCopy.objects.get()
        assert (copy.partner_id, copy.face, copy.document_id) == (endpoint.partner_id, "webhooks", row.document_id)
        assert copy.change == row.change

    def test_what_did_not_is_none(self, endpoint: Endpoint) -> None:
        publish()
        read_all(endpoint, now=NOW)
        settled(lambda: fail(endpoint, NOW))
        assert not PartnerCopy.objects.exists()

    def test_a_test_is_none(self, endpoint: Endpoint) -> None:
        ping(endpoint, now=NOW)
        settled(lambda: arrive(NOW))
        assert not PartnerCopy.objects.exists()

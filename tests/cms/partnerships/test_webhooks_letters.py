"""Who is written to when an endpoint is switched off, in which language, and that no secret reaches a log."""

from __future__ import annotations

import logging

import pytest
from django.core import mail
from django.utils import timezone

from cms.delivery.webhooks import signing
from cms.delivery.webhooks.choices import DisabledReason
from cms.delivery.webhooks.endpoints import switch_off
from cms.delivery.webhooks.models import Endpoint
from cms.delivery.webhooks.settling import disable
from cms.partners.models import PartnerContact
from cms.workflow.privacy import retentions
from cms.workflow.roles import Role
from tests.cms.delivery.webhooks.world import a_partner, an_endpoint
from tests.workflow_world import person

pytestmark = pytest.mark.django_db
HOOK = "https://hooks.example.org/in"


@pytest.fixture
def endpoint() -> Endpoint:
    partner = a_partner(name="Ville fictive de Bréville")
    PartnerContact.objects.create(partner=partner, name="Ada Exemple", email="ada@exemple.fr", language="fr")
    PartnerContact.objects.create(partner=partner, name="Bob Example", email="bob@example.org", language="en")
    return an_endpoint(partner, HOOK)


class TestTheMail:
    @pytest.mark.parametrize("reason", [DisabledReason.GONE, DisabledReason.FAILING])
    def test_contacts_and_colleagues_are_written_to(
        self, endpoint: Endpoint, reason: DisabledReason, django_capture_on_commit_callbacks
    ) -> None:
        colleague = person("partenariats", Role.PARTNERSHIPS)
        with django_capture_on_commit_callbacks(execute=True):
            disable(endpoint, reason, timezone.now())
        by_address = {sent.to[0]: sent for sent in mail.outbox}
        assert set(by_address) == {"ada@exemple.fr", "bob@example.org", colleague.email}
        english, french = by_address["bob@example.org"], by_address["ada@exemple.fr"]
        assert english.subject == "Webhooks switched off: Ville fictive de Bréville"
        for sent in (english, french):
            assert HOOK in sent.body
            assert f"webhooks/{endpoint.public_id}/" in sent.body
        assert "/en/" in english.body
        assert "/admin/partners/" in by_address[colleague.email].body
        assert ("410 Gone" in english.body) == (reason == DisabledReason.GONE)

    def test_whoever_did_it_by_hand_is_not(self, endpoint: Endpoint, django_capture_on_commit_callbacks) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            switch_off(endpoint)
        assert mail.outbox == []


class TestTheHouse:
    def test_no_secret_reaches_a_log(self, endpoint: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
        secret = signing.secret_of(endpoint)
        logging.getLogger("anything").error("It is %s", secret)
        assert secret not in caplog.text
        assert "whsec_***" in caplog.text

    def test_messages_are_kept_for_thirty_days(self) -> None:
        assert next(one.keep.days for one in retentions() if one.code == "webhooks") == 30

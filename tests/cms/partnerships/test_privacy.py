"""What is known about contacts: handed over, forgotten, and links that do not stay for ever."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.utils import timezone

from cms.partners.models import Partner, PartnerContact
from cms.partnerships.links import KEEP, make_link
from cms.partnerships.models import PartnerLink
from cms.workflow import privacy
from cms.workflow.records import OutgoingMail
from tests.partner_page import mailed
from tests.partners_world import Known, contact

pytestmark = pytest.mark.django_db


class TestPerson:
    def test_it_works(self, camille: PartnerContact) -> None:
        make_link(camille)
        found = privacy.export(privacy.person(email=camille.email))["partnerships"]
        assert found[0]["name"] == camille.name
        assert len(found[0]["links_sent_at"]) == 1
        assert "fvm_page" not in json.dumps(found, default=str)

    def test_the_address_leads_to_the_name_and_the_name_to_the_notes(self, who: Known, camille: PartnerContact) -> None:
        Partner.objects.update(notes=f"Vu avec {camille.name} en mars.")
        kinds = {row["kind"] for row in privacy.export(privacy.person(email=camille.email))["partnerships"]}
        assert kinds == {"partner_contact", "partner_notes"}

    def test_forgotten_everywhere_while_the_partner_stays(self, who: Known, camille: PartnerContact) -> None:
        other = contact(who.partner, name="Sacha Autre")
        make_link(camille)
        Partner.objects.update(notes=f"Vu avec {camille.name} en mars.")
        report = privacy.erase(privacy.person(email=camille.email))["partnerships"]
        assert [line.count for line in report] == [1, 1]
        assert list(PartnerContact.objects.all()) == [other]
        assert not PartnerLink.objects.exists()
        assert camille.name not in Partner.objects.get().notes
        assert who.partner.keys.count() == 2

    def test_an_unknown_person_is_not_known(self, camille: PartnerContact) -> None:
        assert "partnerships" not in privacy.export(privacy.person(email="autre@exemple.fr"))


class TestRetention:
    def test_links_go_half_a_year_after_their_end(self, camille: PartnerContact) -> None:
        now = timezone.now()
        old, recent = make_link(camille)[0], make_link(camille)[0]
        PartnerLink.objects.filter(pk=old.pk).update(expires_at=now - KEEP - datetime.timedelta(days=1))
        PartnerLink.objects.filter(pk=recent.pk).update(expires_at=now - KEEP + datetime.timedelta(days=1))
        (rule,) = [one for one in privacy.retentions() if one.code == "partner-links"]
        assert rule.run(now) == 1
        assert list(PartnerLink.objects.all()) == [recent]

    def test_one_that_still_opens_stays(self, camille: PartnerContact) -> None:
        make_link(camille)
        (rule,) = [one for one in privacy.retentions() if one.code == "partner-links"]
        assert rule.run(timezone.now()) == 0


def test_no_mail_with_a_link_is_stored(camille: PartnerContact, django_capture_on_commit_callbacks: Any) -> None:
    mailed(camille, django_capture_on_commit_callbacks)
    assert not OutgoingMail.objects.exists()

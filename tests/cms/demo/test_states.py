"""The demonstration shows every state of the workflow, and each was reached by the house's own doors."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core import mail
from django.test import TestCase
from django.utils import timezone
from wagtail.models import Page

from cms.demo.committee import COMPANY
from cms.demo.states import RELEASE
from cms.demo.tree import demo_page
from cms.feed.models import FeedDocument, State
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed
from cms.media.models import Consent
from cms.recall.models import RecallSheet
from cms.releases.models import Release
from cms.selection.mandates import standing
from cms.selection.models import Candidate
from cms.selection.states import CandidateState
from cms.signoff.choices import RecordKind, Status
from cms.signoff.models import SignOffRecord, SignOffRequest
from cms.signoff.verification import verify
from cms.workflow import completeness
from cms.workflow.decisions import missing
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.models import Decision
from tests import gating
from tests.cms.demo.loading import UNDER_WAY, load

pytestmark = [pytest.mark.slow, pytest.mark.gated]


def draft(kind: str, name: str) -> Any:
    """Return the newest version of a page of the demonstration."""
    page = demo_page(kind, name)
    assert page is not None, name
    return page.get_latest_revision_as_object()


def portrait(name: str) -> Any:
    return draft("portraits_under_way", name)


def at(page: Page) -> Any:
    """Return what waits on a page, or None."""
    return type(page).objects.get(pk=page.pk).current_workflow_task_state


def requests_of(page: Page) -> list[str]:
    rows = SignOffRequest.objects.filter(content_id=page.translation_key).order_by("pk")
    return [row.status for row in rows]


class TestStates(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        # The marker speaks for the tests; this runs before them.
        with gating.switch.on(), cls.captureOnCommitCallbacks(execute=True):
            load(port=8123)
        cls.mails = list(mail.outbox)

    def test_it_works(self) -> None:
        pages = [demo_page(kind, name) for kind, names in UNDER_WAY.items() for name in names]
        assert len(pages) == 7
        assert None not in pages
        for page in pages:
            assert self.client.get(page.url, headers={"host": "127.0.0.1:8123"}).status_code == 404, page

    def test_a_draft_lacks_the_credit_of_its_photo(self) -> None:
        page = portrait("ferronnerie-des-trois-moulins")
        assert page.workflow_in_progress is False
        found = completeness.obstacles(page)
        [credit] = [reason for reason in found if reason.code == "credit-missing"]
        assert credit.url.endswith(f"/images/{page.image_id}/#id_credit")

    def test_one_is_in_review_and_late(self) -> None:
        page = draft("news_under_way", "sept-ateliers-ouvrent-leurs-portes")
        assert at(page).task.name == "Relecture"
        assert at(page).due_on < timezone.localdate()

    def test_one_waits_for_its_signature_and_the_mail_is_there(self) -> None:
        page = portrait("vinaigrerie-du-coteau")
        assert at(page).task.name == "Bon à tirer"
        assert requests_of(page) == [Status.PENDING]
        [letter] = [one for one in self.mails if one.to == ["solene.achard@demonstration.example"]]
        assert page.title in plain(letter.subject)
        assert re.search(r"http://\S+/bon-a-tirer/bat_\S+/", letter.body), letter.body

    def test_one_is_signed_and_waits_for_its_publication(self) -> None:
        page = portrait("reliure-saint-maurice")
        assert at(page).task.name == "Publication"
        assert missing(page) == [Kind.PUBLICATION]
        assert requests_of(page) == [Status.SIGNED]
        [consent] = Consent.objects.filter(image=page.image_id)
        assert consent.person == page.leader_name
        assert consent.given_on is not None

    def test_one_was_published_and_withdrawn_by_its_subject(self) -> None:
        page = portrait("passementerie-bertin")
        assert Decision.objects.filter(page=page, kind=Kind.SIGN_OFF).latest("pk").outcome == Outcome.WITHDRAWN
        states = FeedDocument.objects.filter(content_id=page.translation_key).values_list("state", flat=True)
        assert set(states) == {State.WITHDRAWN}
        sheet = RecallSheet.objects.get()
        assert sheet.is_open
        assert str(page.translation_key) in json.dumps(sheet.documents)

    def test_a_release_is_being_prepared(self) -> None:
        release = Release.objects.get(name=RELEASE)
        assert release.items.count() >= 2
        ready, waiting = (draft("news_under_way", name) for name in ("le-defi-est-ouvert", "ce-que-le-defi-cherche"))
        assert (at(ready).task.name, at(waiting).task.name) == ("Publication", "Relecture")

    def test_a_candidate_is_being_looked_into(self) -> None:
        candidate = Candidate.objects.get(company_name=COMPANY)
        assert candidate.state == CandidateState.INSTRUCTION
        assert candidate.evidence.count() == 2

    def test_every_live_portrait_is_admitted_and_decided_on(self) -> None:
        from ambassadors.models import AmbassadorPage

        for page in AmbassadorPage.objects.filter(live=True).exclude(slug="passementerie-bertin"):
            assert standing(page.translation_key), page
            assert missing(page) == [], page

    def test_what_each_person_did_is_recorded_under_their_name(self) -> None:
        kinds = {Kind.REVIEW: "Rémi Relecteur", Kind.PUBLICATION: "Paul Publication"}
        for kind, name in kinds.items():
            names = set(Decision.objects.filter(kind=kind).values_list("user_name", flat=True))
            assert names == {name}
        records = SignOffRecord.objects.values_list("kind", flat=True)
        assert set(records) >= {RecordKind.INVITED, RecordKind.SIGNED, RecordKind.WITHDRAWN}

    def test_the_feed_and_the_chain_are_whole(self) -> None:
        with editorial_transaction():
            assert verify_feed().differences == {}
        assert verify().is_clean


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")

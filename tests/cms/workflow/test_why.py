"""Why a page is, or is not, in the feed: the panel says exactly what the read model does."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.feed.facts import Facts
from cms.feed.gates import Reason, judge
from cms.feed.models import FeedDocument, State
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from cms.workflow import why
from cms.workflow.decisions import record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.why import Viewer, explain_draft, explain_live, register_viewers
from tests import factories
from tests.workflow_world import clear, publish_cleared

pytestmark = pytest.mark.django_db


def fresh(page: Page) -> Any:
    return type(page).objects.get(pk=page.pk)


def shown(explanation: Any) -> str:
    return " ".join(answer.viewer.audience.value for answer in explanation.answers if answer.is_shown)


def against(explanation: Any, audience: str = "own") -> set[str]:
    answer = next(one for one in explanation.answers if one.viewer.audience == audience)
    return {str(sentence) for line in answer.against for sentence in line.against}


class TestLive:
    def test_it_works(self) -> None:
        article = factories.article()
        assert shown(explain_live(fresh(article))) == "own partners open"
        assert against(explain_live(fresh(article))) == set()

    def test_says_the_same_as_the_stored_feed(self) -> None:
        pages = [
            factories.article(),
            factories.article(is_live=False),
            factories.article(audience="partners"),
            factories.article(audience="own"),
            factories.article(expire_at=timezone.now() + datetime.timedelta(days=1)),
            factories.ambassador(),
        ]
        restricted = factories.article()
        with editorial_transaction():
            PageViewRestriction.objects.create(page=restricted, restriction_type="login")
        edited = factories.article()
        with editorial_transaction():
            type(edited).objects.filter(pk=edited.pk).update(summary="Autre chose.")
        for page in [*pages, restricted, edited]:
            stored = FeedDocument.objects.filter(page_id=page.pk, state=State.LIVE).values_list("audience", flat=True)
            assert set(shown(explain_live(fresh(page))).split()) == set(stored), page

    def test_every_reason_of_the_judge_is_told_and_no_other(self) -> None:
        article = factories.article(audience="own", is_live=False)
        page = fresh(article)
        verdict = judge(page, Audience.OPEN, timezone.now(), Facts.load([page]))
        assert against(explain_live(page), "open") == {str(reason.message) for reason in verdict.reasons}

    def test_rules_that_hold_are_told_too(self) -> None:
        answer = explain_live(fresh(factories.article())).answers[0]
        assert len(answer.held) == len(answer.lines) >= 8

    def test_a_page_of_later_is_not_in_the_feed_yet(self) -> None:
        page = fresh(factories.article())
        page.go_live_at = timezone.now() + datetime.timedelta(days=3)
        answer = explain_live(page).answers[0]
        assert not answer.is_shown
        assert not answer.against
        assert answer.not_before == page.go_live_at

    def test_a_withdrawn_signature_is_told(self) -> None:
        portrait = factories.ambassador()
        with editorial_transaction():
            record(page=portrait, digest=fingerprint(portrait), kind=Kind.SIGN_OFF, outcome=Outcome.WITHDRAWN)
        line = next(
            one for one in explain_live(fresh(portrait)).answers[0].against if "consent" in repr(one) or one.against
        )
        assert line.against


class TestDraft:
    def test_it_works(self) -> None:
        draft = factories.article(is_live=False)
        assert shown(explain_draft(draft)) == ""
        clear(draft.get_latest_revision().as_object(), Kind.REVIEW)
        assert shown(explain_draft(draft)) == "own partners open"
        assert shown(explain_live(fresh(draft))) == ""

    def test_foretells_what_publishing_does(self) -> None:
        draft = factories.article(is_live=False, audience="partners")
        clear(draft.get_latest_revision().as_object(), Kind.REVIEW)
        foretold = shown(explain_draft(draft))
        publish_cleared(draft)
        assert shown(explain_live(fresh(draft))) == foretold == "own partners"

    def test_an_edit_changes_the_draft_s_answer_and_not_the_live_one(self) -> None:
        article = factories.article()
        article.summary = "Changé depuis."
        with editorial_transaction():
            article.save_revision()
        assert shown(explain_live(fresh(article))) == "own partners open"
        assert shown(explain_draft(fresh(article))) == ""
        assert len(against(explain_draft(fresh(article)))) == 1

    def test_says_what_is_incomplete(self) -> None:
        image = factories.image(credit="")
        article = factories.article(is_live=False, image=image)
        clear(article.get_latest_revision().as_object(), Kind.REVIEW)
        [sentence] = against(explain_draft(article))
        assert image.title in sentence

    def test_changes_no_row(self) -> None:
        article = factories.article(is_live=False)
        before = list(Page.objects.filter(pk=article.pk).values())
        explain_draft(article)
        assert list(Page.objects.filter(pk=article.pk).values()) == before


class TestPictures:
    def test_each_audience_has_its_answer(self) -> None:
        image = factories.image(may_open=False)
        [picture] = explain_live(fresh(factories.article(image=image))).pictures
        assert [(viewer.audience.value, answer.allowed) for viewer, answer in picture.answers] == [
            ("own", True),
            ("partners", True),
            ("open", False),
        ]
        assert not picture.is_shown_to_all

    def test_the_number_of_questions_does_not_grow_with_the_pictures(self) -> None:
        counts = []
        for number in (1, 6):
            story = [("photo", {"image": factories.image(), "alt": "", "caption": ""}) for _each in range(number)]
            page = factories.article(body=story)
            with CaptureQueriesContext(connection) as live:
                explain_live(fresh(page))
            with CaptureQueriesContext(connection) as draft:
                explain_draft(fresh(page))
            counts.append((len(live), len(draft)))
        assert counts[0] == counts[1]
        assert max(counts[0]) < 40


class TestPartners:
    def test_each_has_an_answer_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(why, "_viewers", [])

        def partners() -> list[Viewer]:
            revoked = Reason("key_revoked", "Sa clé a été retirée.")
            return [
                Viewer("Ville de Créteil", Audience.PARTNERS),
                Viewer("Agence Untel", Audience.PARTNERS, lambda page: [revoked]),
            ]

        register_viewers(partners)
        register_viewers(partners)
        answers = explain_live(fresh(factories.article())).answers
        assert [(str(one.viewer.label), one.is_shown) for one in answers[3:]] == [
            ("Ville de Créteil", True),
            ("Agence Untel", False),
        ]

"""`carry_over_live_pages`: what was public before the workflow stays so, by somebody's decision and with a reason."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from cms.feed.models import FeedDocument, State
from cms.feed.transaction import editorial_transaction, mark_dirty
from cms.workflow.decisions import missing, record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.records import Decision
from cms.workflow.roles import Role
from tests import factories
from tests.workflow_world import person

pytestmark = pytest.mark.django_db
REASON = "En ligne depuis 2024, relu par la direction."


@pytest.fixture(autouse=True)
def paul() -> Any:
    return person("paul", Role.PUBLICATION)


def run(by: str = "paul", reason: str = REASON, **options: Any) -> str:
    out = io.StringIO()
    call_command("carry_over_live_pages", by=by, reason=reason, stdout=out, **options)
    return out.getvalue()


def before_the_workflow(page: Page) -> Page:
    """Make a draft live as an older version of the product did: behind every gate."""
    with editorial_transaction():
        type(page).objects.filter(pk=page.pk).update(
            live=True, live_revision=page.latest_revision, first_published_at=timezone.now()
        )
        mark_dirty("page", page.pk)
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def article() -> Page:
    return before_the_workflow(factories.article(is_live=False))


@pytest.fixture
def portrait() -> Page:
    return before_the_workflow(factories.ambassador(is_live=False))


def is_public(page: Page) -> bool:
    return FeedDocument.objects.filter(page_id=page.pk, state=State.LIVE).exists()


def kinds_of(page: Page) -> list[str]:
    return list(Decision.objects.filter(page=page).order_by("pk").values_list("kind", flat=True))


class TestCarryOver:
    def test_it_works(self, article: Page) -> None:
        assert not is_public(article)
        output = run()
        assert is_public(article)
        assert missing(article) == []
        assert article.title in output

    def test_each_decision_names_who_took_it_upon_them_and_why(self, article: Page, paul: Any) -> None:
        run()
        decisions = Decision.objects.filter(page=article)
        assert {decision.kind for decision in decisions} == {Kind.REVIEW, Kind.COMPLETENESS, Kind.PUBLICATION}
        assert {decision.user for decision in decisions} == {paul}
        assert all(decision.user_name and REASON in decision.comment for decision in decisions)
        assert all(decision.revision == article.live_revision for decision in decisions)
        logged = PageLogEntry.objects.filter(page=article.pk, action="fabrique.decision.approved", user=paul)
        assert logged.count() == len(decisions)

    def test_a_second_run_finds_nothing(self, article: Page) -> None:
        run()
        before = Decision.objects.count()
        run(reason="Encore")
        assert Decision.objects.count() == before

    def test_a_dry_run_writes_nothing_and_names_the_pages(self, article: Page) -> None:
        output = run(dry_run=True)
        assert kinds_of(article) == []
        assert not is_public(article)
        assert article.title in output

    def test_a_draft_is_not_touched(self) -> None:
        draft = factories.article(is_live=False)
        run()
        assert kinds_of(draft) == []

    def test_only_what_is_live_counts_not_the_draft_on_top_of_it(self, article: Page) -> None:
        with editorial_transaction():
            article.summary = "Une phrase que personne n’a lue."
            draft = article.save_revision()
        run()
        assert is_public(article)
        assert Kind.REVIEW in missing(draft.as_object())

    def test_a_translation_gets_what_a_translation_needs(self, article: Page) -> None:
        english = before_the_workflow(factories.translate(article, is_live=False))
        run()
        assert sorted(kinds_of(english)) == sorted([Kind.REVIEW, Kind.PUBLICATION])

    def test_the_readers_of_a_white_paper_are_carried_over_too(self) -> None:
        paper = before_the_workflow(factories.white_paper(is_live=False))
        run()
        assert Kind.READERS in kinds_of(paper)


class TestSignature:
    def test_is_not_given_for_somebody_else(self, portrait: Page) -> None:
        output = run()
        assert Kind.SIGN_OFF not in kinds_of(portrait)
        assert missing(portrait) == [Kind.SIGN_OFF]
        assert "1" in output.splitlines()[-1]

    def test_is_carried_over_where_that_was_asked_for(self, portrait: Page) -> None:
        run(reason="Signé sur papier, classeur 3.", with_signatures=True)
        assert missing(portrait) == []
        decision = Decision.objects.get(page=portrait, kind=Kind.SIGN_OFF)
        assert "classeur 3" in decision.comment

    def test_a_withdrawal_stands_whatever_is_asked_for(self, portrait: Page) -> None:
        with editorial_transaction():
            record(page=portrait, digest=fingerprint(portrait), kind=Kind.SIGN_OFF, outcome=Outcome.WITHDRAWN)
        run(with_signatures=True)
        assert Kind.SIGN_OFF in missing(portrait)
        assert not is_public(portrait)


class TestRefusals:
    @pytest.mark.parametrize("role", [role for role in Role if role != Role.PUBLICATION])
    def test_only_those_who_answer_by_law_take_it_upon_them(self, article: Page, role: Role) -> None:
        person("quelquun", role)
        with pytest.raises(CommandError, match="quelquun"):
            run(by="quelquun")
        assert kinds_of(article) == []

    def test_a_superuser_may(self, article: Page) -> None:
        person("chef", is_superuser=True)
        run(by="chef")
        assert is_public(article)

    def test_nobody_who_does_not_exist_or_has_left(self, article: Page, paul: Any) -> None:
        paul.is_active = False
        paul.save()
        for name in ("paul", "personne"):
            with pytest.raises(CommandError, match=name):
                run(by=name)

    def test_nothing_without_a_reason(self, article: Page) -> None:
        with pytest.raises(CommandError):
            run(reason="  ")
        assert kinds_of(article) == []

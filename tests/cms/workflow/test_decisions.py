"""The way of a page through its workflow: who decides, on what, and what an edit takes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Page, WorkflowState

from cms.feed.models import FeedDocument, State
from cms.feed.transaction import PublicationRefused, editorial_transaction
from cms.workflow.approvals import AlreadyDecided
from cms.workflow.decisions import last_editor_id, record
from cms.workflow.fingerprint import fingerprint_of
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.models import Decision, ReadersTask, ReviewTask
from cms.workflow.records import DecisionIsFinal
from cms.workflow.roles import Role
from tests import factories
from tests.workflow_world import (
    complete_portrait,
    current,
    decide,
    edit,
    news_workflow,
    person,
    portrait_workflow,
    submit,
    workflow,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rose() -> Any:
    return person("rose", Role.WRITING)


@pytest.fixture
def remi() -> Any:
    return person("remi", Role.REVIEW)


@pytest.fixture
def paul() -> Any:
    return person("paul", Role.PUBLICATION, is_superuser=True)


@pytest.fixture
def article(rose: Any) -> Page:
    news_workflow()
    page = factories.article(is_live=False)
    page = edit(page, rose, summary="Les portes s’ouvrent à neuf heures.")
    submit(page, rose)
    return page


def task_of(page: Page) -> str | None:
    state = current(page)
    return state.task.specific.kind if state else None


def live(page: Page) -> bool:
    return FeedDocument.objects.filter(page_id=page.pk, state=State.LIVE).exists()


class TestNews:
    def test_it_works(self, article: Page, remi: Any, paul: Any) -> None:
        assert task_of(article) == Kind.REVIEW
        decide(article, remi)
        # The automatic gate passed by itself.
        assert task_of(article) == Kind.PUBLICATION
        assert not live(article)
        decide(article, paul)
        assert task_of(article) is None
        assert live(article)
        kinds = Decision.objects.filter(page_id=article.pk).values_list("kind", "outcome")
        assert list(kinds) == [(k, "approved") for k in ("review", "completeness", "publication")]

    def test_nobody_approves_their_own_last_edit(self, article: Page) -> None:
        both = person("gilles", Role.REVIEW, is_superuser=True)
        edit(article, both, summary="Corrigé par Gilles.")
        assert last_editor_id(article) == both.pk
        assert current(article).task.specific.get_actions(article, both) == []
        with pytest.raises(PermissionDenied):
            decide(article, both)
        assert not Decision.objects.filter(page_id=article.pk).exists()

    def test_a_save_without_a_change_makes_nobody_its_author(self, article: Page, rose: Any, remi: Any) -> None:
        edit(article, remi)
        assert last_editor_id(article) == rose.pk
        decide(article, remi)
        assert task_of(article) == Kind.PUBLICATION

    def test_an_edit_after_approval_reopens_the_review(self, article: Page, rose: Any, remi: Any, paul: Any) -> None:
        decide(article, remi)
        edit(article, rose, summary="Changé après coup.")
        assert task_of(article) == Kind.REVIEW
        decide(article, remi)
        decide(article, paul)
        assert live(article)

    def test_a_save_without_a_change_reopens_nothing(self, article: Page, rose: Any, remi: Any, paul: Any) -> None:
        decide(article, remi)
        edit(article, rose)
        assert task_of(article) == Kind.PUBLICATION
        decide(article, paul)
        assert live(article)

    def test_going_back_to_what_was_approved_needs_no_second_approval(
        self, article: Page, rose: Any, remi: Any
    ) -> None:
        before = article.get_latest_revision_as_object().summary
        decide(article, remi)
        edit(article, rose, summary="Autre chose.")
        edit(article, rose, summary=before)
        assert task_of(article) == Kind.PUBLICATION

    def test_what_was_returned_begins_anew_with_what_changed(
        self, article: Page, rose: Any, remi: Any, paul: Any
    ) -> None:
        decide(article, remi)
        decide(article, paul, "reject", "Le titre est trop long.")
        state = WorkflowState.objects.for_instance(article).get()
        assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
        edit(article, rose, title="Court")
        with editorial_transaction():
            # Wagtail resumes at the task that refused: the review, which the edit touched, comes first.
            state.refresh_from_db()
            state.resume(rose)
        assert task_of(article) == Kind.REVIEW

    def test_a_second_decision_on_the_same_task_is_refused_and_told_who_was_first(
        self, article: Page, remi: Any
    ) -> None:
        shown = current(article)
        other = person("odile", Role.REVIEW)
        decide(article, remi)
        with pytest.raises(AlreadyDecided, match="remi"):
            decide(article, other, "reject", "Non.", state=shown)
        assert not Decision.objects.filter(user=other).exists()
        assert task_of(article) == Kind.PUBLICATION

    def test_a_stale_page_decides_nothing_about_a_later_text(self, article: Page, rose: Any, remi: Any) -> None:
        shown = current(article)
        edit(article, rose, summary="Changé pendant la lecture.")
        with pytest.raises(AlreadyDecided):
            decide(article, remi, state=shown)
        assert task_of(article) == Kind.REVIEW

    def test_a_decision_is_never_altered(self, article: Page, remi: Any) -> None:
        decide(article, remi)
        decision = Decision.objects.filter(kind=Kind.REVIEW, page_id=article.pk).get()
        decision.outcome = Outcome.REJECTED
        with pytest.raises(DecisionIsFinal):
            decision.save()

    def test_a_reviewer_without_the_right_to_edit_reads_and_decides_only(self, article: Page, remi: Any) -> None:
        page = type(article).objects.get(pk=article.pk)
        assert page.permissions_for_user(remi).can_edit()
        assert page.get_lock().for_user(remi)
        assert current(page).task.specific.get_actions(page, remi)

    def test_photo_rights_that_ended_since_stop_at_the_automatic_gate(self, rose: Any, remi: Any) -> None:
        news_workflow()
        page = factories.article(is_live=False, image=factories.image(credit=""))
        page = edit(page, rose, summary="Avec une photo sans crédit.")
        submit(page, rose)
        decide(page, remi)
        state = WorkflowState.objects.for_instance(page).get()
        assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
        assert Decision.objects.get(page_id=page.pk, kind=Kind.COMPLETENESS).outcome == Outcome.REJECTED


class TestPortrait:
    @pytest.fixture
    def portrait(self, rose: Any, remi: Any) -> Page:
        portrait_workflow()
        page = edit(complete_portrait(), rose, quote="Nous coulons le bronze ici.")
        submit(page, rose)
        decide(page, remi)
        return page

    def sign(self, page: Page, outcome: Outcome = Outcome.APPROVED) -> None:
        revision = page.get_latest_revision()
        with editorial_transaction():
            record(
                page=page,
                digest=fingerprint_of(revision),
                kind=Kind.SIGN_OFF,
                outcome=outcome,
                user_name="Nadia Ferrand",
                revision=revision,
            )

    def test_waits_for_the_signature_and_moves_on_with_it(self, portrait: Page, paul: Any) -> None:
        assert task_of(portrait) == Kind.SIGN_OFF
        assert current(portrait).task.specific.get_actions(portrait, paul) == []
        self.sign(portrait)
        assert task_of(portrait) == Kind.PUBLICATION

    def test_asked_for_changes_goes_back_to_its_writer(self, portrait: Page) -> None:
        self.sign(portrait, Outcome.REJECTED)
        state = WorkflowState.objects.for_instance(portrait).get()
        assert state.status == WorkflowState.STATUS_NEEDS_CHANGES

    def test_an_edit_after_the_signature_asks_review_and_signature_again(
        self, portrait: Page, rose: Any, remi: Any
    ) -> None:
        self.sign(portrait)
        edit(portrait, rose, quote="Une autre phrase.")
        assert task_of(portrait) == Kind.REVIEW
        decide(portrait, remi)
        assert task_of(portrait) == Kind.SIGN_OFF

    def test_nobody_publishes_unsigned_not_even_directly(self, portrait: Page, paul: Any) -> None:
        with pytest.raises(PublicationRefused), editorial_transaction():
            portrait.get_latest_revision().publish(user=paul)


class TestReaders:
    def test_all_named_readers_must_agree(self, rose: Any) -> None:
        first, second = person("lea"), person("luc")
        task = ReadersTask.objects.create(name="Comité de lecture")
        task.readers.add(first, second)
        workflow(task)
        page = edit(factories.white_paper(is_live=False), rose, summary="Deuxième édition.")
        with editorial_transaction():
            page.get_workflow().start(page, rose)
        decide(page, first)
        assert task_of(page) == Kind.READERS
        assert current(page).task.specific.get_actions(page, first) == []
        with pytest.raises(PermissionDenied):
            decide(page, first)
        # The last word closes the task; the workflow then ends and finds that the review is missing.
        with pytest.raises((PublicationRefused, PermissionDenied)):
            decide(page, second)

    def test_one_who_asks_for_changes_sends_it_back(self, rose: Any) -> None:
        first, second = person("lea"), person("luc")
        task = ReadersTask.objects.create(name="Comité de lecture")
        task.readers.add(first, second)
        workflow(task)
        page = edit(factories.white_paper(is_live=False), rose, summary="Deuxième édition.")
        submit(page, rose)
        decide(page, first, "reject", "La page 3 est fausse.")
        assert task_of(page) is None


class TestTask:
    def test_a_due_date_is_given_in_working_days(self, article: Page) -> None:
        assert current(article).due_on is not None

    def test_approvals_of_other_contents_are_not_copied(self, article: Page, remi: Any) -> None:
        state = current(article)
        assert state.digest.startswith("v1:")
        assert "digest" in type(state).exclude_fields_in_copy

    def test_what_waits_for_a_reviewer_leaves_out_their_own_edits(self, article: Page, remi: Any) -> None:
        task = ReviewTask.objects.get()
        assert task.get_task_states_user_can_moderate(remi).count() == 1
        edit(article, remi, summary="Par Rémi.")
        assert task.get_task_states_user_can_moderate(remi).count() == 0


class TestRefusal:
    def test_without_a_word_is_not_taken(self, article: Page, remi: Any) -> None:
        with pytest.raises(PublicationRefused):
            decide(article, remi, "reject", "  ")
        assert task_of(article) == Kind.REVIEW
        assert not Decision.objects.filter(page_id=article.pk).exists()

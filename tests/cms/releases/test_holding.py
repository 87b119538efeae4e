"""A page in an open release goes out with it and only with it, whichever door is tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.log_actions import LogContext
from wagtail.models import Page, Workflow, WorkflowTask

from cms.feed.models import FeedDocument
from cms.feed.models import State as FeedState
from cms.feed.transaction import PublicationRefused, editorial_transaction, mark_dirty
from cms.releases import composing, deciding
from cms.releases.publishing import publish_release
from cms.workflow.decisions import latest_by_kind, missing
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind
from cms.workflow.models import PublicationTask
from cms.workflow.roles import Role
from tests import factories
from tests.releases_world import approved, edited, make_due, publisher, release_of, schedule, writer
from tests.workflow_world import clear, person, publish_cleared

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    return approved(factories.article(is_live=False))


def states(page: Page) -> set[str]:
    return set(FeedDocument.objects.filter(page_id=page.pk).values_list("state", flat=True))


def publish_alone(page: Page) -> None:
    boss = publisher()
    with editorial_transaction(), LogContext(user=boss):
        Page.objects.get(pk=page.pk).get_latest_revision().publish(user=boss)


class TestHold:
    def test_it_works(self, page: Page) -> None:
        release_of(page, name="Salon 2027")
        with pytest.raises(PublicationRefused, match="Salon 2027"):
            publish_alone(page)
        assert states(page) == set()

    def test_ends_when_the_page_is_taken_out(self, page: Page) -> None:
        release = release_of(page)
        with editorial_transaction():
            composing.remove_content(release, page.translation_key, user=publisher())
        publish_alone(page)
        assert states(page) == {FeedState.LIVE}

    def test_ends_when_the_release_is_cancelled(self, page: Page) -> None:
        release = release_of(page)
        with editorial_transaction():
            deciding.cancel(release, user=publisher())
        publish_alone(page)
        assert states(page) == {FeedState.LIVE}

    def test_does_not_reach_what_was_left_out(self, page: Page) -> None:
        english = approved(factories.translate(page, is_live=False, title="Open doors"))
        release = release_of(page)
        with editorial_transaction():
            key = (page.translation_key, english.locale_id)
            composing.leave_out(release, [key], reason="Paraît à part.", user=publisher())
        with pytest.raises(PublicationRefused):
            publish_alone(page)
        publish_alone(english)
        assert states(english) == {FeedState.LIVE}

    def test_keeps_the_live_version_public_meanwhile(self) -> None:
        live = factories.article()
        edited(live, summary="La suite.")
        release_of(live)
        with editorial_transaction():
            mark_dirty("page", live.pk)
        assert states(live) == {FeedState.LIVE}

    def test_refuses_a_translation_that_was_made_since(self, page: Page) -> None:
        with editorial_transaction():
            composing.create(name="Édition", user=publisher(), pages=[page])
        english = approved(factories.translate(page, is_live=False, title="Open doors"))
        with pytest.raises(PublicationRefused, match="Édition"):
            publish_alone(english)

    def test_refuses_a_console_that_goes_past_every_transaction(self, page: Page) -> None:
        release = release_of(page)
        clear(page.get_latest_revision().as_object())
        with editorial_transaction():
            Page.objects.filter(pk=page.pk).update(live=True, first_published_at=timezone.now())
            mark_dirty("page", page.pk)
        assert states(page) == set()
        with editorial_transaction():
            composing.remove_content(release, page.translation_key, user=publisher())
        assert states(page) == {FeedState.LIVE}

    def test_refuses_a_schedule_of_its_own(self, page: Page) -> None:
        release_of(page)
        edited(page, go_live_at=timezone.now() + timedelta(days=2))
        with pytest.raises(PublicationRefused, match="Édition 2027"):
            publish_alone(page)


class TestWorkflow:
    @pytest.fixture
    def workflow(self) -> Workflow:
        task = PublicationTask.objects.create(name="Publication")
        boss = person("chefferie", Role.PUBLICATION)
        task.groups.set(boss.groups.all())
        workflow = Workflow.objects.create(name="Publication seule")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        return workflow

    def test_an_approval_is_recorded_and_the_publishing_left_to_the_release(
        self, page: Page, workflow: Workflow
    ) -> None:
        release = release_of(page)
        boss = person("chefferie", Role.PUBLICATION)
        with editorial_transaction():
            workflow.start(page, writer())
            state = page.current_workflow_task_state.specific
            state.task.specific.on_action(state, boss, "approve", comment="")
        page.refresh_from_db()
        assert not page.live
        assert page.current_workflow_state is None
        assert missing(page.get_latest_revision().as_object()) == []
        assert publish_release(make_due(schedule(release, timezone.now() + timedelta(hours=1)))) is True

    def test_the_release_s_decision_ends_the_page_s_own_workflow(self, page: Page, workflow: Workflow) -> None:
        release = release_of(page)
        with editorial_transaction():
            workflow.start(page, writer())
        state = page.current_workflow_state
        schedule(release, timezone.now() + timedelta(hours=1))
        state.refresh_from_db()
        assert state.status == "approved"
        newest = page.get_latest_revision().as_object()
        decision = latest_by_kind(page, fingerprint(newest))[Kind.PUBLICATION]
        assert (decision.user, "Édition 2027" in decision.comment) == (publisher(), True)


class TestChangeAfterTheDecision:
    def test_is_told_at_once(self, page: Page, django_capture_on_commit_callbacks: Any) -> None:
        schedule(release_of(page, user=publisher()), timezone.now() + timedelta(hours=1))
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            edited(page, summary="Autre chose.", user=writer())
        assert [message.to for message in mail.outbox] == [["direction@exemple.fr"]]
        assert "Édition 2027" in mail.outbox[0].subject
        assert "redaction" in mail.outbox[0].body

    def test_is_told_once_for_each_content(self, page: Page, django_capture_on_commit_callbacks: Any) -> None:
        schedule(release_of(page), timezone.now() + timedelta(hours=1))
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            edited(page, summary="Autre chose.")
            edited(page)
        assert len(mail.outbox) == 1

    def test_is_not_told_for_a_save_without_a_change(self, page: Page, django_capture_on_commit_callbacks: Any) -> None:
        schedule(release_of(page), timezone.now() + timedelta(hours=1))
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            edited(page)
        assert mail.outbox == []


class TestLiveUnchanged:
    def test_a_page_that_is_public_already_stays_as_it_is(self) -> None:
        public = publish_cleared(factories.article(is_live=False))
        other = approved(factories.article(is_live=False))
        release = release_of(public, other)
        published = Page.objects.get(pk=public.pk).last_published_at
        assert publish_release(make_due(schedule(release, timezone.now() + timedelta(hours=1)))) is True
        assert Page.objects.get(pk=public.pk).last_published_at == published
        assert set(release.items.filter(left_out="").values_list("outcome", flat=True)) == {"published", "unchanged"}

    def test_calling_back_does_not_take_it_down(self) -> None:
        public = publish_cleared(factories.article(is_live=False))
        release = schedule(release_of(public), timezone.now() + timedelta(hours=1))
        with editorial_transaction():
            deciding.cancel_schedule(release, user=publisher())
            mark_dirty("page", public.pk)
        assert states(public) == {FeedState.LIVE}

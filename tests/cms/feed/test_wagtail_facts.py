"""What Wagtail 8 really does, and that the feed is right all the same. Publishing, approving, deleting, copying.

Each test first shows the fact in Wagtail itself: should it change, the remedy may go.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models.signals import post_save
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import (
    GroupApprovalTask,
    Page,
    PageLogEntry,
    PageViewRestriction,
    Revision,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)
from wagtail.signals import page_published, page_slug_changed, page_unpublished
from wagtail.workflows import publish_workflow_state as wagtail_publishes

from ambassadors.models import AmbassadorPage
from cms.feed import view
from cms.feed.models import DirtyMark, FeedDocument
from cms.feed.sweep import sweep
from cms.feed.transaction import PublicationRefused, editorial_transaction
from tests.feed_walk import NOBODY
from tests.feed_world import EVERYONE, World, assert_in_step

pytestmark = pytest.mark.django_db


class SerialiserBroke(Exception):
    """Raised in the place of a serialiser."""


@contextmanager
def heard(signal: Any, note: Any) -> Iterator[list[Any]]:
    """Collect what `note` makes of each arrival of a signal."""
    found: list[Any] = []

    def receive(sender: Any, **kwargs: Any) -> None:
        found.append(note(sender, kwargs))

    signal.connect(receive)
    try:
        yield found
    finally:
        signal.disconnect(receive)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every serialiser fail."""

    def fail(*args: Any) -> None:
        raise SerialiserBroke

    monkeypatch.setattr(view, "_serialise", fail)


@pytest.fixture
def in_review(world: World) -> Any:
    """Put the article into a workflow of one task, submitted; return its task state."""
    group = Group.objects.create(name="Relecteurs")
    task = GroupApprovalTask.objects.create(name="Relecture")
    task.groups.add(group)
    workflow = Workflow.objects.create(name="Deux yeux")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=world.page("news"))
    page = world.page("article")
    page.title = "Relu"
    with editorial_transaction():
        page.save_revision()
        return workflow.start(page, None).current_task_state


class TestPublishing:
    def test_a_scheduled_page_is_announced_as_published(self, world: World) -> None:
        page = world.page("draft")
        page.go_live_at = timezone.now() + datetime.timedelta(days=1)
        with heard(page_published, lambda _s, kw: kw["instance"].live) as arrived, editorial_transaction():
            page.save_revision().publish()
        assert arrived == [False]
        assert world.who("draft") == NOBODY
        assert_in_step()

    def test_publishing_is_not_atomic(self, world: World, broken: None) -> None:
        """The row is saved, then the signal is sent: whoever fails there leaves a live page behind."""

        def fail(**kwargs: Any) -> None:
            raise SerialiserBroke

        key = world.ids["draft"]
        page_published.connect(fail)
        # What a script does: our own refusal to be outside the transaction is switched off.
        try:
            with pytest.MonkeyPatch.context() as patch, pytest.raises(SerialiserBroke):  # noqa: PT012
                patch.setattr("django.conf.settings.FEED_REQUIRE_TRANSACTION", False)
                world.page("draft").get_latest_revision().publish()
        finally:
            page_published.disconnect(fail)
        assert Page.objects.get(pk=key).live
        assert DirtyMark.objects.exists()

    def test_with_us_a_failing_serialiser_changes_nothing(self, world: World, broken: None) -> None:
        key = world.ids["draft"]
        revisions, log = Revision.objects.count(), PageLogEntry.objects.count()
        rows = list(FeedDocument.objects.order_by("pk").values())
        with pytest.raises(SerialiserBroke), editorial_transaction():  # noqa: PT012
            page = world.page("draft")
            page.title = "Jamais vu"
            page.save_revision(log_action=True).publish(log_action=True)
        after = Page.objects.get(pk=key)
        assert (after.live, after.title, after.draft_title) == (False, "Brouillon", "Brouillon")
        assert (Revision.objects.count(), PageLogEntry.objects.count()) == (revisions, log)
        assert list(FeedDocument.objects.order_by("pk").values()) == rows
        assert not DirtyMark.objects.exists()

    def test_outside_the_transaction_the_mark_is_stored_and_worked_off(
        self, world: World, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        """In production a script that forgot the transaction is late by one commit, not wrong for ever."""
        settings.FEED_REQUIRE_TRANSACTION = False
        with django_capture_on_commit_callbacks(execute=True):
            world.page("draft").get_latest_revision().publish()
            assert world.who("draft") == NOBODY
        assert world.who("draft") == EVERYONE
        assert_in_step()

    def test_the_slug_signal_comes_after_commit(self, world: World, django_capture_on_commit_callbacks: Any) -> None:
        page = world.page("portrait")
        page.slug = "fonderie-neuve"
        with heard(page_slug_changed, lambda _s, kw: kw["instance"].slug) as arrived:
            with django_capture_on_commit_callbacks(execute=True):
                with editorial_transaction():
                    page.save()
                assert arrived == []
                assert world.path("portrait") == "/ambassadeurs/fonderie-neuve/"
            assert arrived == ["fonderie-neuve"]
        assert_in_step()

    def test_publishing_a_source_revives_its_unpublished_alias(self, world: World) -> None:
        with editorial_transaction():
            world.page("alias").unpublish()
        assert world.who("alias") == NOBODY
        with editorial_transaction():
            world.page("portrait").save_revision().publish()
        assert world.page("alias").live
        assert world.who("alias") == EVERYONE
        assert_in_step()

    def test_publishing_speaks_for_the_aliases_too(self, world: World) -> None:
        with heard(page_published, lambda _s, kw: kw["instance"].pk) as arrived, editorial_transaction():
            world.page("portrait").save_revision().publish()
        assert arrived == [world.ids["alias"], world.ids["portrait"]] or set(arrived) == {
            world.ids["alias"], world.ids["portrait"],
        }  # fmt: skip
        assert_in_step()


class TestApproving:
    def test_approval_would_publish_the_latest_revision(self, world: World, in_review: Any) -> None:
        """Wagtail's own end of a workflow takes it, not the one under review."""
        page = world.page("article")
        page.title = "Jamais relu"
        with editorial_transaction():
            page.save_revision()
        with editorial_transaction():
            wagtail_publishes(WorkflowState.objects.get(pk=in_review.workflow_state_id))
        assert world.page("article").title == "Jamais relu"
        assert world.field("article", "title") == "Jamais relu"
        assert_in_step()

    def test_ours_refuses_what_has_changed_since(self, world: World, in_review: Any) -> None:
        page = world.page("article")
        page.title = "Jamais relu"
        with editorial_transaction():
            page.save_revision()
        # The reviewer's tab knows nothing of the later revision.
        reviewed = type(in_review).objects.get(pk=in_review.pk)
        with pytest.raises(PublicationRefused), editorial_transaction():
            reviewed.approve()
        assert world.field("article", "title") == "Visite"
        assert_in_step()

    def test_a_second_contrary_decision_is_accepted(self, world: World, in_review: Any) -> None:
        """By Wagtail's own tasks. Ours refuse it: cms/workflow/approvals.py."""
        stale = type(in_review).objects.get(pk=in_review.pk)
        with editorial_transaction():
            in_review.approve()
        with editorial_transaction():
            stale.reject()
        assert type(in_review).objects.get(pk=in_review.pk).status == "rejected"
        assert world.page("article").live
        assert world.field("article", "title") == "Relu"
        assert_in_step()


class TestTaking:
    def test_on_delete_the_signal_comes_while_the_row_says_live(self, world: World) -> None:
        note = lambda _s, kw: Page.objects.get(pk=kw["instance"].pk).live  # noqa: E731
        with heard(page_unpublished, note) as arrived, editorial_transaction():
            world.page("other").delete()
        assert arrived == [True]
        assert world.who("other") == NOBODY
        states = FeedDocument.objects.filter(page_id=world.ids["other"])
        assert set(states.values_list("state", "reason", "title")) == {("gone", "deleted", "")}
        assert_in_step()


class TestSilence:
    """No signal reaches these; the feed follows."""

    @contextmanager
    def _saved(self) -> Iterator[list[Any]]:
        saved: list[Any] = []
        note = lambda sender, kw: saved.append(kw["instance"].pk) if issubclass(sender, Page) else None  # noqa: E731
        with heard(post_save, note):
            yield saved

    def test_what_is_below_a_moved_page(self, world: World) -> None:
        with self._saved() as saved, editorial_transaction():
            world.page("paper").move(world.page("news"), pos="last-child")
        assert world.ids["first"] not in saved
        assert world.path("first") == "/actualites/fabriquer/premier/"

    def test_what_is_below_a_restriction(self, world: World) -> None:
        with self._saved() as saved, editorial_transaction():
            PageViewRestriction.objects.create(page=world.page("directory"), restriction_type="login")
        assert not set(saved) & set(world.ids.values())
        assert world.who("portrait") == NOBODY

    def test_a_queryset_update(self, world: World) -> None:
        with self._saved() as saved, editorial_transaction():
            AmbassadorPage.objects.filter(pk=world.ids["portrait"]).update(made_here="des cloches")
        assert saved == []
        assert world.field("portrait", "made_here") == "des cloches"

    def test_without_its_trigger_an_update_would_be_lost(self, world: World) -> None:
        """The fact that the triggers mend: nothing else notices."""
        AmbassadorPage.objects.filter(pk=world.ids["portrait"]).update(made_here="des cloches")
        assert DirtyMark.objects.all().delete()[0] > 0
        sweep()
        assert world.field("portrait", "made_here") == "statues et cloches de bronze"
        with editorial_transaction():
            DirtyMark.objects.create(kind="page", key=str(world.ids["portrait"]))
        assert world.field("portrait", "made_here") == "des cloches"

    def test_an_alias_at_its_creation(self, world: World) -> None:
        with (
            heard(page_published, lambda _s, kw: kw["instance"].pk) as arrived,
            self._saved() as saved,
            editorial_transaction(),
        ):
            alias = world.page("other").create_alias(parent=world.page("shelf_of_papers"), update_slug="reflet")
        assert arrived == []
        assert alias.pk in saved
        assert world.greet("reflet")
        assert world.who("reflet") == EVERYONE
        assert_in_step()


class TestCopying:
    def test_a_published_copy_leaves_the_ancestors_restriction_behind(self, world: World) -> None:
        """The copy is public because its own ancestors are: the feed and the page agree, whatever it came from."""
        with editorial_transaction():
            PageViewRestriction.objects.create(page=world.page("directory"), restriction_type="login")
            copy = CopyPageAction(
                world.page("portrait"), to=world.page("news"), update_attrs={"slug": "copie"}, keep_live=True
            ).execute(skip_permission_checks=True)
        assert world.who("portrait") == NOBODY
        assert not copy.get_view_restrictions()
        assert world.greet("copie")
        assert world.who("copie") == EVERYONE
        assert_in_step()

    def test_a_copy_of_a_page_that_is_itself_restricted_stays_restricted(self, world: World) -> None:
        with editorial_transaction():
            PageViewRestriction.objects.create(page=world.page("portrait"), restriction_type="login")
            CopyPageAction(
                world.page("portrait"), to=world.page("news"), update_attrs={"slug": "copie"}, keep_live=True
            ).execute(skip_permission_checks=True)
        assert world.greet("copie")
        assert world.who("copie") == NOBODY
        assert_in_step()

    def test_a_copy_announces_itself_and_is_another_content(self, world: World) -> None:
        with heard(page_published, lambda _s, kw: kw["instance"].slug) as arrived, editorial_transaction():
            CopyPageAction(world.page("other"), update_attrs={"slug": "copie"}, keep_live=True).execute(
                skip_permission_checks=True
            )
        assert arrived == ["copie"]
        assert world.greet("copie")
        assert world.field("copie", "content_id") != world.field("other", "content_id")
        assert_in_step()

    def test_a_copy_kept_as_a_draft_is_not_seen(self, world: World) -> None:
        with editorial_transaction():
            CopyPageAction(world.page("other"), update_attrs={"slug": "copie"}, keep_live=False).execute(
                skip_permission_checks=True
            )
        assert world.greet("copie")
        assert world.who("copie") == NOBODY
        assert_in_step()

"""A release goes out whole or not at all, once, and says why not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from cms.feed.models import FeedDocument
from cms.feed.models import State as FeedState
from cms.feed.transaction import PublicationRefused, editorial_transaction
from cms.releases import composing, deciding
from cms.releases.models import Release, State
from cms.releases.publishing import publish_release
from cms.workflow.decisions import missing
from cms.workflow.kinds import Kind
from tests import factories
from tests.releases_world import (
    approved,
    edited,
    edition,
    make_due,
    publisher,
    release_of,
    schedule,
    seen,
    writer,
)

pytestmark = pytest.mark.django_db


def soon() -> Any:
    return timezone.now() + timedelta(hours=2)


def public_ids() -> set[int]:
    return set(FeedDocument.objects.filter(state=FeedState.LIVE).values_list("page_id", flat=True))


class TestPublishNow:
    def test_it_works(self, django_capture_on_commit_callbacks: Any) -> None:
        pages = edition()
        release = release_of(*pages)
        looked_at = seen(release)
        with django_capture_on_commit_callbacks(execute=True), editorial_transaction():
            deciding.decide(release, user=publisher(), seen=looked_at)
        release.refresh_from_db()
        assert (release.state, release.stop_reason) == (State.PUBLISHED, "")
        assert {page.pk for page in pages} <= public_ids()
        assert set(release.items.filter(left_out="").values_list("outcome", flat=True)) == {"published"}
        assert release.published_by == publisher()

    def test_leaves_nothing_held(self) -> None:
        page = approved(factories.article(is_live=False))
        release = make_due(schedule(release_of(page), soon()))
        assert publish_release(release) is True
        edited(page, summary="Encore une fois.", user=writer())
        with editorial_transaction():
            approved(page)
            newest = page.get_latest_revision()
            from wagtail.log_actions import LogContext

            with LogContext(user=publisher()):
                newest.publish(user=publisher())

    def test_takes_every_language_along(self) -> None:
        page = factories.article(is_live=False)
        english = factories.translate(page, is_live=False, title="Open doors")
        pages = [approved(page), approved(english)]
        release = make_due(schedule(release_of(page), soon()))
        assert publish_release(release) is True
        assert {one.pk for one in pages} <= public_ids()

    def test_is_refused_without_the_permission(self) -> None:
        page = approved(factories.article(is_live=False))
        release = release_of(page)
        with pytest.raises(Exception) as refused, editorial_transaction():
            deciding.decide(release, user=writer(), seen=seen(release))
        assert type(refused.value).__name__ == "PermissionDenied"

    def test_is_refused_while_a_decision_is_missing(self) -> None:
        page = factories.article(is_live=False)
        release = release_of(page)
        with pytest.raises(PublicationRefused, match=r"reviewed|relu"):
            schedule(release, soon())
        release.refresh_from_db()
        assert release.state == State.PREPARED

    def test_is_refused_if_the_content_is_not_the_one_that_was_seen(self) -> None:
        page = approved(factories.article(is_live=False))
        release = release_of(page)
        looked_at = seen(release)
        approved(edited(page, summary="Autre chose."))
        with pytest.raises(PublicationRefused, match=r"look again|regardez"), editorial_transaction():
            deciding.decide(release, user=publisher(), seen=looked_at, publish_at=soon())

    def test_an_empty_release_is_refused(self) -> None:
        with editorial_transaction():
            release = composing.create(name="Vide", user=publisher())
        with pytest.raises(PublicationRefused, match=r"empty|vide"):
            schedule(release, soon())

    def test_needs_a_transaction_of_its_own(self) -> None:
        release = make_due(schedule(release_of(approved(factories.article(is_live=False))), soon()))
        with pytest.raises(RuntimeError, match="its own"), editorial_transaction():
            publish_release(release)


class TestScheduled:
    def test_waits_for_its_time(self) -> None:
        page = approved(factories.article(is_live=False))
        release = schedule(release_of(page), soon())
        assert publish_release(release) is False
        call_command("publish_releases")
        assert page.pk not in public_ids()

    def test_the_command_publishes_it_once(self, capsys: Any) -> None:
        pages = edition()
        make_due(schedule(release_of(*pages), soon()))
        call_command("publish_releases", dryrun=True)
        assert "would publish" in capsys.readouterr().out
        call_command("publish_releases")
        assert "published:" in capsys.readouterr().out
        before = list(Page.objects.filter(pk__in=[page.pk for page in pages]).values_list("pk", "last_published_at"))
        call_command("publish_releases")
        after = list(Page.objects.filter(pk__in=[page.pk for page in pages]).values_list("pk", "last_published_at"))
        assert (before, capsys.readouterr().out) == (after, "")

    def test_can_be_called_back(self) -> None:
        page = approved(factories.article(is_live=False))
        release = schedule(release_of(page), soon())
        assert missing(page.get_latest_revision().as_object()) == []
        with editorial_transaction():
            deciding.cancel_schedule(release, user=publisher())
        release.refresh_from_db()
        assert (release.state, release.publish_at) == (State.PREPARED, None)
        assert missing(page.get_latest_revision().as_object()) == [Kind.PUBLICATION]

    def test_is_not_scheduled_for_a_time_that_has_passed(self) -> None:
        page = approved(factories.article(is_live=False))
        with pytest.raises(PublicationRefused, match=r"passed|passé"):
            schedule(release_of(page), timezone.now() - timedelta(minutes=1))

    def test_can_be_moved(self) -> None:
        page = approved(factories.article(is_live=False))
        release = schedule(release_of(page), soon())
        later = timezone.now() + timedelta(days=3)
        schedule(release, later)
        release.refresh_from_db()
        assert (release.state, release.publish_at) == (State.SCHEDULED, later)
        assert publish_release(make_due(release)) is True


class TestStops:
    @pytest.fixture
    def pages(self) -> list[Page]:
        return edition()

    @pytest.fixture
    def scheduled(self, pages: list[Page]) -> Release:
        preparer = writer()
        release = release_of(*pages, user=preparer) if preparer.is_superuser else release_of(*pages)
        Release.objects.filter(pk=release.pk).update(created_by=preparer)
        return make_due(schedule(release, soon()))

    def stopped(self, release: Release, pages: list[Page], capture: Any) -> Release:
        mail.outbox.clear()
        with capture(execute=True):
            assert publish_release(release) is False
        release.refresh_from_db()
        assert release.state == State.STOPPED
        assert not {page.pk for page in pages} & public_ids()
        assert not Page.objects.filter(pk__in=[page.pk for page in pages], live=True).exists()
        addresses = {address for message in mail.outbox for address in message.to}
        assert addresses == {"direction@exemple.fr", "redaction@exemple.fr"}
        assert release.stop_reason.splitlines()[0] in mail.outbox[0].body
        return release

    def test_after_an_edit(
        self, scheduled: Release, pages: list[Page], django_capture_on_commit_callbacks: Any
    ) -> None:
        edited(pages[1], title="Un autre chapitre")
        found = self.stopped(scheduled, pages, django_capture_on_commit_callbacks)
        assert "Un autre chapitre" in found.stop_reason

    def test_after_an_edit_that_was_approved_but_not_by_the_publisher(
        self, scheduled: Release, pages: list[Page], django_capture_on_commit_callbacks: Any
    ) -> None:
        approved(edited(pages[1], title="Un autre chapitre"))
        found = self.stopped(scheduled, pages, django_capture_on_commit_callbacks)
        assert "since the decision" in found.stop_reason or "depuis la décision" in found.stop_reason

    def test_not_after_a_save_without_a_change(self, scheduled: Release, pages: list[Page]) -> None:
        edited(pages[1])
        assert publish_release(scheduled) is True

    def test_after_a_page_was_added_late(
        self, scheduled: Release, pages: list[Page], django_capture_on_commit_callbacks: Any
    ) -> None:
        late = approved(factories.chapter(parent=Page.objects.get(pk=pages[0].pk).specific, is_live=False))
        with editorial_transaction():
            composing.add_pages(scheduled, [late], user=writer())
            english = [(item.content_id, item.locale_id) for item in scheduled.items.filter(page=None)]
            composing.leave_out(scheduled, english, reason="Pas encore traduit.", user=publisher())
        found = self.stopped(scheduled, [*pages, late], django_capture_on_commit_callbacks)
        assert late.title in found.stop_reason

    def test_goes_out_once_the_late_page_has_its_own_approval(self, scheduled: Release, pages: list[Page]) -> None:
        late = approved(factories.chapter(parent=Page.objects.get(pk=pages[0].pk).specific, is_live=False))
        with editorial_transaction():
            composing.add_pages(scheduled, [late], user=writer())
            english = [(item.content_id, item.locale_id) for item in scheduled.items.filter(page=None)]
            composing.leave_out(scheduled, english, reason="Pas encore traduit.", user=publisher())
        assert publish_release(make_due(schedule(scheduled, soon()))) is True
        assert {late.pk, *(page.pk for page in pages)} <= public_ids()

    def test_when_a_translation_was_made_since(
        self, scheduled: Release, pages: list[Page], django_capture_on_commit_callbacks: Any
    ) -> None:
        with editorial_transaction():
            item = scheduled.items.filter(page=None).first()
            composing.take_back(scheduled, item.content_id, item.locale_id, user=publisher())
        self.stopped(scheduled, pages, django_capture_on_commit_callbacks)

    def test_when_a_page_was_deleted(
        self, scheduled: Release, pages: list[Page], django_capture_on_commit_callbacks: Any
    ) -> None:
        with editorial_transaction():
            Page.objects.get(pk=pages[2].pk).delete()
        found = self.stopped(scheduled, pages, django_capture_on_commit_callbacks)
        assert pages[2].title in found.stop_reason

    def test_when_serialising_fails(
        self, scheduled: Release, pages: list[Page], monkeypatch: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        def fail(*args: Any, **kwargs: Any) -> Any:
            raise ZeroDivisionError("secret detail")

        with monkeypatch.context() as patch:
            patch.setattr("cms.feed.services.plan_pages", fail)
            found = self.stopped(scheduled, pages, django_capture_on_commit_callbacks)
        assert "ZeroDivisionError" in found.stop_reason
        assert "secret detail" not in found.stop_reason

    def test_when_the_publisher_lost_the_right(
        self, scheduled: Release, pages: list[Page], django_capture_on_commit_callbacks: Any
    ) -> None:
        boss = publisher()
        boss.is_superuser = False
        boss.save()
        self.stopped(scheduled, pages, django_capture_on_commit_callbacks)

    def test_and_can_be_decided_on_again(
        self, scheduled: Release, pages: list[Page], django_capture_on_commit_callbacks: Any
    ) -> None:
        changed = edited(pages[1], title="Un autre chapitre")
        self.stopped(scheduled, pages, django_capture_on_commit_callbacks)
        approved(changed)
        assert publish_release(make_due(schedule(scheduled, soon()))) is True
        scheduled.refresh_from_db()
        assert (scheduled.state, scheduled.stop_reason) == (State.PUBLISHED, "")

    def test_not_for_the_machine_s_own_troubles(self, scheduled: Release, monkeypatch: Any) -> None:
        from cms.feed.transaction import EditorialBusy

        def busy(work: Any) -> None:
            raise EditorialBusy("held")

        with monkeypatch.context() as patch:
            patch.setattr("cms.releases.publishing.run_editorial", busy)
            assert publish_release(scheduled) is False
        scheduled.refresh_from_db()
        assert scheduled.state == State.SCHEDULED
        assert publish_release(scheduled) is True

    def test_the_command_says_so(self, scheduled: Release, pages: list[Page]) -> None:
        edited(pages[1], title="Un autre chapitre")
        with pytest.raises(SystemExit):
            call_command("publish_releases")

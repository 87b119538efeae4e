"""What this room knows that has a date: releases, pages, their pictures, their running workflows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy

from cms.feed.models import FeedDependency
from cms.media.models import Consent
from cms.releases.models import Release, State
from cms.workflow.calendar_entries import CalendarEntry, EntryKind, register_source
from cms.workflow.states import BoundTaskState


def register() -> None:
    """Tell the calendar. Called once, when the app is ready."""
    for source in (releases, scheduled_pages, embargoed_drafts, expiring_pages, rights_of_pictures, decisions_due):
        register_source(source)


def visible_pages(user: Any) -> QuerySet[Page]:
    """Return the pages whose dates a user may know: those they work on in the admin, and those they decide on."""
    found: QuerySet[Page] = page_permission_policy.instances_user_has_any_permission_for(
        user, {"add", "change", "publish", "lock", "unlock", "bulk_delete"}
    )
    asked = [state.workflow_state.object_id for state in _running_states() if _is_asked(state, user)]
    return Page.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=asked)) if asked else found


def _running_states() -> QuerySet[TaskState]:
    running = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
    )
    return running.select_related("workflow_state", "task")


def _is_asked(state: TaskState, user: Any) -> bool:
    task = state.task.specific
    return bool(task is not None and getattr(task, "may_see", lambda user: False)(user))


def _edit(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def releases(start: datetime, end: datetime, user: Any) -> Iterator[CalendarEntry]:
    """Releases that go out, or went out."""
    if not user.has_perm("releases.view_release"):
        return
    planned = Q(state=State.SCHEDULED, publish_at__gte=start, publish_at__lt=end)
    done = Q(state=State.PUBLISHED, published_at__gte=start, published_at__lt=end)
    for release in Release.objects.filter(planned | done):
        is_done = release.state == State.PUBLISHED
        at = release.published_at if is_done else release.publish_at
        assert at is not None  # noqa: S101 (the query asks for it)
        note = pgettext("release", "published") if is_done else pgettext("release", "scheduled")
        yield CalendarEntry(
            f"release-{release.pk}", EntryKind.RELEASE, release.name, at, release.get_absolute_url(), note
        )


def scheduled_pages(start: datetime, end: datetime, user: Any) -> Iterator[CalendarEntry]:
    """Revisions that are approved to go live at a time of their own."""
    due = Revision.page_revisions.filter(approved_go_live_at__gte=start, approved_go_live_at__lt=end)
    mine = _titles(user, (revision.object_id for revision in due))
    for revision in due:
        if (title := mine.get(int(revision.object_id))) is not None:
            yield CalendarEntry(
                f"scheduled-{revision.object_id}", EntryKind.SCHEDULED, title, revision.approved_go_live_at,
                _edit(int(revision.object_id)),
            )  # fmt: skip


def embargoed_drafts(start: datetime, end: datetime, user: Any) -> Iterator[CalendarEntry]:
    """Drafts that carry a date before which they must not go out, and are not scheduled yet."""
    drafts = visible_pages(user).filter(has_unpublished_changes=True, latest_revision__approved_go_live_at=None)
    # The date of a draft stands in its revision alone, as text of an offset of its own: compared here, not there.
    dated = drafts.exclude(latest_revision__content__go_live_at=None)
    for pk, title, text in dated.values_list("pk", "draft_title", "latest_revision__content__go_live_at"):
        at = parse_datetime(text) if isinstance(text, str) else None
        if at is not None and timezone.is_aware(at) and start <= at < end and at > timezone.now():
            yield CalendarEntry(f"embargoed-{pk}", EntryKind.EMBARGOED, title, at, _edit(pk), _("not scheduled yet"))


def expiring_pages(start: datetime, end: datetime, user: Any) -> Iterator[CalendarEntry]:
    """Live pages that leave at a time."""
    leaving = visible_pages(user).filter(live=True, expire_at__gte=start, expire_at__lt=end)
    for pk, title, at in leaving.values_list("pk", "draft_title", "expire_at"):
        assert at is not None  # noqa: S101 (the query asks for it)
        yield CalendarEntry(f"expiring-{pk}", EntryKind.EXPIRING, title, at, _edit(pk))


def rights_of_pictures(start: datetime, end: datetime, user: Any) -> Iterator[CalendarEntry]:
    """Pictures that public pages show, whose rights or whose people's consents end."""
    images = get_image_model().objects.filter(rights_until__gte=start, rights_until__lt=end)
    consents = Consent.objects.filter(consent_until__gte=start, consent_until__lt=end, revoked_at=None)
    consents = consents.select_related("image")
    shown = _shown(user, {image.pk for image in images} | {consent.image_id for consent in consents})
    for image in images:
        if image.pk in shown and image.rights_until is not None:
            yield CalendarEntry(
                f"rights-{image.pk}", EntryKind.RIGHTS, image.title, image.rights_until,
                reverse("wagtailimages:edit", args=[image.pk]), shown[image.pk],
            )  # fmt: skip
    for consent in consents:
        if consent.image_id in shown and consent.consent_until is not None:
            # The person's name is private: the calendar leaves the house by a link.
            yield CalendarEntry(
                f"consent-{consent.pk}", EntryKind.CONSENT, consent.image.title, consent.consent_until,
                reverse("wagtailimages:edit", args=[consent.image_id]), shown[consent.image_id],
            )  # fmt: skip


def _shown(user: Any, image_ids: set[int]) -> dict[int, str]:
    """Return on which of a user's pages each picture is shown, in words."""
    ties = FeedDependency.objects.filter(kind="image", key__in=[str(pk) for pk in image_ids])
    pairs = list(ties.values_list("key", "page_id"))
    titles = _titles(user, (page_id for _key, page_id in pairs))
    found: dict[int, list[str]] = {}
    for key, page_id in pairs:
        if page_id in titles:
            found.setdefault(int(key), []).append(titles[page_id])
    return {pk: _("shown on %(pages)s") % {"pages": ", ".join(sorted(set(names)))} for pk, names in found.items()}


def decisions_due(start: datetime, end: datetime, user: Any) -> Iterator[CalendarEntry]:
    """Pages in review, on the day their decision is due."""
    first, last = timezone.localtime(start).date(), timezone.localtime(end).date()
    due = BoundTaskState.objects.filter(pk__in=_running_states().values("pk"), due_on__gte=first, due_on__lte=last)
    states = list(due.select_related("workflow_state", "task"))
    titles = _titles(user, (state.workflow_state.object_id for state in states))
    for state in states:
        pk = int(state.workflow_state.object_id)
        if pk in titles and state.due_on is not None:
            url = reverse("workflow:review", args=[pk])
            yield CalendarEntry(f"review-{pk}", EntryKind.REVIEW, titles[pk], state.due_on, url, state.task.name)


def _titles(user: Any, page_ids: Iterable[int | str]) -> dict[int, str]:
    """Return the titles of those pages that a user may know of."""
    wanted = {int(pk) for pk in page_ids}
    if not wanted:
        return {}
    return dict(visible_pages(user).filter(pk__in=wanted).values_list("pk", "draft_title"))

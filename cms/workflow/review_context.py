"""What the review page shows: the page, its photos, its reasons, its differences, its history. Reads, never writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.images import get_image_model
from wagtail.models import COMMENTS_RELATION_NAME, Comment, Page, Revision

from cms.media.audiences import Audience
from cms.media.rights import RightsAnswer, RightsFacts, rights_of
from cms.workflow import completeness
from cms.workflow.approvals import HouseTask
from cms.workflow.decisions import digest_of, last_editor_id
from cms.workflow.differences import Differences, differences
from cms.workflow.fingerprint import image_ids
from cms.workflow.review_history import decisions_on, last_approval_by, live_revision
from cms.workflow.states import BoundTaskState
from cms.workflow.waiting import Waiting, request_of


@dataclass(frozen=True)
class Comparison:
    """What changed since something. Shape: `is_unexplained`: the content is another, and no field shows how."""

    since: Any
    differences: Differences
    is_unexplained: bool = False


@dataclass(frozen=True)
class Photo:
    """A picture of the page with the answer on its rights, from our own site outwards."""

    image: Any
    answers: list[tuple[Audience, RightsAnswer]]

    @property
    def is_cleared(self) -> bool:
        """Tell whether our own site may show it."""
        return self.answers[0][1].allowed


@dataclass(frozen=True)
class Remark:
    """A comment on a field, with its answers."""

    label: str
    comment: Comment


def context_of(page: Page, user: Any) -> dict[str, Any]:
    """Return what the template needs. `page` is of its specific class."""
    task, state = page.current_workflow_task, page.current_workflow_task_state
    is_ours = isinstance(task, HouseTask) and isinstance(state, BoundTaskState)
    revision = state.revision if is_ours else page.get_latest_revision()
    shown = revision.as_object() if revision else page
    request: Waiting | None = request_of(state, page, task) if is_ours else None
    actions = task.get_actions(page, user) if is_ours else []
    return {
        "page": page,
        "shown": shown,
        "revision": revision,
        "proof_url": reverse("workflow:proof", args=[page.pk, revision.pk]) if revision else "",
        "waiting": request,
        "state": state if is_ours else None,
        "actions": actions,
        "is_own_edit": is_ours and not actions and task.may_see(user) and last_editor_id(page) == user.pk,
        "edit_url": _edit_url(page, user, task),
        "reasons": completeness.reasons(shown),
        "since_mine": _since_mine(user, page, revision, shown),
        "since_live": _since(live_revision(page), None, revision, shown),
        "photos": photos_of(shown),
        "remarks": remarks_on(page),
        "decisions": decisions_on(page),
        "last_author": revision.user if revision else None,
    }


def _edit_url(page: Page, user: Any, task: Any) -> str:
    """Lead those to the form who may write there; a task that locks it lets the others read here."""
    if not page.permissions_for_user(user).can_edit() or (task is not None and task.locked_for_user(page, user)):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _since_mine(user: Any, page: Page, revision: Revision | None, shown: Page) -> Comparison | None:
    approval = last_approval_by(user, page)
    if approval is None:
        return None
    found = _since(approval.revision, approval.digest, revision, shown)
    return Comparison(approval, found.differences, found.is_unexplained) if found else None


def _since(base: Revision | None, digest: str | None, revision: Revision | None, shown: Page) -> Comparison | None:
    """Shape: `digest` is what the base said at the time; the file behind a picture may have been swapped since."""
    if base is None or revision is None:
        return None
    found = differences(base.as_object(), shown)
    is_other = (digest or digest_of(base)) != digest_of(revision)
    return Comparison(base, found, is_unexplained=is_other and not found)


def photos_of(shown: Page) -> list[Photo]:
    """List the pictures a page shows, each with the answer for every audience it is meant for."""
    ids = image_ids(shown)
    images, facts, now = get_image_model().objects.in_bulk(ids), RightsFacts.load(ids), timezone.now()
    widest = Audience(getattr(shown, "audience", Audience.OPEN.value))
    order = [Audience.OWN, Audience.PARTNERS, Audience.OPEN]
    audiences = order[: order.index(widest) + 1]
    return [
        Photo(image, [(audience, rights_of(image, audience=audience, now=now, facts=facts)) for audience in audiences])
        for pk in ids
        if (image := images.get(pk)) is not None
    ]


def remarks_on(page: Page) -> list[Remark]:
    """List the comments that nobody has resolved, in the order in which they were written."""
    rows = getattr(page, COMMENTS_RELATION_NAME).get_live_queryset().filter(resolved_at=None)
    rows = rows.select_related("user").prefetch_related("replies__user").order_by("created_at", "pk")
    return [Remark(_label(page, comment.contentpath), comment) for comment in rows]


def _label(page: Page, path: str) -> str:
    name = path.split(".", 1)[0]
    known = {field.name: field for field in page._meta.get_fields()}
    return str(capfirst(getattr(known.get(name), "verbose_name", "") or name))

"""Who is to hear of an event: those concerned and nobody else, never the person who did it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.models import TaskState, WorkflowState

from cms.workflow.approvals import GroupsTask, HouseTask, ReadersTask
from cms.workflow.decisions import digest_of, last_editor_id
from cms.workflow.events import EditorialEvent, EventKind, Notice
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.mentions import mentioned_in
from cms.workflow.records import Decision
from cms.workflow.states import BoundTaskState
from cms.workflow.viewing import may_see_page

# What a person has said themselves; READERS only counts the words of all.
PERSONAL = (Kind.REVIEW, Kind.READER, Kind.PUBLICATION)


@dataclass(frozen=True)
class Recipient:
    """One person, and whether the next move is theirs."""

    user: Any
    must_act: bool


def recipients_of(event: EditorialEvent) -> list[Recipient]:
    """List who is to hear of an event, once each; whoever has to act first."""
    found: dict[int, Recipient] = {}
    for recipient in sorted(_FINDERS[EventKind(event.kind)](event), key=lambda one: not one.must_act):
        user = recipient.user
        if user is not None and user.is_active and user.email and user.pk != event.actor_id:
            found.setdefault(user.pk, recipient)
    return list(found.values())


def deciders(task: HouseTask) -> Any:
    """Return the active accounts among which somebody decides on a task."""
    users = get_user_model()._default_manager.filter(is_active=True)
    if isinstance(task, GroupsTask):
        return users.filter(groups__in=task.groups.all()).distinct().order_by("pk")
    return users.filter(pk__in=task.readers.all()).order_by("pk") if isinstance(task, ReadersTask) else users.none()


def submission_of(decision: Decision) -> WorkflowState | None:
    """Return the pass through the workflow in which a decision was taken."""
    states = WorkflowState.objects.filter(
        task_states__in=BoundTaskState.objects.filter(digest=decision.digest), object_id=str(decision.page_id)
    )
    return states.order_by("-created_at", "-pk").first()


def approvals_in(workflow_state: WorkflowState | None, digest: str, page_id: int) -> dict[int, Decision]:
    """Return each person's newest approval of this content, or of an earlier one of this submission."""
    wanted = Q(digest=digest)
    if workflow_state is not None:
        wanted |= Q(created_at__gte=workflow_state.created_at)
    rows = Decision.objects.filter(
        wanted, page_id=page_id, kind__in=PERSONAL, outcome=Outcome.APPROVED, user__isnull=False
    )
    return {row.user_id: row for row in rows.select_related("user", "revision").order_by("pk") if row.user_id}


def _asked(event: EditorialEvent) -> Iterator[Recipient]:
    state = _running(event)
    if state is None:
        return
    page, task = state.workflow_state.content_object.specific, state.task.specific
    for user in deciders(task):
        is_author = user.pk == state.workflow_state.requested_by_id
        if not is_author and task.may_decide(page, user) and not _was_asked(event, state, user):
            yield Recipient(user, must_act=True)


def _was_asked(event: EditorialEvent, state: BoundTaskState, user: Any) -> bool:
    """Each save of a writer at work asks anew; nobody is told again of what they have not yet answered."""
    same_task = Q(event__kind=EventKind.ASKED, event__task_state__task_id=state.task_id)
    earlier = Notice.objects.filter(same_task | Q(event__kind=EventKind.REOPENED), user=user)
    last = earlier.filter(event__task_state__workflow_state_id=state.workflow_state_id).order_by("-pk").first()
    if last is None or last.event_id == event.pk:
        return False
    since = Decision.objects.filter(page_id=event.page_id, user__isnull=False, created_at__gt=last.created_at)
    return not since.exists()


def _running(event: EditorialEvent) -> BoundTaskState | None:
    state = BoundTaskState.objects.filter(pk=event.task_state_id, status=TaskState.STATUS_IN_PROGRESS)
    return state.select_related("workflow_state", "task", "revision").first()


def _reopened(event: EditorialEvent) -> Iterator[Recipient]:
    state = BoundTaskState.objects.filter(pk=event.task_state_id).select_related("workflow_state").first()
    if state is None:
        return
    page = state.workflow_state.content_object.specific
    digest, task = digest_of(page.get_latest_revision()), page.current_workflow_task
    for decision in approvals_in(state.workflow_state, state.digest, page.pk).values():
        told = Notice.objects.filter(
            user=decision.user, event__kind=EventKind.REOPENED, event__page=page, created_at__gt=decision.created_at
        )
        if decision.digest != digest and not told.exists():
            may_decide = isinstance(task, HouseTask) and task.may_decide(page, decision.user)
            yield Recipient(decision.user, must_act=may_decide)


def _changes(event: EditorialEvent) -> Iterator[Recipient]:
    """Whoever submitted, whoever wrote last, and everybody who had said yes (wagtail#10196)."""
    decision = event.decision
    if decision is None:
        return
    submission = submission_of(decision)
    yield from _authors(event, submission)
    for approval in approvals_in(submission, decision.digest, event.page_id).values():
        yield Recipient(approval.user, must_act=False)


def _refused(event: EditorialEvent) -> Iterator[Recipient]:
    if event.decision is not None:
        yield from _authors(event, submission_of(event.decision))


def _authors(event: EditorialEvent, submission: WorkflowState | None) -> Iterator[Recipient]:
    page = event.page.specific
    wanted = (last_editor_id(page), submission.requested_by_id if submission else None)
    ids = {pk for pk in wanted if pk is not None}
    for user in get_user_model()._default_manager.filter(pk__in=ids).order_by("pk"):
        yield Recipient(user, must_act=True)


def _ready(event: EditorialEvent) -> Iterator[Recipient]:
    state = _running(event)
    if state is not None:
        yield Recipient(state.workflow_state.requested_by, must_act=False)


def _published(event: EditorialEvent) -> Iterator[Recipient]:
    if event.revision is None:
        return
    digest = digest_of(event.revision)
    states = BoundTaskState.objects.filter(digest=digest, workflow_state__object_id=str(event.page_id))
    last = states.select_related("workflow_state__requested_by").order_by("-pk").first()
    if last is not None:
        yield Recipient(last.workflow_state.requested_by, must_act=False)
    for approval in approvals_in(None, digest, event.page_id).values():
        yield Recipient(approval.user, must_act=False)


def _mentioned(event: EditorialEvent) -> Iterator[Recipient]:
    page = event.page.specific
    for user in mentioned_in(event.text):
        if may_see_page(user, page):
            yield Recipient(user, must_act=True)


_FINDERS: dict[EventKind, Callable[[EditorialEvent], Iterable[Recipient]]] = {
    EventKind.ASKED: _asked,
    EventKind.REOPENED: _reopened,
    EventKind.CHANGES: _changes,
    EventKind.REFUSED: _refused,
    EventKind.READY: _ready,
    EventKind.PUBLISHED: _published,
    EventKind.MENTION: _mentioned,
}

"""What waits for whom: lists for the home page, for bulk decisions and for reminders, in a few queries each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page, Revision, Task, TaskState, WorkflowState

from cms.workflow.approvals import GroupsTask, HouseTask, PublicationTask, ReadersTask, ReviewTask
from cms.workflow.decisions import last_editor_id
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.records import Decision
from cms.workflow.states import BoundTaskState
from cms.workflow.working_days import working_days_between

_DECIDED_BY_PEOPLE = (Kind.REVIEW, Kind.READERS, Kind.PUBLICATION)


@dataclass(frozen=True)
class Waiting:
    """One request that is open: which page, which task, since when, until when.

    Units: `days_left` counts working days until the due date; negative once it has passed.
    """

    state: BoundTaskState
    page: Page
    task: HouseTask
    asked_by: Any
    since: datetime
    due_on: date | None
    days_left: int | None

    @property
    def is_late(self) -> bool:
        """Tell whether the due date has passed."""
        return self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def is_today(self) -> bool:
        """Tell whether it is due today."""
        return self.due_on == timezone.localdate()

    @property
    def days_late(self) -> int:
        """How many working days it is late; at least one where it is late at all."""
        return max(1, -(self.days_left or 0)) if self.is_late else 0


def waiting_for(user: Any, requests: list[Waiting] | None = None) -> list[Waiting]:
    """List what waits for a person's decision, late ones first. The same as each task's `may_decide`, in few queries.

    Shape: `requests` are all open ones, where the caller asks for several people.
    """
    open_requests = requests_in_progress(*_DECIDED_BY_PEOPLE) if requests is None else requests
    theirs = _among_deciders(open_requests, user)
    if not theirs:
        return []
    editors = last_editors(one.page for one in theirs if not isinstance(one.task, PublicationTask))
    spoken = _words_of(user, [one for one in theirs if isinstance(one.task, ReadersTask)])
    return [
        one
        for one in theirs
        if (isinstance(one.task, PublicationTask) or editors.get(one.page.pk) != user.pk)
        and (one.page.pk, one.state.digest) not in spoken
    ]


def requests_in_progress(*kinds: Kind) -> list[Waiting]:
    """List every open request (of some kinds), late ones first, then by due date. Five queries."""
    states = BoundTaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        workflow_state__current_task_state=F("pk"),
    ).select_related("workflow_state__requested_by__wagtail_userprofile", "revision")
    rows = list(states.defer("revision__content").order_by("due_on", "started_at", "pk"))
    tasks = _tasks(rows)
    ids = {int(row.workflow_state.object_id) for row in rows}
    pages = Page.objects.select_related("content_type", "locale").in_bulk(ids)
    found = [
        _waiting(row, page, tasks[row.task_id])
        for row in rows
        if (page := pages.get(int(row.workflow_state.object_id))) is not None and row.task_id in tasks
    ]
    return [one for one in found if not kinds or one.task.kind in kinds]


def _tasks(rows: Iterable[BoundTaskState]) -> dict[int, HouseTask]:
    """Read each task once, with its groups or readers."""
    ids = {row.task_id for row in rows}
    found: dict[int, HouseTask] = {}
    for model, relation in ((ReviewTask, "groups"), (PublicationTask, "groups"), (ReadersTask, "readers")):
        if ids - found.keys():
            found |= {task.pk: task for task in model.objects.filter(pk__in=ids).prefetch_related(relation)}
    if rest := ids - found.keys():
        others = (task.specific for task in Task.objects.filter(pk__in=rest))
        found |= {task.pk: task for task in others if isinstance(task, HouseTask)}
    return found


def request_of(state: BoundTaskState, page: Page, task: HouseTask) -> Waiting:
    """Describe one request that is open."""
    return _waiting(state, page, task)


def _waiting(row: BoundTaskState, page: Page, task: HouseTask) -> Waiting:
    left = working_days_between(timezone.localdate(), row.due_on) if row.due_on else None
    return Waiting(row, page, task, row.workflow_state.requested_by, row.started_at, row.due_on, left)


def _among_deciders(found: list[Waiting], user: Any) -> list[Waiting]:
    if not user.is_active:
        return []
    groups = set(Group.objects.filter(user=user).values_list("pk", flat=True))

    def is_theirs(task: HouseTask) -> bool:
        if isinstance(task, GroupsTask):
            return user.is_superuser or bool(groups & {group.pk for group in task.groups.all()})
        return isinstance(task, ReadersTask) and user.pk in {reader.pk for reader in task.readers.all()}

    return [one for one in found if is_theirs(one.task)]


def last_editors(pages: Iterable[Page]) -> dict[int, int | None]:
    """Return who last changed what each page says (cms.workflow.decisions.last_editor_id, for many). One query."""
    by_page: dict[int, list[tuple[str | None, int | None]]] = defaultdict(list)
    known = {page.pk: page for page in pages}
    rows = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in known]).order_by("-created_at", "-pk")
    for object_id, digest, user_id in rows.values_list("object_id", "content_digest__digest", "user_id"):
        by_page[int(object_id)].append((digest, user_id))
    found: dict[int, int | None] = {}
    for pk, page in known.items():
        history = by_page.get(pk, [])[:50]
        # A revision of before the record of contents: asked one by one, which is rare and slow.
        is_complete = all(digest is not None for digest, _user_id in history)
        found[pk] = _last_editor(history) if is_complete else last_editor_id(page)
    return found


def _last_editor(history: list[tuple[str | None, int | None]]) -> int | None:
    author = None
    for digest, user_id in history:
        if digest != history[0][0]:
            break
        author = user_id
    return author


def _words_of(user: Any, found: list[Waiting]) -> set[tuple[int, str]]:
    """Return the contents this reader has agreed to; a reader speaks once."""
    if not found:
        return set()
    rows = Decision.objects.filter(page_id__in={one.page.pk for one in found}, kind=Kind.READER, user=user)
    newest = {
        (page, digest): outcome
        for page, digest, outcome in rows.order_by("pk").values_list("page_id", "digest", "outcome")
    }
    return {key for key, outcome in newest.items() if outcome == Outcome.APPROVED}

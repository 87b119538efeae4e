"""What a person has submitted and waits for: where each page stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from wagtail.models import Page, WorkflowState

from cms.workflow.states import BoundTaskState


@dataclass(frozen=True)
class Submission:
    """What somebody has submitted, and where it stands. Shape: `state` is empty for tasks that are not ours."""

    workflow_state: WorkflowState
    page: Page
    state: BoundTaskState | None

    @property
    def is_returned(self) -> bool:
        """Tell whether the next move is the submitter's own."""
        return self.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES

    @property
    def is_late(self) -> bool:
        """Tell whether those who were asked are late."""
        due_on = self.state.due_on if self.state else None
        return not self.is_returned and due_on is not None and due_on < timezone.localdate()


def submitted_by(user: Any) -> list[Submission]:
    """List what a person has submitted and is not over, what came back to them first. Three queries."""
    states = list(
        WorkflowState.objects.active()
        .filter(requested_by=user)
        .select_related("current_task_state__task")
        .order_by("current_task_state__started_at", "pk")
    )
    if not states:
        return []
    pages = Page.objects.select_related("content_type", "locale").in_bulk([int(state.object_id) for state in states])
    bound = BoundTaskState.objects.in_bulk([state.current_task_state_id for state in states])
    found = [
        Submission(state, page, bound.get(state.current_task_state_id))
        for state in states
        if (page := pages.get(int(state.object_id))) is not None
    ]
    return sorted(found, key=lambda one: not one.is_returned)

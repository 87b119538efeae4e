"""How a workflow follows the content: an edit reopens what it touched, a signature moves it on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from cms.workflow.kinds import Kind, Outcome
from cms.workflow.states import BoundTaskState

if TYPE_CHECKING:
    from cms.workflow.records import Decision


def demote_stale(workflow_state: WorkflowState, digest: str) -> None:
    """Take back the approvals of another content, so that Wagtail asks those tasks again.

    Source: WorkflowState.get_next_task skips every task with an approved state, whatever revision it was for
    (wagtail 8.0.1); WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT would reset them at a save without a change too
    (wagtail#13563).
    """
    stale = BoundTaskState.objects.filter(workflow_state=workflow_state, status=TaskState.STATUS_APPROVED)
    for state in stale.exclude(digest=digest):
        state.status = TaskState.STATUS_CANCELLED
        state.save(update_fields=["status"])


def follow_edit(page: Page, digest: str, user: Any) -> bool:
    """Reopen the tasks that an edit touched. Returns whether anything was reopened.

    Shape: `page` has a workflow in progress or not; `digest` is that of its newest revision.
    """
    workflow_state = WorkflowState.objects.for_instance(page).filter(status=WorkflowState.STATUS_IN_PROGRESS).first()
    if workflow_state is None or workflow_state.current_task_state is None:
        return False
    current = workflow_state.current_task_state.specific
    if not isinstance(current, BoundTaskState) or current.digest == digest:
        return False
    demote_stale(workflow_state, digest)
    # One object on both sides: Wagtail asks the workflow's own copy of the state whether it is still in progress.
    current.workflow_state, workflow_state.current_task_state = workflow_state, current
    current.cancel(user=user, comment=_("The text or a picture has changed: asked again."))
    return True


def follow_signature(page: Page, decision: Decision) -> None:
    """Let the workflow follow what the person portrayed has decided."""
    workflow_state = WorkflowState.objects.for_instance(page).filter(status=WorkflowState.STATUS_IN_PROGRESS).first()
    if workflow_state is None or workflow_state.current_task_state is None:
        return
    current = workflow_state.current_task_state.specific
    task = current.task.specific
    if getattr(task, "kind", None) != Kind.SIGN_OFF or current.digest != decision.digest:
        return
    comment = f"{decision.user_name}: {decision.comment}" if decision.comment else decision.user_name
    if decision.outcome == Outcome.APPROVED:
        current.approve(user=None, comment=comment)
    else:
        current.reject(user=None, comment=comment)

"""Wagtail's own mails of workflows: kept for workflows of others' tasks, silent where ours speak.

Source: wagtail/admin/signal_handlers.py (8.0.1) tells all superusers of every submission, the submitter of a refusal
and nobody of those who had approved (wagtail#10196). Our receivers take the same `dispatch_uid`, so that whichever app
gets ready first, only one of the two is connected.
"""

from __future__ import annotations

from typing import Any

from wagtail.admin import mail
from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

from cms.workflow.approvals import HouseTask


def is_ours(workflow_state: WorkflowState) -> bool:
    """Tell whether our own mails speak for a workflow: any task of ours makes it ours."""
    return any(isinstance(task.specific, HouseTask) for task in workflow_state.workflow.tasks)


class _SilentForOurs:
    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return super().can_handle(instance, **kwargs) and not is_ours(instance)  # type: ignore[misc]


class Submission(_SilentForOurs, mail.WorkflowStateSubmissionEmailNotifier):
    """Wagtail's mail to superusers at each submission."""


class Approval(_SilentForOurs, mail.WorkflowStateApprovalEmailNotifier):
    """Wagtail's mail at the end of a workflow."""


class Rejection(_SilentForOurs, mail.WorkflowStateRejectionEmailNotifier):
    """Wagtail's mail at a refusal."""


# Signals hold their receivers weakly: these names keep them.
_NOTIFIERS = (
    (workflow_submitted, Submission(), "workflow_state_submitted_email_notification"),
    (workflow_approved, Approval(), "workflow_state_approved_email_notification"),
    (workflow_rejected, Rejection(), "workflow_state_rejected_email_notification"),
)


def replace() -> None:
    """Connect ours in the place of Wagtail's."""
    for signal, notifier, uid in _NOTIFIERS:
        signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
        signal.connect(notifier, sender=WorkflowState, dispatch_uid=uid)

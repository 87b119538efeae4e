"""What Wagtail calls at the end of a workflow. Its setting is read before any model exists: imports nothing."""

from __future__ import annotations

from typing import Any


def publish_workflow_state(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved, and nothing else."""
    from cms.workflow.publishing import publish_approved

    publish_approved(workflow_state, user=user)

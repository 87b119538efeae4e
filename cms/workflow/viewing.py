"""Who may look at a page under review: those who work on it, those who decide on it, those who decided before."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from cms.workflow.approvals import HouseTask
from cms.workflow.records import Decision


def may_see_page(user: Any, page: Page) -> bool:
    """Tell whether a person may look at a page in the admin, drafts included."""
    if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return False
    permissions = page.permissions_for_user(user)
    if permissions.can_edit() or permissions.can_publish():
        return True
    if any(task.may_see(user) for task in _tasks(page)):
        return True
    return Decision.objects.filter(page_id=page.pk, user=user).exists()


def _tasks(page: Page) -> list[HouseTask]:
    """Return the tasks that the page is going through: whoever decides later may look now."""
    workflow_state = page.current_workflow_state
    if workflow_state is None:
        return []
    found = (task.specific for task in workflow_state.workflow.tasks)
    return [task for task in found if isinstance(task, HouseTask)]

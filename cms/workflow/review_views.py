"""The review page: what is decided on, as readers will see it, and the decision beside it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page, TaskState


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the page under review and take the decision of whoever may decide."""
    page = get_object_or_404(Page, pk=page_id).specific
    task = page.current_workflow_task
    actions = task.get_actions(page, request.user) if task else []
    if not actions and not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    state = page.current_workflow_task_state
    if request.method == "POST":
        shown = get_object_or_404(TaskState, pk=request.POST.get("task_state") or 0).specific
        if shown.workflow_state.object_id != str(page.pk):
            raise PermissionDenied
        shown.task.specific.on_action(
            shown, request.user, request.POST.get("action", ""), comment=request.POST.get("comment", "")
        )
        messages.success(request, _("Your decision was recorded."))
        return redirect("wagtailadmin_home")
    return render(request, "workflow/review.html", {"page": page, "task": task, "state": state, "actions": actions})

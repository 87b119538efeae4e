"""What the workflow adds to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem, WorkflowMenuItem
from wagtail.models import Page

from cms.feed.transaction import editorial_transaction
from cms.workflow import urls
from cms.workflow.page_views import HousePageViewSet
from cms.workflow.publishing import settle_publication
from cms.workflow.requirements import of_type


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Mount the pages of the workflow under the admin."""
    return [path("workflow/", include(urls, namespace="workflow"))]


@hooks.register("register_admin_viewset", order=100)
def house_pages() -> HousePageViewSet:
    """Take the place of Wagtail's own views of pages, which are registered before."""
    return HousePageViewSet(model=Page)


@hooks.register("before_publish_page")
def refuse_with_reasons(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say what is missing and keep the draft: the revision has just been saved."""
    if not of_type(type(page)):
        return None
    with editorial_transaction():
        sentences = settle_publication(page, page.get_latest_revision(), user=request.user)
        if sentences and page.live and page.first_published_at is None:
            # A new page is written as live before this is asked (wagtail 8.0.1, views/pages/create.py).
            Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
    if not sentences:
        return None
    lines = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))
    messages.error(request, format_html("{}<ul>{}</ul>", _("Saved, but not published:"), lines))
    return redirect("wagtailadmin_pages:edit", page.pk)


class DecideMenuItem(ActionMenuItem):
    """The way from the editor to the review page."""

    label = _l("Review and decide")
    name = "action-review"
    icon_name = "glasses"

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("workflow:review", args=[parent_context["page"].pk])


@hooks.register("construct_page_action_menu")
def decide_on_the_review_page(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """One place to decide: where one sees what is decided on, and nothing can be changed by mistake."""
    decisions = [item for item in menu_items if isinstance(item, WorkflowMenuItem)]
    page = context.get("page")
    task = page.current_workflow_task if page is not None and page.pk else None
    for item in decisions:
        menu_items.remove(item)
    if task is not None and task.get_actions(page, request.user):
        menu_items.insert(0, DecideMenuItem(order=0))


@hooks.register("register_log_actions")
def decisions_in_the_log(actions: Any) -> None:
    """Name our entries of the audit log."""
    actions.register_action("fabrique.decision.approved", _l("Approve"), _l("Approved"))
    actions.register_action("fabrique.decision.rejected", _l("Ask for changes"), _l("Changes requested"))
    actions.register_action("fabrique.decision.withdrawn", _l("Withdraw agreement"), _l("Agreement withdrawn"))


from cms.workflow import reviewers_hooks  # noqa: E402, F401 (registers its hooks)

"""The page editor: a submission that lacks something is saved and told why; decisions are taken on the review page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import WorkflowState

from cms.workflow import completeness
from cms.workflow.completeness import GateReason
from cms.workflow.side_panels import house_panels


def as_list(found: list[GateReason], introduction: str) -> SafeString:
    """Return reasons as a list, each leading to where it can be mended."""
    lines = [
        format_html('<a href="{}">{}</a>', reason.url or f"#id_{reason.field}", reason.message)
        if reason.url or reason.field
        else format_html("{}", reason.message)
        for reason in found
    ]
    return format_html("{}<ul>{}</ul>", introduction, format_html_join("", "<li>{}</li>", ((line,) for line in lines)))


class _Submitting:
    """A submission that lacks something is a save: nothing typed is lost, and the reasons lead to the fields."""

    def get_side_panels(self: Any) -> MediaContainer:
        """Add what is missing, who has decided and who gets the page. Wagtail draws them anew at each save."""
        panels = super().get_side_panels()  # type: ignore[misc]
        return MediaContainer(sorted([*panels, *house_panels(self.page, self.request)], key=lambda panel: panel.order))

    def submit_action(self: Any) -> HttpResponse:
        self.page = self.form.save(commit=False)
        found = completeness.obstacles(self.page)
        if not found:
            self.restart_if_returned()
            return super().submit_action()  # type: ignore[misc]
        response: HttpResponse = self.save_action()
        messages.error(self.request, as_list(found, _("Saved, but not submitted: something is missing.")))
        return response

    def restart_if_returned(self: Any) -> None:
        """Nothing to restart where nothing was submitted before."""


class HouseCreateView(_Submitting, CreateView):
    """Writing a new page."""


class HouseEditView(_Submitting, EditView):
    """Writing on a page."""

    def restart_if_returned(self) -> None:
        """Begin anew: what still stands for this content passes by itself, what the changes touched is asked again."""
        state: WorkflowState | None = self.workflow_state  # type: ignore[has-type]
        if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.cancel(user=self.request.user)
            self.workflow_state = None

    def perform_workflow_action(self) -> HttpResponse:
        """Decide nothing here: what is on the screen may differ from what was submitted."""
        messages.warning(self.request, _("Decisions are taken on the review page, where one sees what is decided on."))
        return redirect(reverse("workflow:review", args=[self.page.pk]))


class HousePageViewSet(PageViewSet):
    """Every page type of the house."""

    add_view_class = HouseCreateView
    edit_view_class = HouseEditView

"""The review page: what is decided on, as readers will see it, what has changed in it, and the decision below."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision

from cms.feed.transaction import PublicationRefused
from cms.workflow.kinds import Kind
from cms.workflow.review_context import context_of
from cms.workflow.states import BoundTaskState
from cms.workflow.viewing import may_see_page


class ReviewView(WagtailAdminTemplateMixin, TemplateView):
    """Show a page under review and take the decision of whoever may decide. Works without a script, on a phone."""

    template_name = "workflow/review.html"
    header_icon = "glasses"
    http_method_names = ["get", "head", "post", "options"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = self.read_page()
        self.comment, self.comment_error, self.is_outdated = "", "", False

    def read_page(self) -> Page:
        """Read the page anew: a page object remembers the workflow it was asked about."""
        return get_object_or_404(Page, pk=self.kwargs["page_id"]).specific

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_page(request.user, self.page):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    def get_page_title(self) -> str:
        return _("Review")

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("workflow:waiting"), "label": _("Waiting for me")},
            {"url": "", "label": self.page.get_admin_display_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            **context_of(self.page, self.request.user),
            "comment": self.comment,
            "comment_error": self.comment_error,
            "is_outdated": self.is_outdated,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the decision on the very request that was on the screen; refuse a stale one and lose no word."""
        action = request.POST.get("action", "")
        self.comment = request.POST.get("comment", "").strip()
        state = self.shown_state()
        if action == "reject" and not self.comment:
            self.comment_error = _("Say what should change: whoever wrote the page cannot guess it.")
            return self.again(422)
        try:
            state.task.specific.on_action(state, request.user, action, comment=self.comment)
        except PublicationRefused as refusal:
            self.is_outdated = bool(self.comment)
            self.page = self.read_page()
            messages.error(request, str(refusal))
            return self.again(409)
        messages.success(request, _said(state, action) % {"title": self.page.get_admin_display_title()})
        return redirect("workflow:waiting")

    def shown_state(self) -> BoundTaskState:
        """Return the request that the form was about. Errors: Http404 if it is not one of this page."""
        key = self.request.POST.get("task_state", "")
        states = BoundTaskState.objects.select_related("workflow_state", "task")
        found = states.filter(pk=key, workflow_state__object_id=str(self.page.pk)).first() if key.isdecimal() else None
        if found is None:
            raise Http404
        return found

    def again(self, status: int) -> HttpResponse:
        """Show the page again, with what was typed."""
        return self.render_to_response(self.get_context_data(), status=status)


def _said(state: BoundTaskState, action: str) -> str:
    if action == "reject":
        return _("You asked for changes to “%(title)s”. Whoever wrote and approved it is told.")
    if state.task.specific.kind == Kind.PUBLICATION:
        return _("“%(title)s” is approved for publication.")
    return _("You approved “%(title)s”.")


@require_safe
def proof(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """Show a revision as readers would see it: for the frame of the review page, or alone in a tab."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not may_see_page(request.user, page):
        raise PermissionDenied
    revision = get_object_or_404(Revision.page_revisions, pk=revision_id, object_id=str(page.pk))
    shown = revision.as_object()
    response: HttpResponse = shown.make_preview_request(request, shown.default_preview_mode)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response

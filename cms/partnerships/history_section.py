"""The section of history, for the staff: what happened to a partner, and who did it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext_lazy
from wagtail.log_actions import registry

from cms.partnerships.desk import Desk, Section, register_section, render_section

NAME = "history"
PER_PAGE = 50


def history_view(request: HttpRequest, desk: Desk, rest: str) -> HttpResponse:
    """Show the entries of the audit log about a partner, the latest first. Errors: Http404."""
    if rest:
        raise Http404
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    entries = registry.get_logs_for_instance(desk.partner).select_related("user").order_by("-timestamp", "-pk")
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("p"))
    return render_section(request, desk, NAME, "partnerships/history.html", {"entries": page})


register_section(
    Section(NAME, gettext_lazy("History"), history_view, order=900, icon="history", is_for_staff_only=True),
)

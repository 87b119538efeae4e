"""The list of what waits for a person: filtered, and decided on several at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.workflow.bulk_deciding import Ending, Result, decide_all
from cms.workflow.states import BoundTaskState
from cms.workflow.waiting import Waiting, waiting_for

# One request decides on so many at most: each takes its place in one transaction.
MOST = 100


class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    """What waits for me, and one decision on several."""

    template_name = "workflow/waiting.html"
    page_title = gettext_lazy("Waiting for me")
    header_icon = "glasses"
    http_method_names = ["get", "head", "post", "options"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.comment, self.error = "", ""
        self.chosen: set[str] = set()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = waiting_for(self.request.user)
        return {
            **super().get_context_data(**kwargs),
            "everything": everything,
            "found": self.filtered(everything),
            "types": _choices((one.page.page_type_display_name, str(one.page.content_type_id)) for one in everything),
            "tasks": _choices((one.task.name, str(one.task.pk)) for one in everything),
            "filters": self.request.GET,
            "late": sum(one.is_late for one in everything),
            "comment": self.comment,
            "error": self.error,
            "chosen": self.chosen,
        }

    def filtered(self, everything: list[Waiting]) -> list[Waiting]:
        """Return what the filters of the address leave; a value that nothing has leaves nothing."""
        wanted = self.request.GET
        return [
            one
            for one in everything
            if wanted.get("type", "") in {"", str(one.page.content_type_id)}
            and wanted.get("task", "") in {"", str(one.task.pk)}
            and (wanted.get("late") != "1" or one.is_late)
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide on what was ticked, and say for each page how it ended."""
        action = request.POST.get("action", "")
        self.comment = request.POST.get("comment", "").strip()
        self.chosen = {key for key in request.POST.getlist("task_state") if key.isdecimal()}
        self.error = self.mistake(action)
        if self.error:
            return self.render_to_response(self.get_context_data(), status=422)
        states = BoundTaskState.objects.filter(pk__in=self.chosen).select_related("workflow_state", "task")
        results = decide_all(states.order_by("pk"), user=request.user, action=action, comment=self.comment)
        _say(request, action, results)
        query = request.META.get("QUERY_STRING", "")
        return redirect(reverse("workflow:waiting") + (f"?{query}" if query else ""))

    def mistake(self, action: str) -> str:
        """Return what keeps the form from being taken, or nothing."""
        if action not in {"approve", "reject"}:
            return _("Choose what to decide.")
        if not self.chosen:
            return _("Tick at least one page.")
        if len(self.chosen) > MOST:
            return _("Tick %(number)s pages at most.") % {"number": MOST}
        if action == "reject" and not self.comment:
            return _("Say what should change: whoever wrote the page cannot guess it.")
        return ""


def _choices(pairs: Any) -> list[tuple[str, str]]:
    return sorted({key: label for label, key in pairs}.items(), key=lambda pair: str(pair[1]).casefold())


def _say(request: HttpRequest, action: str, results: list[Result]) -> None:
    done = [result for result in results if result.ending == Ending.DONE]
    if done:
        sentence = (
            ngettext("%(number)s page approved:", "%(number)s pages approved:", len(done))
            if action == "approve"
            else ngettext(
                "Changes requested for %(number)s page:", "Changes requested for %(number)s pages:", len(done)
            )
        )
        messages.success(request, _as_list(sentence % {"number": len(done)}, done))
    others = [result for result in results if result.ending != Ending.DONE]
    if others:
        messages.error(request, _as_list(_("Not decided:"), others))


def _as_list(introduction: str, results: list[Result]) -> SafeString:
    lines = (
        (
            reverse("workflow:review", args=[result.page_id]),
            result.title,
            f" – {result.reason}" if result.reason else "",
        )
        for result in results
    )
    return format_html("{}<ul>{}</ul>", introduction, format_html_join("", '<li><a href="{}">{}</a>{}</li>', lines))

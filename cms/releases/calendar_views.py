"""The calendar in the admin, and the private link to it for other calendars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.releases import links
from cms.releases.admin_pages import RoomView
from cms.releases.models import CalendarLink
from cms.releases.periods import Layout, Period, parse_day, parse_layout
from cms.workflow.calendar_entries import EntryKind, entries


class CalendarView(RoomView):
    """A month, a week or a list of what has a date, narrowed by kind."""

    template_name = "releases/calendar.html"
    page_title = gettext_lazy("Calendar")

    def trail(self) -> list[dict[str, Any]]:
        """It stands beside the releases, not under them."""
        return []

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask every room what has a date."""
        layout, on = parse_layout(request.GET.get("view", "")), parse_day(request.GET.get("on", ""))
        kinds = [kind for kind in request.GET.getlist("kind") if kind in EntryKind.values]
        period = Period.around(on, layout)
        start, end = period.window
        found = entries(start, end, request.user, kinds=kinds)
        return self.show(
            period=period,
            layout=layout,
            weeks=period.weeks(found),
            days=period.days_with_entries(found),
            count=sum(period.first <= entry.day <= period.last for entry in found),
            kinds=[(kind, kind.value in kinds) for kind in EntryKind],
            layouts=[(one, _address(one, on, kinds), one == layout) for one in Layout if one != Layout.AUTO],
            earlier=_address(layout, period.previous, kinds),
            later=_address(layout, period.next, kinds),
            today=_address(layout, timezone.localdate(), kinds),
            weekdays=[period.shown[0] + timedelta(days=number) for number in range(7)],
        )


def _address(layout: Layout, on: date, kinds: list[str]) -> str:
    query = [("view", layout.value)] if layout else []
    return f"?{urlencode([*query, ('on', on.isoformat()), *(('kind', kind) for kind in kinds)])}"


class LinkView(RoomView):
    """One’s own private link: made, shown once, made anew, revoked."""

    post_permission = "releases.view_release"
    template_name = "releases/calendar_link.html"
    page_title = gettext_lazy("Calendar in other programs")

    def trail(self) -> list[dict[str, Any]]:
        """It is a page of the calendar."""
        return [{"url": reverse_lazy("releases_admin:calendar"), "label": _("Calendar")}]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say whether there is a link; which one, nobody knows any more."""
        return self._answer()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make one, or revoke it."""
        if request.POST.get("action") == "revoke":
            if links.revoke(request.user):
                messages.success(request, _("The link was revoked: it no longer opens anything."))
            return redirect("releases_admin:calendar_link")
        path = reverse("releases:calendar_feed", args=[links.issue(request.user)])
        return self._answer(address=f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}")

    def _answer(self, address: str = "") -> HttpResponse:
        link = CalendarLink.objects.filter(user__pk=self.request.user.pk or 0).first()
        response = self.show(link=link, address=address)
        patch_cache_control(response, private=True, no_store=True)
        # Not `no-referrer`: browsers then post `Origin: null`, and the form is refused. The address holds no secret.
        response["Referrer-Policy"] = "same-origin"
        return response

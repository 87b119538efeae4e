"""What goes out soon. Rooms above add what they prepare: `register_outgoing` (a release, a send-off)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

DAYS = 7


@dataclass(frozen=True)
class Outgoing:
    """One thing that goes out at a time. Shape: `kind` says what it is, `url` leads to it in the admin."""

    at: datetime
    title: str
    url: str
    kind: str = ""


Source = Callable[[datetime, datetime], Iterable[Outgoing]]
_sources: list[Source] = []


def register_outgoing(source: Source) -> Source:
    """Add what goes out between two instants (the first included). Registering twice is harmless."""
    if source not in _sources:
        _sources.append(source)
    return source


def goes_out(now: datetime | None = None, *, days: int = DAYS) -> list[Outgoing]:
    """List what goes out within some days, soonest first."""
    start = now or timezone.now()
    end = start + timedelta(days=days)
    found = [one for source in _sources for one in source(start, end)]
    return sorted(found, key=lambda one: (one.at, one.title))


@register_outgoing
def scheduled_pages(start: datetime, end: datetime) -> list[Outgoing]:
    """List the pages whose publication is scheduled. Two queries."""
    rows = Revision.page_revisions.filter(approved_go_live_at__gte=start, approved_go_live_at__lt=end)
    times = {int(key): at for key, at in rows.order_by("pk").values_list("object_id", "approved_go_live_at")}
    pages = Page.objects.select_related("content_type").in_bulk(times)
    return [
        Outgoing(
            at=times[pk],
            title=page.get_admin_display_title(),
            url=reverse("workflow:review", args=[pk]),
            kind=page.page_type_display_name or _("Page"),
        )
        for pk, page in pages.items()
    ]

"""When mandates end, for the calendar of the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from wagtail.models import Page

from cms.selection.decisions import Mandate
from cms.workflow.calendar_entries import CalendarEntry, EntryKind, register_source


@register_source
def ending_mandates(start: datetime, end: datetime, user: Any) -> Iterator[CalendarEntry]:
    """Yield the mandates that end in the window and are not followed by another, for those who may see mandates."""
    if not user.has_perm("selection.view_mandate"):
        return
    rows = list(Mandate.objects.filter(ends_at__gte=start, ends_at__lt=end, withdrawn_at=None))
    contents = [row.content_id for row in rows]
    last = dict(
        Mandate.objects.filter(content_id__in=contents, withdrawn_at=None)
        .order_by("ends_at")
        .values_list("content_id", "ends_at")
    )
    titles = {page.translation_key: page for page in Page.objects.filter(translation_key__in=contents)}
    for row in rows:
        page = titles.get(row.content_id)
        if page is not None and last[row.content_id] == row.ends_at:
            yield CalendarEntry(
                uid=f"mandate-{row.pk}",
                kind=EntryKind.MANDATE,
                title=page.get_admin_display_title(),
                at=row.ends_at,
                url=reverse("selection_mandates:inspect", args=[row.pk]),
            )

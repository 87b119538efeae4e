"""When links expire, for the calendar of the house."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from cms.signoff.choices import Status
from cms.signoff.requests import SignOffRequest
from cms.workflow.calendar_entries import CalendarEntry, EntryKind, register_source


@register_source
def expiring_links(start: datetime, end: datetime, user: Any) -> Iterator[CalendarEntry]:
    """Yield the proofs that wait for an answer until a date in the window, of pages that this user edits."""
    rows = SignOffRequest.objects.filter(status=Status.PENDING, expires_at__gte=start, expires_at__lt=end)
    for row in rows.exclude(page=None).select_related("page"):
        if row.page is not None and row.page.permissions_for_user(user).can_edit():
            yield CalendarEntry(
                uid=f"signoff-{row.pk}",
                kind=EntryKind.SIGN_OFF,
                title=row.page.get_admin_display_title(),
                at=row.expires_at,
                url=reverse("signoff_page", args=[row.page_id]),
            )

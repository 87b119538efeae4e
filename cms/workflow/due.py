"""When a reminder is due and which one it is; what has been sent is recorded before it leaves."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.utils import get_user_display_name

from cms.workflow.events import SentReminder
from cms.workflow.notices import review_url
from cms.workflow.waiting import Waiting, waiting_for
from cms.workflow.working_days import is_working_day, working_days_between

logger = logging.getLogger(__name__)
# Nobody is reminded at night: the first run of a working day after this hour sends (local time).
HOUR = 7
# A late request is recalled on every second working day.
EVERY_DAYS = 2


@dataclass
class Report:
    """What one run did, or would do: lines for a person who reads them."""

    lines: list[str] = field(default_factory=list)
    mails: int = 0
    failures: int = 0


def is_time(now: datetime) -> bool:
    """Tell whether people are at work: mails of the morning may leave."""
    local = timezone.localtime(now)
    return local.hour >= HOUR and is_working_day(local.date())


def slot_of(one: Waiting, today: date) -> str | None:
    """Return which reminder of a request is due, None where none is.

    Shape: “before” on the last working day before the due date (or the due date, if that day was missed), “late-1”
    on the second working day after it, “late-2” on the fourth… The day of the request itself reminds of nothing.
    """
    if one.due_on is None or timezone.localtime(one.since).date() >= today:
        return None
    if today <= one.due_on:
        return "before" if working_days_between(today, one.due_on) <= 1 else None
    late = working_days_between(one.due_on, today) // EVERY_DAYS
    return f"late-{late}" if late else None


def due_for(user: Any, requests: list[Waiting], today: date) -> list[tuple[Waiting, str]]:
    """List the requests of which a person is to be reminded now, with the reminder it is."""
    found = [(one, slot) for one in waiting_for(user, requests) if (slot := slot_of(one, today))]
    if not found:
        return []
    sent = set(SentReminder.objects.filter(user=user).values_list("task_state_id", "slot"))
    return [(one, slot) for one, slot in found if (one.state.pk, slot) not in sent]


def note_sent(user: Any, due: list[tuple[Waiting, str]]) -> list[Waiting]:
    """Record reminders before they leave; what another run has just recorded is not sent again."""
    kept = []
    for one, slot in due:
        _row, is_new = SentReminder.objects.get_or_create(user=user, task_state_id=one.state.pk, slot=slot)
        if is_new:
            kept.append(one)
    return kept


def requests_in_words(found: list[Waiting]) -> list[dict[str, Any]]:
    """Return requests as a mail tells of them."""
    return [
        {
            "one": one,
            "title": one.page.get_admin_display_title(),
            "url": review_url(one.page.pk),
            "asked_by": get_user_display_name(one.asked_by) if one.asked_by else "",
        }
        for one in found
    ]


def guarded(report: Report, work: Callable[[], None]) -> None:
    """One person whose mail cannot be written does not keep the others from theirs."""
    try:
        work()
    except Exception:
        logger.exception("A reminder could not be sent.")
        report.failures += 1

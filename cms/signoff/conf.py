"""What an installation may set about sign-offs, each with its default. Read at each use: tests may change them."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings


def lifetime() -> timedelta:
    """Return how long a link waits for a decision."""
    return timedelta(days=settings.SIGN_OFF_DAYS)


def reminders_after() -> tuple[timedelta, ...]:
    """Return how long after the invitation each reminder is due, soonest first."""
    days = getattr(settings, "SIGN_OFF_REMINDER_DAYS", (5, 12))
    return tuple(timedelta(days=number) for number in sorted(days))

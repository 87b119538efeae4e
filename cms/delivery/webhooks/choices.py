"""Words of the webhooks' tables, and the figures that the contract promises."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """What a message tells. The value is the `type` of its body (Standard Webhooks 1.0, "Event types")."""

    PUBLISHED = "document.published", _("A document was published")
    UPDATED = "document.updated", _("A document was changed")
    WITHDRAWN = "document.withdrawn", _("A document was withdrawn: copies must be removed")
    GONE = "document.gone", _("A document is no longer public")
    PING = "ping", _("Test")


DOCUMENT_EVENTS = (Event.PUBLISHED, Event.UPDATED, Event.WITHDRAWN, Event.GONE)
REMOVALS = (Event.WITHDRAWN, Event.GONE)


class DisabledReason(models.TextChoices):
    """Why nothing is sent to an endpoint any more."""

    BY_HAND = "by_hand", _("Switched off by hand")
    GONE = "gone", _("It answered 410 Gone")
    FAILING = "failing", _("Nothing arrived for days")


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    SUPERSEDED = "superseded", _("Replaced by a newer one")
    FAILED = "failed", _("Given up")


# Standard Webhooks 1.0, "Deliverability and reliability": after each failure, how long until the next attempt.
RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# Added to each wait, never taken off it, so that the whole schedule is never shorter than FAILING_FOR.
JITTER = 0.1
FAILING_FOR = timedelta(days=3)
LONGEST_PAUSE = timedelta(hours=1)
OVERLAP = timedelta(hours=24)
KEPT = timedelta(days=30)
MOST_ENDPOINTS = 5

"""How the log of an endpoint reads: classes of answers and states, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.delivery.webhooks.choices import Event, MessageState
from cms.delivery.webhooks.models import Attempt, Endpoint, Message

_OUTCOMES = {
    "2xx": _("accepted"),
    "3xx": _("a redirect, which is not followed: enter the final address"),
    "4xx": _("refused by the server"),
    "5xx": _("fault of the server"),
    "timeout": _("no answer in time"),
    "connection": _("no connection"),
    "tls": _("no valid certificate, or no encryption"),
    "answer": _("no answer that could be understood"),
    "address": _("the name of the server is unknown"),
    "refused address": _("not an address of the public internet"),
}


@dataclass(frozen=True)
class AttemptLine:
    """An attempt as the table shows it."""

    attempt: Attempt
    words: Any


def attempt_lines(message: Message) -> list[AttemptLine]:
    """Return the attempts of a message, the latest first."""
    now = timezone.now()
    return [AttemptLine(attempt, _words(attempt, message, now)) for attempt in message.attempts.all()]


def state_of(endpoint: Endpoint) -> Any:
    """Return in words whether an endpoint is sent to."""
    if not endpoint.is_active:
        return endpoint.get_disabled_reason_display()
    return _("failing") if endpoint.failures else _("active")


def is_waiting(message: Message) -> bool:
    """Tell whether a message is still to arrive."""
    return message.state == MessageState.WAITING


def end_of(message: Message) -> Any:
    """Return in words why a message was given up, and what to do; empty for the others."""
    if message.state != MessageState.FAILED:
        return ""
    if message.event == Event.PING:
        return _("A test is not tried again by itself: once your server is mended, send it once more.")
    return _("Every attempt of the schedule has failed. The change feed has what this message would have told.")


def _words(attempt: Attempt, message: Message, now: datetime) -> Any:
    if attempt.outcome:
        return _OUTCOMES.get(attempt.outcome, attempt.outcome)
    is_running = message.leased_until is not None and message.leased_until > now
    return _("on its way") if is_running else _("interrupted: whether it arrived is not known")

"""What follows from an attempt: arrived, again later, given up; and when an endpoint is switched off."""

from __future__ import annotations

import json
import logging
import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db import transaction
from django.dispatch import Signal

from cms.delivery.webhooks.choices import (
    FAILING_FOR,
    JITTER,
    LONGEST_PAUSE,
    RETRIES,
    DisabledReason,
    Event,
    MessageState,
)
from cms.delivery.webhooks.claiming import Claim
from cms.delivery.webhooks.models import Attempt, Endpoint, Message
from cms.delivery.webhooks.sending import Result
from cms.partners.choices import Face
from cms.partners.usage import note_copies

logger = logging.getLogger(__name__)
endpoint_disabled = Signal()  # provides args: endpoint; sent after commit
GONE = 410
ASKS_TO_WAIT = (429, 503)
# Not for secrets: it only spreads what would otherwise come all at once.
_spread = random.SystemRandom()


@dataclass(frozen=True)
class _Told:
    """A version that a partner was told of."""

    document_id: uuid.UUID
    type: str
    change: int


def settle(claim: Claim, result: Result, now: datetime) -> None:
    """Write down what came of an attempt. A worker that was given up for dead notes its answer and changes no more."""
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update().filter(pk=claim.endpoint_id).first()
        Attempt.objects.filter(pk=claim.attempt_id).update(
            outcome=result.outcome, status=result.status, duration_ms=result.duration_ms
        )
        message = Message.objects.filter(pk=claim.message_id, lease=claim.lease).first()
        if endpoint is None or message is None:
            return
        message.lease = message.leased_until = None
        if result.is_success:
            _arrived(endpoint, message, now)
        else:
            _failed(endpoint, message, result, now)
        message.save(update_fields=["state", "retries", "next_at", "lease", "leased_until", "settled_at"])
        endpoint.save(update_fields=["failures", "failing_since", "last_success_at", "paused_until"])


def disable(endpoint: Endpoint, reason: DisabledReason, now: datetime) -> None:
    """Switch an endpoint off. What waits for it waits on, and is sent when it is switched on again."""
    endpoint.is_active, endpoint.disabled_reason, endpoint.disabled_at = False, reason, now
    endpoint.save(update_fields=["is_active", "disabled_reason", "disabled_at"])
    transaction.on_commit(lambda: _tell(endpoint))


def _tell(endpoint: Endpoint) -> None:
    for receiver, error in endpoint_disabled.send_robust(sender=Endpoint, endpoint=endpoint):
        if isinstance(error, Exception):
            logger.error("Nobody was told that an endpoint is off: %r", receiver, exc_info=error)


def pause_asked_for(result: Result, now: datetime) -> timedelta | None:
    """Return how long an endpoint asks to be left alone, within our bounds (RFC 9110, section 10.2.3)."""
    if result.status not in ASKS_TO_WAIT or not result.retry_after:
        return None
    text = result.retry_after
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=min(int(text[:9]), int(LONGEST_PAUSE.total_seconds())))
    else:
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), LONGEST_PAUSE)


def _arrived(endpoint: Endpoint, message: Message, now: datetime) -> None:
    message.state, message.next_at, message.settled_at = MessageState.DELIVERED, None, now
    endpoint.failures, endpoint.failing_since, endpoint.paused_until = 0, None, None
    endpoint.last_success_at = now
    if message.document_id is not None and message.event in (Event.PUBLISHED, Event.UPDATED):
        # Whoever was told of a version is told of its recall, even if it was fetched by a way that names nobody.
        data = json.loads(bytes(message.body))["data"]
        told = _Told(message.document_id, data["type"], data["change"])
        transaction.on_commit(lambda: note_copies(endpoint.partner_id, [told], Face.WEBHOOKS.value))


def _failed(endpoint: Endpoint, message: Message, result: Result, now: datetime) -> None:
    if message.event == Event.PING:
        # A test that fails is an answer, and says nothing of what is sent in earnest.
        message.state, message.next_at, message.settled_at = MessageState.FAILED, None, now
    else:
        endpoint.failures += 1
        endpoint.failing_since = endpoint.failing_since or now
        _plan_next(endpoint, message, result, now)
    if result.status == GONE:
        disable(endpoint, DisabledReason.GONE, now)
    elif message.state == MessageState.FAILED and _is_failing_for_days(endpoint, now):
        disable(endpoint, DisabledReason.FAILING, now)


def _plan_next(endpoint: Endpoint, message: Message, result: Result, now: datetime) -> None:
    newer = Message.objects.filter(
        endpoint=endpoint, document_id=message.document_id, state=MessageState.WAITING, pk__gt=message.pk
    )
    if newer.exists() or _has_left(endpoint, message):
        message.state, message.next_at, message.settled_at = MessageState.SUPERSEDED, None, now
        return
    if message.retries >= len(RETRIES):
        message.state, message.next_at, message.settled_at = MessageState.FAILED, None, now
        return
    wait = RETRIES[message.retries] * (1 + JITTER * _spread.random())
    pause = pause_asked_for(result, now)
    if pause is not None:
        wait = max(wait, pause)
        endpoint.paused_until = now + pause
    message.retries += 1
    message.next_at = now + wait


def _has_left(endpoint: Endpoint, message: Message) -> bool:
    """Tell whether a document left while its message was on its way, and nobody chose to be told so."""
    if message.document_id is None or message.is_removal:
        return False
    return not endpoint.known.filter(document_id=message.document_id).exists()


def _is_failing_for_days(endpoint: Endpoint, now: datetime) -> bool:
    return endpoint.failing_since is not None and endpoint.failing_since <= now - FAILING_FOR

"""Whose turn it is: a worker takes a message under a lease, sends it outside every transaction, and settles.

The row of the endpoint is locked while its messages are taken, settled or replaced, never while anything is sent. So of
one document there is never more than one message on its way, and it is the newest. A lease outlives the longest
attempt: whoever takes over from a killed worker finds that nothing of the former attempt is still to be sent.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cms.delivery.egress import TOTAL_S
from cms.delivery.webhooks.choices import MessageState
from cms.delivery.webhooks.models import Attempt, Endpoint, Message
from cms.delivery.webhooks.scope import in_scope
from cms.delivery.webhooks.signing import keys_of

LEASE = timedelta(seconds=4 * TOTAL_S)
MOST_ON_THEIR_WAY = 4
# An endpoint that answers nothing must not keep every thread waiting.
MOST_WHILE_FAILING = 1
FAILING_AFTER = 3
LOOKED_AT = 50


@dataclass(frozen=True)
class Claim:
    """One attempt to make: everything that sending needs, so that it asks the database nothing."""

    message_id: int
    endpoint_id: int
    attempt_id: int
    lease: uuid.UUID
    url: str
    webhook_id: str
    body: bytes
    keys: tuple[bytes, ...]


def claim(now: datetime) -> Claim | None:
    """Take the next message that is due, or None. Removals go first; endpoints are served in rotation."""
    for endpoint_id in _endpoints_with_work(now):
        with transaction.atomic():
            endpoint = _held(endpoint_id)
            message = _next_message(endpoint, now) if endpoint is not None else None
            if endpoint is not None and message is not None:
                return _lease(endpoint, message, now)
    return None


def _endpoints_with_work(now: datetime) -> list[int]:
    due = _takeable(Message.objects.filter(endpoint=OuterRef("pk")), now)
    rows = Endpoint.objects.filter(
        Q(paused_until__isnull=True) | Q(paused_until__lte=now), Exists(due), is_active=True, partner__is_active=True
    )
    return list(rows.order_by(F("claimed_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:LOOKED_AT])


def _held(endpoint_id: int) -> Endpoint | None:
    """Return an endpoint with its row locked, or None if another worker has it, or it was switched off meanwhile."""
    rows = Endpoint.objects.filter(pk=endpoint_id, is_active=True, partner__is_active=True)
    # SQLite has no such locks: there the transaction itself lets one writer in at a time.
    return rows.select_related("partner").select_for_update(skip_locked=True, of=("self",)).first()


def _takeable(messages: QuerySet[Message], now: datetime) -> QuerySet[Message]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return messages.filter(free, state=MessageState.WAITING, next_at__lte=now)


def _next_message(endpoint: Endpoint, now: datetime) -> Message | None:
    on_their_way = endpoint.messages.filter(state=MessageState.WAITING, leased_until__gt=now)
    at_once = MOST_WHILE_FAILING if endpoint.failures >= FAILING_AFTER else MOST_ON_THEIR_WAY
    if on_their_way.count() >= at_once:
        return None
    same = Message.objects.filter(
        endpoint=endpoint, document_id=OuterRef("document_id"), state=MessageState.WAITING
    ).exclude(pk=OuterRef("pk"))
    due = _takeable(endpoint.messages.all(), now).exclude(
        Exists(same.filter(Q(pk__gt=OuterRef("pk")) | Q(leased_until__gt=now)))
    )
    # Asked anew at each attempt: what its partner may not be given any more waits for the reader, who takes it back.
    allowed = in_scope(endpoint.partner).filter(document_id=OuterRef("document_id"))
    due = due.filter(Q(is_removal=True) | Q(document_id=None) | Exists(allowed))
    return due.order_by("-is_removal", "next_at", "pk").first()


def _lease(endpoint: Endpoint, message: Message, now: datetime) -> Claim:
    if message.document_id is not None:
        # Left behind by a killed worker: what they said is no longer the newest.
        endpoint.messages.filter(document_id=message.document_id, state=MessageState.WAITING, pk__lt=message.pk).update(
            state=MessageState.SUPERSEDED, next_at=None, settled_at=now
        )
    message.lease, message.leased_until = uuid.uuid4(), now + LEASE
    message.attempts_made += 1
    message.save(update_fields=["lease", "leased_until", "attempts_made"])
    endpoint.claimed_at = now
    endpoint.save(update_fields=["claimed_at"])
    attempt = Attempt.objects.create(message=message, started_at=now)
    return Claim(
        message_id=message.pk,
        endpoint_id=endpoint.pk,
        attempt_id=attempt.pk,
        lease=message.lease,
        url=endpoint.url,
        webhook_id=message.webhook_id,
        body=bytes(message.body),
        keys=keys_of(endpoint, now),
    )

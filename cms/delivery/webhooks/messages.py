"""What a message says, and how it takes its place behind, or instead of, an earlier one of the same document."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.delivery.webhooks.choices import REMOVALS, Event, MessageState
from cms.delivery.webhooks.models import Endpoint, Message


@dataclass(frozen=True)
class Told:
    """One thing to tell of a document: ids and where it is, no title and no text."""

    event: Event
    document_id: uuid.UUID
    content_id: uuid.UUID
    type: str
    locale: str
    change: int
    happened_at: datetime
    url: str | None = None
    reason: str | None = None


def tell(endpoint: Endpoint, told: Told, *, now: datetime | None = None) -> Message:
    """Queue a message for an endpoint. The caller holds the endpoint's row.

    Shape: one that was never tried is rewritten; one that is being retried is given up for the new one, which says
    "published" if that was never known to have arrived. One on its way is waited for (claiming.py).
    """
    moment = now or timezone.now()
    unsettled = endpoint.messages.filter(
        document_id=told.document_id, state__in=(MessageState.WAITING, MessageState.FAILED)
    )
    earlier = list(unsettled.order_by("pk"))
    event = _merged(told.event, earlier)
    fresh = next((message for message in reversed(earlier) if not message.attempts_made), None) or Message(
        endpoint=endpoint, document_id=told.document_id
    )
    fresh.event, fresh.is_removal, fresh.body = event, event in REMOVALS, body_of(event, told, endpoint.epoch)
    fresh.state, fresh.next_at, fresh.retries = MessageState.WAITING, moment, 0
    fresh.created_at = moment
    replaced = [message.pk for message in earlier if message.pk != fresh.pk and not _is_on_its_way(message, moment)]
    Message.objects.filter(pk__in=replaced).update(state=MessageState.SUPERSEDED, next_at=None, settled_at=moment)
    fresh.save()
    return fresh


def give_up(endpoint: Endpoint, document_id: uuid.UUID, now: datetime) -> None:
    """Say no more of a document that left, where the partner did not choose to be told so."""
    waiting = endpoint.messages.filter(document_id=document_id, state=MessageState.WAITING)
    waiting.exclude(leased_until__gt=now).update(state=MessageState.SUPERSEDED, next_at=None, settled_at=now)


def ping(endpoint: Endpoint, *, now: datetime | None = None) -> Message:
    """Queue a test. It is tried once: who asks for it waits for the answer."""
    moment = now or timezone.now()
    body = _bytes({"type": Event.PING.value, "timestamp": _instant(moment), "data": {"endpoint": endpoint.public_id}})
    return Message.objects.create(endpoint=endpoint, event=Event.PING, body=body, created_at=moment, next_at=moment)


def is_current(message: Message) -> bool:
    """Tell whether nothing newer was told of the same document: only then may a message be sent again."""
    if message.document_id is None:
        return True
    newer = Message.objects.filter(
        endpoint_id=message.endpoint_id, document_id=message.document_id, pk__gt=message.pk
    ).exists()
    is_known = message.endpoint.known.filter(document_id=message.document_id).exists()
    return not newer and is_known != message.is_removal


def send_again(message: Message, *, now: datetime | None = None) -> bool:
    """Queue a message once more, under its own id; False where it waits already or is no longer the newest word."""
    moment = now or timezone.now()
    with transaction.atomic():
        Endpoint.objects.select_for_update().get(pk=message.endpoint_id)
        message.refresh_from_db()
        if message.state == MessageState.WAITING or not is_current(message):
            return False
        message.state, message.next_at, message.retries = MessageState.WAITING, moment, 0
        message.settled_at = message.lease = message.leased_until = None
        message.save()
    return True


def body_of(event: Event, told: Told, epoch: uuid.UUID | None) -> bytes:
    """Return the bytes that are signed and sent."""
    data = {
        "id": told.document_id,
        "content_id": told.content_id,
        "type": told.type,
        "locale": told.locale,
        "url": told.url,
        "change": told.change,
        "epoch": epoch,
        "reason": told.reason,
    }
    return _bytes({"type": event.value, "timestamp": _instant(told.happened_at), "data": data})


def _merged(event: Event, earlier: list[Message]) -> Event:
    """Return what is to be said instead of all that has not arrived yet."""
    waiting = {message.event for message in earlier}
    if event == Event.UPDATED and Event.PUBLISHED in waiting:
        return Event.PUBLISHED
    if event == Event.GONE and Event.WITHDRAWN in waiting:
        return Event.WITHDRAWN
    return event


def _is_on_its_way(message: Message, now: datetime) -> bool:
    return message.leased_until is not None and message.leased_until > now


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _bytes(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode()

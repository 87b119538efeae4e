"""A small world for webhooks: partners, endpoints, and documents that are published, changed and withdrawn."""

from __future__ import annotations

import itertools
import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.delivery.webhooks.claiming import claim
from cms.delivery.webhooks.endpoints import add_endpoint
from cms.delivery.webhooks.models import Endpoint, Message
from cms.delivery.webhooks.reading import read
from cms.delivery.webhooks.sending import Result
from cms.delivery.webhooks.settling import settle
from cms.feed.clock import take_changes
from cms.feed.models import FeedDocument, State
from cms.feed.transaction import editorial_transaction
from cms.partners.models import Partner
from tests.cms.delivery.feed_rows import ambassador_row, bury

_numbers = itertools.count(1)


def a_partner(**values: Any) -> Partner:
    return Partner.objects.create(**{"name": f"Ville fictive {next(_numbers)}", "audience": "open", **values})


def an_endpoint(partner: Partner, url: str, **choice: Any) -> Endpoint:
    """Add an endpoint as its partner would."""
    return add_endpoint(partner, url, **choice)


def next_change() -> int:
    """Move the feed's clock as publishing does."""
    with editorial_transaction():
        return take_changes(1)[0]


def publish(**values: Any) -> FeedDocument:
    """Publish one more ambassador."""
    return ambassador_row(change=next_change(), modified_at=timezone.now(), **values)


def touch(row: FeedDocument) -> FeedDocument:
    """Give a document a new state."""
    row.change, row.modified_at = next_change(), timezone.now()
    row.save(update_fields=["change", "modified_at"])
    return row


def remove(row: FeedDocument, *, state: State = State.GONE, reason: str = "not_live") -> None:
    """Take a document out of the feed."""
    bury(row)
    FeedDocument.objects.filter(pk=row.pk).update(
        state=state, reason=reason, change=next_change(), modified_at=timezone.now()
    )


def show(row: FeedDocument, like: FeedDocument) -> None:
    """Bring a removed document back with the bytes of another time."""
    FeedDocument.objects.filter(pk=row.pk).update(
        state=State.LIVE, item=like.item, document=like.document, change=next_change(), modified_at=timezone.now()
    )


def read_all(endpoint: Endpoint, *, now: datetime | None = None) -> None:
    """Let an endpoint catch up with the feed."""
    while read(endpoint.pk, now=now):
        pass


def told(endpoint: Endpoint) -> list[tuple[str, str, str]]:
    """List what is queued or was sent, oldest first: event, document, state."""
    rows = Message.objects.filter(endpoint=endpoint).order_by("pk")
    return [(row.event, str(row.document_id), row.state) for row in rows]


def data_of(message: Message) -> dict[str, Any]:
    return json.loads(bytes(message.body))["data"]


def fail(endpoint: Endpoint, now: datetime, *, result: Result | None = None) -> bool:
    """Make one attempt that fails at an instant; False if nothing was due."""
    taken = claim(now)
    if taken is None:
        return False
    assert taken.endpoint_id == endpoint.pk
    settle(taken, result or Result("5xx", 500), now)
    return True


def arrive(now: datetime) -> bool:
    """Make one attempt that succeeds."""
    taken = claim(now)
    if taken is not None:
        settle(taken, Result("2xx", 204), now)
    return taken is not None

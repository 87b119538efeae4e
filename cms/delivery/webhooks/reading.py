"""The reader of the change feed: what each endpoint has not been told yet becomes messages.

One cursor per endpoint, moved in the transaction that queues the messages: a process killed in between has done both
or neither. What cannot be told from change numbers (another epoch, forgotten tombstones, another audience or other
types) is found by reading the feed from its start and comparing it with what the endpoint knows: so nothing is told
twice, and no removal is missed.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.delivery.webhooks.choices import REMOVALS, Event
from cms.delivery.webhooks.messages import Told, give_up, tell
from cms.delivery.webhooks.models import Endpoint, KnownDocument
from cms.delivery.webhooks.scope import in_scope, scope_of
from cms.feed.changes import ChangeRow, CursorTooOld, changes_since
from cms.feed.clock import read_clock
from cms.feed.models import FeedClock, State
from cms.media.audiences import Audience

logger = logging.getLogger(__name__)
BATCH = 200
# Why a document is gone where no tombstone of this audience says so.
LEFT_SCOPE = "left_scope"


def behind() -> list[int]:
    """List the endpoints that have something to read, in two queries."""
    clock = read_clock()
    endpoints = Endpoint.objects.filter(is_active=True, partner__is_active=True).select_related("partner")
    return [
        endpoint.pk
        for endpoint in endpoints.order_by("pk")
        if endpoint.is_comparing
        or (endpoint.epoch, endpoint.scope) != (clock.epoch, scope_of(endpoint.partner))
        or endpoint.change < clock.change
    ]


def read(endpoint_id: int, *, now: datetime | None = None) -> bool:
    """Turn the next part of the feed into messages for one endpoint; True if there is more to read."""
    with transaction.atomic():
        endpoint = _held(endpoint_id)
        if endpoint is None:
            return False
        # Read before the rows: whatever has a number up to this one is seen by the queries that follow.
        clock = read_clock() if endpoint.epoch else _held_clock()
        scope = scope_of(endpoint.partner)
        if endpoint.epoch is None:
            _begin(endpoint, clock, scope)
            return False
        if (endpoint.epoch, endpoint.scope) != (clock.epoch, scope):
            _compare_from_the_start(endpoint, "another epoch" if endpoint.epoch != clock.epoch else "another scope")
            endpoint.epoch, endpoint.scope = clock.epoch, scope
        has_more = _read_batch(endpoint, clock, now or timezone.now())
        endpoint.save(update_fields=["change", "epoch", "scope", "is_comparing"])
    return has_more


def _held(endpoint_id: int) -> Endpoint | None:
    """Return an endpoint with its row locked, or None if it is gone or switched off."""
    rows = Endpoint.objects.filter(pk=endpoint_id, is_active=True, partner__is_active=True)
    return rows.select_related("partner").select_for_update(of=("self",)).first()


def _held_clock() -> FeedClock:
    """Return the clock with its row locked: nobody publishes until what is public now has been noted."""
    FeedClock.objects.get_or_create(pk=1)
    return FeedClock.objects.select_for_update().get(pk=1)


def _begin(endpoint: Endpoint, clock: FeedClock, scope: str) -> None:
    """Note what is public as known, and listen from here on: the partner reads what is there by itself."""
    endpoint.change, endpoint.epoch, endpoint.scope = clock.change, clock.epoch, scope
    rows = in_scope(endpoint.partner).values_list(
        "document_id", "content_id", "type", "locale", "change", "modified_at"
    )
    known = (
        KnownDocument(
            endpoint=endpoint, document_id=document_id, content_id=content_id, type=kind, locale=locale,
            change=change, modified_at=modified_at,
        )
        for document_id, content_id, kind, locale, change, modified_at in rows.iterator(1_000)
    )  # fmt: skip
    KnownDocument.objects.bulk_create(known, batch_size=1_000)
    endpoint.save(update_fields=["change", "epoch", "scope"])


def _compare_from_the_start(endpoint: Endpoint, why: str) -> None:
    logger.warning("The feed is compared with what endpoint %s knows: %s.", endpoint.public_id, why)
    endpoint.change, endpoint.is_comparing = 0, True


def _read_batch(endpoint: Endpoint, clock: FeedClock, now: datetime) -> bool:
    audience, types = Audience(endpoint.partner.audience), endpoint.partner.allowed_types or None
    # A comparison finds by itself, at its end, what it met no tombstone of.
    begun_at = clock.change if endpoint.is_comparing else 0
    try:
        rows = changes_since(after=endpoint.change, limit=BATCH, audience=audience, types=types, begun_at=begun_at)
    except CursorTooOld:
        _compare_from_the_start(endpoint, "forgotten tombstones")
        return True
    _tell_rows(endpoint, rows, now)
    if len(rows) == BATCH:
        endpoint.change = rows[-1].change
        return True
    endpoint.change = max(clock.change, rows[-1].change if rows else 0)
    if endpoint.is_comparing:
        _tell_what_left(endpoint, clock, now)
        endpoint.is_comparing = False
    return False


def _tell_rows(endpoint: Endpoint, rows: Sequence[ChangeRow], now: datetime) -> None:
    known = {one.document_id: one for one in endpoint.known.filter(document_id__in=[row.document_id for row in rows])}
    for row in rows:
        held = known.get(row.document_id)
        if row.body is None:
            if held is not None:
                event = Event.WITHDRAWN if row.state == State.WITHDRAWN else Event.GONE
                _tell_removal(endpoint, held, event, row.change, row.modified_at, row.reason, now)
        elif not row.body:
            # Somebody wrote past the house. verify_feed --repair gives it its bytes and a new number: it is told then.
            logger.error("The live document %s has no bytes: run verify_feed --repair.", row.document_id)
        elif held is None or (held.change, held.modified_at) != (row.change, row.modified_at):
            _tell_document(endpoint, row, held, now)


def _tell_document(endpoint: Endpoint, row: ChangeRow, held: KnownDocument | None, now: datetime) -> None:
    KnownDocument.objects.update_or_create(
        endpoint=endpoint,
        document_id=row.document_id,
        defaults={
            "content_id": row.content_id,
            "type": row.type,
            "locale": row.locale,
            "change": row.change,
            "modified_at": row.modified_at,
        },
    )
    told = Told(
        event=Event.PUBLISHED if held is None else Event.UPDATED,
        document_id=row.document_id,
        content_id=row.content_id,
        type=row.type,
        locale=row.locale,
        change=row.change,
        happened_at=row.modified_at,
        url=json.loads(row.body or b"")["url"],
    )
    _tell_if_wanted(endpoint, told, now)


def _tell_removal(
    endpoint: Endpoint, held: KnownDocument, event: Event, change: int, at: datetime, reason: str, now: datetime
) -> None:
    held.delete()
    told = Told(event, held.document_id, held.content_id, held.type, held.locale, change, at, reason=reason)
    _tell_if_wanted(endpoint, told, now)


def _tell_what_left(endpoint: Endpoint, clock: FeedClock, now: datetime) -> None:
    """Tell of documents that it knows and may no longer see, where no tombstone was there to say so."""
    seen = in_scope(endpoint.partner).values("document_id")
    for held in endpoint.known.exclude(document_id__in=seen):
        _tell_removal(endpoint, held, Event.GONE, clock.change, now, LEFT_SCOPE, now)


def _tell_if_wanted(endpoint: Endpoint, told: Told, now: datetime) -> None:
    if endpoint.wants(told.event, told.type, told.locale):
        tell(endpoint, told, now=now)
    elif told.event in REMOVALS:
        give_up(endpoint, told.document_id, now)

"""The change feed's reader: what changed after a number, in commit order. Never loses a deletion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When
from django.db.models.functions import Now

from cms.feed.clock import read_clock
from cms.feed.models import FeedDocument, State
from cms.feed.rows import with_body
from cms.media.audiences import Audience


class CursorTooOld(LookupError):
    """The tombstones after this change number were pruned: start again from a snapshot."""


@dataclass(frozen=True)
class ChangeRow:
    """One document in its newest state: `body` is its whole canonical JSON, or None where it is to be deleted."""

    change: int
    document_id: Any
    type: str
    locale: str
    modified_at: datetime
    body: bytes | None
    state: str
    reason: str


def changes_since(*, after: int, limit: int, audience: Audience) -> list[ChangeRow]:
    """List documents and tombstones changed after a change number, oldest first.

    Shape: at most `limit` rows, strictly increasing `change`; each document appears once, in its newest state.
    Units: `after` and `change` are change numbers (not times, not ids); `limit` is rows, 1..500.
    Errors: CursorTooOld if `after` precedes the newest pruned tombstone (the REST face answers 410).
    Source: order follows commit order, see FeedClock; RFC 6721 for the tombstone idea.
    """
    if 0 < after < read_clock().forgotten_change:
        raise CursorTooOld(after)
    in_time = (Q(not_before__isnull=True) | Q(not_before__lte=Now())) & (
        Q(not_after__isnull=True) | Q(not_after__gt=Now())
    )
    rows = FeedDocument.objects.filter(audience=audience.value, change__gt=after).annotate(
        is_visible=Case(
            When(in_time & Q(state=State.LIVE), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
    )
    # "body" is an annotation made in another room: the stubs cannot know it.
    columns: tuple[Any, ...] = ("change", "document_id", "type", "locale", "modified_at", "body", "state", "reason")
    found = (
        with_body(rows, "document").order_by("change").values_list(*columns, "is_visible")[: max(1, min(limit, 500))]
    )
    return [
        ChangeRow(change, document_id, kind, locale, at, bytes(body) if visible else None, state, reason)
        for change, document_id, kind, locale, at, body, state, reason, visible in found
    ]

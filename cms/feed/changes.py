"""The change feed's reader: what changed after a number, in commit order. Never loses a deletion."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Now

from cms.feed.clock import read_clock
from cms.feed.models import FeedDocument, State
from cms.feed.rows import could_be_seen, with_body
from cms.media.audiences import Audience

MOST_ROWS = 500
# Why a document is to be deleted although no tombstone says so: the sweeper is late, or it left the types asked for.
EXPIRED, SCHEDULED, OTHER_TYPE = "expired", "scheduled", "type"
_COLUMNS = (
    "change", "document_id", "content_id", "type", "former_types", "locale", "modified_at", "digest",
    "not_after", "next_at", "state", "reason", "body", "hidden",
)  # fmt: skip


class CursorTooOld(LookupError):
    """The tombstones after this change number were pruned: start again from a snapshot."""


@dataclass(frozen=True)
class ChangeRow:
    """One document in its newest state: `body` is its whole canonical JSON, or None where it is to be deleted.

    Shape: `state` and `reason` are what holds now, by the database's clock; `type` is one of those asked for, even
    where the document has become another; `until` is the instant from which `body` is no longer true.
    """

    change: int
    document_id: uuid.UUID
    content_id: uuid.UUID
    type: str
    locale: str
    modified_at: datetime
    body: bytes | None
    state: str
    reason: str
    digest: str
    until: datetime | None


def changes_since(
    *,
    after: int,
    limit: int,
    audience: Audience,
    types: Collection[str] | None = None,
    locale: str | None = None,
    begun_at: int = 0,
) -> list[ChangeRow]:
    """List documents and tombstones changed after a change number, oldest first.

    Shape: at most `limit` rows, strictly increasing `change`; each document appears once, in its newest state. `types`
    and `locale` narrow the documents and never hide a deletion: one that was of these types and is no longer comes as
    deleted. What this audience could never see does not appear, not even as deleted.
    Units: `after`, `begun_at` and `change` are change numbers (not times, not ids); `limit` is rows, 1..500. `begun_at`
    is the clock's number from before the first page of a snapshot: deletions up to it concern nothing that was read.
    Errors: CursorTooOld if tombstones after both numbers were pruned (the REST face answers 410).
    Source: order follows commit order, see FeedClock; RFC 6721 for the tombstone idea.
    """
    rows = FeedDocument.objects.filter(could_be_seen(), audience=audience.value, change__gt=after)
    if locale is not None:
        rows = rows.filter(locale=locale)
    if types is not None:
        rows = rows.filter(_of_types(types))
    found = list(_narrated(rows)[: max(1, min(limit, MOST_ROWS))])
    # After the rows: a round of pruning that comes between the two queries must be noticed, not missed.
    if after > 0 and max(after, begun_at) < read_clock().forgotten_change:
        raise CursorTooOld(after)
    return [_change_row(values, types) for values in found]


def _of_types(types: Collection[str]) -> Q:
    wanted = Q(type__in=types)
    for name in types:
        wanted |= Q(former_types__contains=f"|{name}|")
    return wanted


def _narrated(rows: QuerySet[FeedDocument]) -> QuerySet[FeedDocument, tuple[Any, ...]]:
    """Return the values of _COLUMNS: each row with its bytes, and why it is hidden although it is live."""
    hidden = Case(
        When(not_before__gt=Now(), then=Value(SCHEDULED)),
        When(not_after__lte=Now(), then=Value(EXPIRED)),
        default=Value(""),
        output_field=CharField(),
    )
    # "body" is an annotation made in another room: the stubs cannot know it.
    columns: tuple[Any, ...] = _COLUMNS
    return with_body(rows, "document").annotate(hidden=hidden).order_by("change").values_list(*columns)


def _change_row(values: Sequence[Any], types: Collection[str] | None) -> ChangeRow:
    (change, document_id, content_id, kind, former, locale, modified_at, digest, not_after, next_at, state, reason,
     body, hidden) = values  # fmt: skip
    if state == State.LIVE and hidden:
        state, reason = State.GONE, hidden
    if types is not None and kind not in types:
        # Under its new name it is none of this reader's business: it is told of the one it knew.
        kind = next(name for name in sorted(types) if f"|{name}|" in former)
        state, reason = State.GONE, OTHER_TYPE
    is_shown = state == State.LIVE
    ends = [moment for moment in (not_after, next_at) if is_shown and moment is not None and moment > modified_at]
    return ChangeRow(
        change=change,
        document_id=document_id,
        content_id=content_id,
        type=kind,
        locale=locale,
        modified_at=modified_at,
        body=bytes(body) if is_shown else None,
        state=str(state.value if isinstance(state, State) else state),
        reason=reason,
        digest=digest,
        until=min(ends, default=None),
    )

"""One row of the feed as a face needs it, and which rows are live by the database's clock."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BinaryField, Case, F, Q, QuerySet, When
from django.db.models.functions import Now

from cms.feed.models import FeedDocument, State
from cms.feed.prepared import to_instant, to_uuid
from cms.media.audiences import Audience

COLUMNS = ("document_id", "body", "modified_at", "not_after", "next_at", "digest", "type", "change")


class Row(NamedTuple):
    """One document as a face needs it. A tuple: a list makes a hundred of them, and frozen dataclasses take their time.

    Shape: `body` is canonical JSON, the list item or the whole document as asked; `until` is the instant from which
    these bytes are no longer true, whatever else happens; `change` is the number of its newest state.
    """

    document_id: uuid.UUID
    body: bytes
    modified_at: datetime
    until: datetime | None
    digest: str
    type: str
    change: int

    @property
    def data(self) -> dict[str, Any]:
        """The body, parsed."""
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed


def of_pages() -> QuerySet[FeedDocument]:
    """Return the rows that were made from pages. Those of the sandbox were not: no page answers for them."""
    return FeedDocument.objects.filter(audience__in=[audience.value for audience in Audience])


def live(audience: Audience) -> QuerySet[FeedDocument]:
    """Return the rows that an audience may see at this moment, by the database's clock."""
    return FeedDocument.objects.filter(live_now(), audience=audience.value)


def live_now() -> Q:
    """Keep the rows that their audience may see at this moment, by the database's clock."""
    begun = Q(not_before__isnull=True) | Q(not_before__lte=Now())
    not_over = Q(not_after__isnull=True) | Q(not_after__gt=Now())
    return begun & not_over & Q(state=State.LIVE)


def could_be_seen() -> Q:
    """Keep the rows of which their audience knows or may know: shown once, or open by now with no scheduler running."""
    opened = Q(state=State.LIVE) & (Q(not_before__isnull=True) | Q(not_before__lte=Now()))
    return Q(was_shown=True) | opened


def with_body(rows: QuerySet[FeedDocument], column: str) -> QuerySet[FeedDocument]:
    """Annotate rows with the bytes that are true now: "item" or "document", or the row's next slice once it is due."""
    return rows.annotate(
        body=Case(
            When(next_at__isnull=False, next_at__lte=Now(), then=F(f"next_{column}")),
            default=F(column),
            output_field=BinaryField(),
        )
    )


def to_row(values: tuple[Any, ...]) -> Row:
    """Make a Row of the values of COLUMNS, in their order."""
    document_id, body, modified_at, not_after, next_at, digest, kind, change = values[:8]
    ends = [moment for moment in (not_after, next_at) if moment is not None and moment > modified_at]
    return Row(document_id, bytes(body), modified_at, min(ends, default=None), digest, kind, change)


def from_driver(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the values of COLUMNS as the ORM would have given them, from those of a prepared query."""
    document_id, body, modified_at, not_after, next_at, *rest = values[: len(COLUMNS)]
    instants = (to_instant(modified_at), to_instant(not_after), to_instant(next_at))
    return (to_uuid(document_id), body, *instants, *rest)

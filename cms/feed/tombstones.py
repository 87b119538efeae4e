"""What left a list: for faces that must say that a document they showed is to be deleted."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Now

from cms.feed import prepared
from cms.feed.models import FeedDocument, State
from cms.feed.rows import could_be_seen
from cms.media.audiences import Audience


@dataclass(frozen=True)
class Tombstone:
    """What is left of a document that was public: its id and when it went. No title, no text."""

    document_id: uuid.UUID
    type: str
    at: datetime


def tombstones_of(audience: Audience, *, type_names: Collection[str], locale: str, limit: int) -> list[Tombstone]:
    """List what some types lost in one language, newest first, in one query.

    Shape: at most `limit`; only what this audience could see once. A row past its time counts from that
    instant on, whatever the schedulers do.
    """
    names = list(type_names)

    def build(audience_value: str, wanted: str, *types: str) -> QuerySet[FeedDocument, tuple[Any, ...]]:
        rows = FeedDocument.objects.filter(
            could_be_seen(),
            ~Q(state=State.LIVE) | Q(not_after__lte=Now()) | Q(not_before__gt=Now()),
            audience=audience_value,
            type__in=types,
            locale=wanted,
        )
        ended = Case(When(Q(state=State.LIVE, not_after__lte=Now()), then=Value(1)), default=Value(0))
        went = Case(When(Q(state=State.LIVE, not_after__lte=Now()), then=F("not_after")), default=F("modified_at"))
        # "ended" is an annotation: the stubs cannot know it.
        columns: tuple[Any, ...] = ("document_id", "type", "modified_at", "not_after", "ended")
        return rows.annotate(ended=ended).order_by(went.desc(), "-change").values_list(*columns)[:limit]

    if not names:
        return []
    return [
        Tombstone(
            prepared.to_uuid(document_id),
            kind,
            cast("datetime", prepared.to_instant(not_after if ended else modified_at)),
        )
        for document_id, kind, modified_at, not_after, ended in prepared.run(
            ("tombstones", len(names), limit), build, [audience.value, locale, *names]
        )
    ]

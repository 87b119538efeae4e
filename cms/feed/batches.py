"""Many documents at once: what others refer to, and the parts of several wholes, each in one query."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from cms.feed.rows import COLUMNS, Row, live, to_row, with_body
from cms.media.audiences import Audience


def documents_by_ids(
    ids: Collection[uuid.UUID], audience: Audience, *, types: Collection[str] | None = None, column: str = "item"
) -> list[Row]:
    """Return the live documents with these public ids, in no order, in one query.

    Shape: `types` is what the caller may have, None meaning all; `column` is "item" or "document".
    """
    rows = live(audience).filter(document_id__in=ids)
    if types is not None:
        rows = rows.filter(type__in=types)
    return [to_row(values) for values in with_body(rows, column).values_list(*COLUMNS)]


def parts_of_many(
    parent_ids: Collection[uuid.UUID],
    audience: Audience,
    *,
    types: Collection[str] | None = None,
    column: str = "item",
) -> list[tuple[uuid.UUID, Row]]:
    """Return the live parts of several documents in one query, each with its parent's id, in the editors' order."""
    rows = live(audience).filter(parent_id__in=parent_ids)
    if types is not None:
        rows = rows.filter(type__in=types)
    # "body" is an annotation made in another room: the stubs cannot know it.
    columns: tuple[Any, ...] = ("parent_id", *COLUMNS)
    found = with_body(rows, column).order_by("position").values_list(*columns)
    return [(values[0], to_row(values[1:])) for values in found]

"""Search over all types, page by page, with what a face needs to show why something was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cms.feed.models import FeedDocument
from cms.feed.rows import COLUMNS, Row, live, to_row, with_body
from cms.feed.searching import matching_ids
from cms.media.audiences import Audience


@dataclass(frozen=True)
class Hit:
    """One document found, and the words it is found by."""

    row: Row
    text: str


@dataclass(frozen=True)
class Hits:
    """One page of what was found, best first.

    Shape: `total` counts what the types asked for leave; `by_type` counts everything found; `ends_at` is the
    instant at which the first of what was found ends, on whatever page it is: no count is true beyond it.
    """

    hits: tuple[Hit, ...]
    total: int
    by_type: tuple[tuple[str, int], ...]
    ends_at: datetime | None = None


def search_hits(
    q: str,
    *,
    locale: str,
    audience: Audience,
    type_names: Collection[str] = (),
    among: Collection[str] | None = None,
    limit: int = 20,
    offset: int = 0,
    column: str = "item",
) -> Hits:
    """Return a page of the documents that hold every word of `q`, in three queries whatever their number.

    Shape: `type_names` narrows what is shown, empty meaning everything; `among` is what this caller may know of at all;
    `column` is the form of the rows, "item" or "document".
    """
    ids = matching_ids(q, audience, locale)
    found_rows = FeedDocument.objects.filter(pk__in=ids).values_list("pk", "type", "not_after")
    known = [values for values in found_rows if among is None or values[1] in among]
    types = {pk: kind for pk, kind, _end in known}
    wanted = [pk for pk in ids if pk in types and (not type_names or types[pk] in type_names)]
    rows = with_body(live(audience).filter(pk__in=wanted[offset : offset + limit]), column)
    found = {
        values[0]: Hit(to_row(values[2:]), values[1]) for values in rows.values_list("pk", "search_text", *COLUMNS)
    }
    return Hits(
        hits=tuple(found[pk] for pk in wanted[offset : offset + limit] if pk in found),
        total=len(wanted),
        ends_at=min((end for _pk, _kind, end in known if end is not None), default=None),
        by_type=tuple(sorted(Counter(types.values()).items(), key=lambda pair: (-pair[1], pair[0]))),
    )

"""Lists of the feed: filters, orders, cursors, totals and facets, each page in one query."""

from __future__ import annotations

import uuid
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cms.feed import cursors, prepared
from cms.feed.models import FeedDocument, FeedFacet
from cms.feed.rows import COLUMNS, Row, from_driver, live, to_row, with_body
from cms.feed.searching import matching_ids
from cms.feed.windows import Window
from cms.media.audiences import Audience

ORDERS = {
    "-published_at": ("published_at", True),
    "published_at": ("published_at", False),
    "-updated_at": ("updated_at", True),
    "title": ("sort_title", False),
}
DEFAULT_ORDER = "-published_at"
Filters = dict[str, list[str]]
_OPTIONAL = ("published_after", "published_before", "updated_after", "parent_id")


@dataclass(frozen=True)
class ListQuery:
    """One question to a list.

    Shape: `filters` maps a facet to its accepted values: values of one facet are alternatives, facets add up;
    `column` is the form of the rows, "item" or "document"; `type_names` asks for several types in one list, in place
    of `type_name`, which is then empty.
    """

    type_name: str
    locale: str
    audience: Audience
    filters: Filters = field(default_factory=dict)
    order: str = DEFAULT_ORDER
    limit: int = 20
    after: str | None = None
    q: str = ""
    published_after: datetime | None = None
    published_before: datetime | None = None
    updated_after: datetime | None = None
    parent_id: uuid.UUID | None = None
    column: str = "item"
    type_names: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """What a cursor of this list is bound to: everything but the place and the length."""
        return repr(
            (
                sorted(self.type_names) or self.type_name,
                self.locale,
                self.audience.value,
                sorted((name, sorted(values)) for name, values in self.filters.items()),
                self.order,
                self.q,
                self.published_after,
                self.published_before,
                self.updated_after,
                self.parent_id,
            )
        )


@dataclass(frozen=True)
class ListResult:
    """One page of a list, with cursors to its neighbours."""

    rows: tuple[Row, ...]
    next: str | None
    prev: str | None

    @property
    def items(self) -> list[dict[str, Any]]:
        """The list items, parsed: for templates."""
        return [row.data for row in self.rows]


def list_rows(query: ListQuery) -> ListResult:
    """Return one page of a list in one query, whatever the size of the site (two when `q` is searched).

    Errors: cursors.BrokenCursor if `after` does not belong to this question; KeyError on an unknown order.
    """
    cursor = cursors.decode(query.after, question=query.question) if query.after else None
    window = _window(query, cursor, is_backward=cursor is not None and cursor.is_backward)
    return ListResult(
        rows=window.rows,
        next=window.cursor(-1) if window.has_next else None,
        prev=window.cursor(0, is_backward=True) if window.has_previous else None,
    )


def list_window(query: ListQuery, *, is_backward: bool = False) -> Window:
    """Return a stretch of a list in which every row has a cursor, in one query (two when `q` is searched).

    Shape: the `limit` rows that follow `query.after`, or with `is_backward` those that precede it, in the list's order;
    without a cursor those at its beginning, or at its end. A cursor of either direction marks the same place.
    Errors: as list_rows().
    """
    cursor = cursors.decode(query.after, question=query.question) if query.after else None
    return _window(query, cursor, is_backward=is_backward)


def _window(query: ListQuery, cursor: cursors.Cursor | None, *, is_backward: bool) -> Window:
    key, is_descending = ORDERS[query.order]
    place = _to_place(key, cursor.values) if cursor else ()
    found = _fetch(query, place, descending=is_descending != is_backward)
    has_more = len(found) > query.limit
    found = found[: query.limit]
    if is_backward:
        found.reverse()
    # Beyond a cursor there is at least the row that it was made from.
    has_beyond = cursor is not None
    return Window(
        rows=tuple(to_row(values) for values in found),
        keys=tuple(values[-1] for values in found),
        query=query,
        has_next=bool(found) and (has_beyond if is_backward else has_more),
        has_previous=bool(found) and (has_more if is_backward else has_beyond),
    )


def list_documents(
    type_name: str,
    *,
    locale: str,
    audience: Audience,
    filters: Filters | None = None,
    order: str = DEFAULT_ORDER,
    limit: int = 20,
    after: str | None = None,
) -> ListResult:
    """Return one page of a list: the short form of list_rows() for templates."""
    return list_rows(ListQuery(type_name, locale, audience, filters or {}, order, limit, after))


def count_documents(query: ListQuery) -> int:
    """Return how many documents a question has, over all its pages."""
    return _narrowed(query).count()


def facet_counts(
    type_name: str, locale: str, audience: Audience, filters: Filters | None = None, *, query: ListQuery | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Return, per facet, each value with its label and the number of documents it would leave.

    Shape: {"commune": [{"value", "label", "count"}]}, most frequent first. A facet's own filter does not narrow its
    own counts, so that a second value of it can be chosen.
    """
    base = query or ListQuery(type_name, locale, audience, filters or {})
    counts: dict[str, list[dict[str, Any]]] = {}
    narrowed_by = set(base.filters)
    shared = _count_facets(_narrowed(base), exclude=narrowed_by)
    for name in narrowed_by:
        others = replace(base, filters={key: values for key, values in base.filters.items() if key != name})
        shared |= _count_facets(_narrowed(others), only=name)
    for name in sorted(shared):
        counts[name] = shared[name]
    return counts


def _count_facets(
    documents: QuerySet[FeedDocument],
    *,
    exclude: AbstractSet[str] = frozenset(),
    only: str | None = None,
) -> dict[str, list[dict[str, Any]]]:
    facets = FeedFacet.objects.filter(document__in=documents.order_by().values("pk"))
    facets = facets.filter(name=only) if only else facets.exclude(name__in=exclude)
    counts: dict[str, list[dict[str, Any]]] = {}
    for name, value, label, count in (
        facets.values_list("name", "value", "label").annotate(count=Count("pk")).order_by("name", "-count", "label")
    ):
        counts.setdefault(name, []).append({"value": value, "label": label, "count": count})
    return counts


def _narrowed(query: ListQuery) -> QuerySet[FeedDocument]:
    rows = live(query.audience).filter(locale=query.locale)
    rows = rows.filter(type__in=query.type_names) if query.type_names else rows.filter(type=query.type_name)
    if query.parent_id is not None:
        rows = rows.filter(parent_id=query.parent_id)
    rows = _filtered(rows, query.filters)
    if query.published_after is not None:
        rows = rows.filter(published_at__gt=query.published_after)
    if query.published_before is not None:
        rows = rows.filter(published_at__lt=query.published_before)
    if query.updated_after is not None:
        rows = rows.filter(updated_at__gt=query.updated_after)
    if query.q:
        rows = rows.filter(pk__in=matching_ids(query.q, query.audience, query.locale, query.type_name))
    return rows


def _filtered(rows: QuerySet[FeedDocument], filters: Filters) -> QuerySet[FeedDocument]:
    """Keep the rows that have one of the values of every facet.

    One facet alone is looked up row by row from the newest on: most values are frequent. Several together are rare: the
    first gives the candidates, and the others are looked up for these (SQLite would walk through the whole list).
    """
    if not filters:
        return rows
    (first, values), *others = filters.items()
    if not others:
        return rows.filter(Exists(FeedFacet.objects.filter(document=OuterRef("pk"), name=first, value__in=values)))
    candidates = FeedFacet.objects.filter(name=first, value__in=values)
    for name, accepted in others:
        same = FeedFacet.objects.filter(document=OuterRef("document"), name=name, value__in=accepted)
        candidates = candidates.filter(Exists(same))
    return rows.filter(pk__in=candidates.values("document"))


def _fetch(query: ListQuery, place: tuple[Any, ...], *, descending: bool) -> list[tuple[Any, ...]]:
    """Return the values of COLUMNS and the key of one page, and of one row more."""
    key = ORDERS[query.order][0]
    if query.q:
        return list(_page(query, place, descending=descending))
    given = [name for name in _OPTIONAL if getattr(query, name) is not None]
    lengths = tuple(len(values) for values in query.filters.values())
    found = prepared.run(
        (
            *("list", query.column, query.order, descending, query.limit, len(query.type_names), lengths),
            *(tuple(given), bool(place)),
        ),
        lambda *stand_ins: _page(*_filled(query, given, stand_ins), descending=descending),
        _flat(query, given, place),
    )
    return [
        (*from_driver(values), values[-1] if key == "sort_title" else prepared.to_instant(values[-1]))
        for values in found
    ]


def _page(query: ListQuery, place: tuple[Any, ...], *, descending: bool) -> QuerySet[FeedDocument, tuple[Any, ...]]:
    key = ORDERS[query.order][0]
    rows = with_body(_narrowed(query), query.column)
    if place:
        rows = rows.filter(_beyond(key, place, descending=descending))
    sign = "-" if descending else ""
    return rows.order_by(f"{sign}{key}", f"{sign}document_id").values_list(*COLUMNS, key)[: query.limit + 1]


def _flat(query: ListQuery, given: list[str], place: tuple[Any, ...]) -> list[Any]:
    """Return every value of a question, in the order in which _filled() takes them."""
    values: list[Any] = [*(query.type_names or (query.type_name,)), query.locale, query.audience.value]
    for name, accepted in query.filters.items():
        values += [name, *accepted]
    return [*values, *(getattr(query, name) for name in given), *place]


def _filled(query: ListQuery, given: list[str], stand_ins: tuple[Any, ...]) -> tuple[ListQuery, tuple[Any, ...]]:
    """Return the same question, and the same place, with stand-ins for their values."""
    rest = iter(stand_ins)
    names = tuple(next(rest) for _ in query.type_names)
    filled = replace(
        query,
        type_names=names,
        type_name="" if names else next(rest),
        locale=next(rest),
        audience=SimpleNamespace(value=next(rest)),  # type: ignore[arg-type]
        filters={next(rest): [next(rest) for _ in accepted] for accepted in query.filters.values()},
        **{name: next(rest) for name in given},
    )
    return filled, tuple(rest)


def _to_place(key: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    try:
        value, document_id = values
        return (value if key == "sort_title" else datetime.fromisoformat(value), uuid.UUID(document_id))
    except (ValueError, TypeError) as error:
        raise cursors.BrokenCursor("Not a place in this list.") from error


def _beyond(key: str, place: tuple[Any, ...], *, descending: bool) -> Q:
    value, document_id = place
    op = "lt" if descending else "gt"
    # The first term says nothing new: it lets the index begin at the place instead of at the end of the list.
    return Q(**{f"{key}__{op}e": value}) & (Q(**{f"{key}__{op}": value}) | Q(**{f"document_id__{op}": document_id}))

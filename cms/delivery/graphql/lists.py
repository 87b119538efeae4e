"""Connections: the lists of a type, with the cursors of cms.feed.lists, each in one query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from cms.delivery.graphql.arguments import broken_cursor, read_filters, read_page
from cms.delivery.graphql.asking import Asked, parsed
from cms.delivery.graphql.sources import Wants
from cms.delivery.vocabulary import list_parameters
from cms.feed.cursors import BrokenCursor
from cms.feed.freshness import counts_end_at
from cms.feed.registry import FeedType
from cms.feed.selectors import DEFAULT_ORDER, ListQuery, count_documents, facet_counts, list_window

Load = Callable[[Asked, Mapping[str, Any], Wants], Any]


def list_loader(feed_type: FeedType) -> Load:
    """Return the loader of a type's connection: one query; one more for `totalCount` and `q`, more for `facets`,
    and one for how long counts hold.
    """
    parameters = list_parameters(feed_type).by_name
    facet_names = tuple(facet.name for facet in feed_type.facets)

    def load(asked: Asked, arguments: Mapping[str, Any], wants: Wants) -> dict[str, Any]:
        limit, cursor, is_backward = read_page(arguments)
        values = read_filters(parameters, arguments)
        audience = asked.caller.audience
        query = ListQuery(
            type_name=feed_type.name,
            locale=values.get("locale", settings.LANGUAGE_CODE),
            audience=audience,
            filters={name: list(values[name]) for name in facet_names if name in values},
            order=values.get("order", DEFAULT_ORDER),
            limit=limit,
            after=cursor,
            q=values.get("q", ""),
            published_after=values.get("published_after"),
            published_before=values.get("published_before"),
            updated_after=values.get("updated_after"),
            column=wants.column,
        )
        if not asked.caller.may_have(feed_type.name):
            return _nothing(facet_names)
        asked.use((), feed_type.name)
        # A cursor is read even where no row is wanted: a broken one is told, whatever else the question asks.
        is_read = wants.rows or cursor is not None
        found: dict[str, Any] = _stretch(asked, query, wants, is_backward=is_backward) if is_read else {}
        if wants.total:
            found["totalCount"] = count_documents(query)
        if wants.facets:
            counts = facet_counts(feed_type.name, query.locale, audience, query=query)
            found["facets"] = {name: counts.get(name, []) for name in facet_names}
        if wants.total or wants.facets:
            asked.ends.append(counts_end_at(audience, locale=query.locale, type_names=(feed_type.name,)))
        return found

    return load


def _stretch(asked: Asked, query: ListQuery, wants: Wants, *, is_backward: bool) -> dict[str, Any]:
    try:
        window = list_window(query, is_backward=is_backward)
    except BrokenCursor as error:
        raise broken_cursor(is_backward=is_backward) from error
    asked.use(window.rows)
    cursors = [window.cursor(index) for index in range(len(window.rows))] if wants.cursors else None
    return connection(parsed(window.rows), cursors, has_next=window.has_next, has_previous=window.has_previous)


def connection(
    nodes: list[dict[str, Any]], cursors: list[str] | None, *, has_next: bool, has_previous: bool
) -> dict[str, Any]:
    """Return a stretch of a list as a connection says it. Shape: `cursors` is None where nobody asked for them."""
    made = cursors or [""] * len(nodes)
    return {
        "nodes": nodes,
        "edges": [{"cursor": cursor, "node": node} for cursor, node in zip(made, nodes, strict=True)],
        "pageInfo": {
            "hasNextPage": has_next,
            "hasPreviousPage": has_previous,
            "startCursor": made[0] if made else None,
            "endCursor": made[-1] if made else None,
        },
    }


def _nothing(facet_names: tuple[str, ...]) -> dict[str, Any]:
    """Return the connection of a type that has no documents: what a type this caller may not have looks like."""
    empty = connection([], None, has_next=False, has_previous=False)
    return {**empty, "totalCount": 0, "facets": {name: [] for name in facet_names}}

"""What the faces that show lists share: the question made of parameters, and the addresses of neighbouring pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from cms.delivery.http import caller_of
from cms.delivery.parameters import split_query
from cms.delivery.vocabulary import DEFAULT_LIMIT
from cms.feed.registry import FeedType
from cms.feed.selectors import DEFAULT_ORDER, ListQuery
from cms.media.audiences import Audience


def list_query(
    values: Mapping[str, Any],
    audience: Audience,
    feed_type: FeedType | None = None,
    *,
    type_names: tuple[str, ...] = (),
    column: str = "item",
) -> ListQuery:
    """Return the question that the parameters of a list ask: of one type, or of several where `type_names` says so."""
    facet_names = [facet.name for facet in feed_type.facets] if feed_type else []
    return ListQuery(
        type_name=feed_type.name if feed_type else "",
        locale=values.get("locale", settings.LANGUAGE_CODE),
        audience=audience,
        filters={name: list(values[name]) for name in facet_names if name in values},
        order=values.get("order", DEFAULT_ORDER),
        limit=values.get("limit", DEFAULT_LIMIT),
        after=values.get("after"),
        q=values.get("q", ""),
        published_after=values.get("published_after"),
        published_before=values.get("published_before"),
        updated_after=values.get("updated_after"),
        column=column,
        type_names=type_names,
    )


def page_links(request: HttpRequest, query_string: str, places: Mapping[str, str]) -> dict[str, str]:
    """Return the absolute addresses of neighbouring pages: the same question with another cursor.

    Shape: an empty cursor is the first page.
    """
    if not places:
        return {}
    kept = [pair for pair in split_query(query_string) if pair[0] != "after"] if query_string else []
    if key := caller_of(request).publishable_key:
        kept.append(("key", key))
    # The path as it was asked: it has its mount already.
    base = f"{request.scheme}://{request.get_host()}{request.path}"
    found = {}
    for relation, cursor in places.items():
        query = urlencode([*kept, ("after", cursor)] if cursor else kept)
        found[relation] = f"{base}?{query}" if query else base
    return found

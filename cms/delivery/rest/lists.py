"""Lists: one address per listed type, each page in one query, the stored bytes joined as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from cms.delivery.bodies import bodies_of, earliest, latest, page_body
from cms.delivery.http import Answer, caller_of, respond
from cms.delivery.listing import list_query, page_links
from cms.delivery.problems import BadParameters, NotFound
from cms.delivery.vocabulary import BROKEN_CURSOR, list_parameters
from cms.feed.cursors import BrokenCursor
from cms.feed.freshness import changed_at, counts_end_at
from cms.feed.registry import FeedType
from cms.feed.selectors import ListResult, count_documents, facet_counts, list_rows

View = Callable[..., HttpResponse]


def list_view(feed_type: FeedType) -> View:
    """Return the view of a type's list.

    Shape: one feed query; one more each for `total` and for `q`, and one for how long these numbers hold; for `facets`,
    one and another for every facet by which the list is narrowed.
    """
    parameters = list_parameters(feed_type)
    item_fields = frozenset(feed_type.item.model_fields)
    facet_names = tuple(facet.name for facet in feed_type.facets)

    def list_documents(request: HttpRequest) -> HttpResponse:
        caller = caller_of(request)
        if not caller.may_have(feed_type.name):
            raise NotFound
        audience = caller.audience
        query_string = request.META.get("QUERY_STRING", "")
        values = parameters.read(query_string)
        fields = values.get("fields")
        column = "item" if fields is None or item_fields.issuperset(fields) else "document"
        query = list_query(values, audience, feed_type, column=column)
        try:
            found = list_rows(query)
        except BrokenCursor as error:
            raise BadParameters((("after", BROKEN_CURSOR),)) from error
        extras: dict[str, Any] = {}
        include = values.get("include", ())
        if "facets" in include:
            counts = facet_counts(feed_type.name, query.locale, audience, query=query)
            extras["facets"] = {name: counts.get(name, []) for name in facet_names}
        if "total" in include:
            extras["total"] = count_documents(query)
        ends = counts_end_at(audience, locale=query.locale, type_names=(feed_type.name,)) if include else None
        links = _links(request, query_string, found)
        extras |= {"next": links.get("next"), "prev": links.get("prev")}
        rows = found.rows
        answer = Answer(
            body=page_body(bodies_of(rows, fields), extras),
            last_modified=latest(row.modified_at for row in rows),
            until=earliest([ends, *(row.until for row in rows)]),
            keys=(feed_type.name,),
            rows=rows,
            links=tuple(links.items()),
            changed_at=lambda: changed_at(audience, locale=query.locale, type_name=feed_type.name),
        )
        return respond(request, answer)

    return list_documents


def _links(request: HttpRequest, query_string: str, found: ListResult) -> dict[str, str]:
    places = {relation: cursor for relation, cursor in (("next", found.next), ("prev", found.prev)) if cursor}
    return page_links(request, query_string, places)

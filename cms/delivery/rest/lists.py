"""Lists: one address per listed type, each page in one query, the stored bytes joined as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.delivery.http import Answer, audience_of, respond
from cms.delivery.problems import BadParameters
from cms.delivery.rest.bodies import absolute, bodies_of, earliest, latest, page_body
from cms.delivery.rest.parameters import split_query
from cms.delivery.rest.vocabulary import BROKEN_CURSOR, DEFAULT_LIMIT, list_parameters
from cms.feed.cursors import BrokenCursor
from cms.feed.freshness import changed_at
from cms.feed.registry import FeedType
from cms.feed.selectors import DEFAULT_ORDER, ListQuery, ListResult, count_documents, facet_counts, list_rows
from cms.media.audiences import Audience

View = Callable[..., HttpResponse]


def list_view(feed_type: FeedType) -> View:
    """Return the view of a type's list.

    Shape: one feed query; one more each for `total` and for `q`; for `facets`, one and another for every facet by which
    the list is narrowed.
    """
    parameters = list_parameters(feed_type)
    item_fields = frozenset(feed_type.item.model_fields)
    facet_names = tuple(facet.name for facet in feed_type.facets)

    def list_documents(request: HttpRequest) -> HttpResponse:
        audience = audience_of(request)
        query_string = request.META.get("QUERY_STRING", "")
        values = parameters.read(query_string)
        fields = values.get("fields")
        query = _query(feed_type, audience, values, facet_names)
        if fields is not None and not item_fields.issuperset(fields):
            query = ListQuery(**{**query.__dict__, "column": "document"})
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
        links = _links(request, query_string, found)
        extras |= {"next": links.get("next"), "prev": links.get("prev")}
        rows = found.rows
        answer = Answer(
            body=page_body(bodies_of(rows, fields), extras),
            last_modified=latest(row.modified_at for row in rows),
            until=earliest(row.until for row in rows),
            keys=(feed_type.name, *(str(row.document_id) for row in rows)),
            links=tuple(links.items()),
            changed_at=lambda: changed_at(audience, locale=query.locale, type_name=feed_type.name),
        )
        return respond(request, answer, audience=audience)

    return list_documents


def _query(
    feed_type: FeedType, audience: Audience, values: Mapping[str, Any], facet_names: tuple[str, ...]
) -> ListQuery:
    return ListQuery(
        type_name=feed_type.name,
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
    )


def _links(request: HttpRequest, query_string: str, found: ListResult) -> dict[str, str]:
    places = {relation: cursor for relation, cursor in (("next", found.next), ("prev", found.prev)) if cursor}
    return page_links(request, query_string, places)


def page_links(request: HttpRequest, query_string: str, places: Mapping[str, str]) -> dict[str, str]:
    """Return the absolute addresses of neighbouring pages: the same question with another cursor."""
    if not places:
        return {}
    kept = [pair for pair in split_query(query_string) if pair[0] != "after"] if query_string else []
    base = absolute(request, request.path)
    return {relation: f"{base}?{urlencode([*kept, ('after', cursor)])}" for relation, cursor in places.items()}

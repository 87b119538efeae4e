"""Search over all types: what was found, why, and how much of each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.delivery.bodies import earliest, latest, page_body, to_json
from cms.delivery.highlights import extract, marked, stems
from cms.delivery.http import Answer, caller_of, respond
from cms.delivery.listing import page_links
from cms.delivery.parameters import Parameter, ParameterSet
from cms.delivery.problems import BadParameters
from cms.delivery.vocabulary import (
    AFTER,
    BROKEN_CURSOR,
    DEFAULT_LIMIT,
    LIMIT,
    LOCALE,
    QUESTION,
    include_parameter,
    types_parameter,
)
from cms.feed import cursors
from cms.feed.freshness import changed_at
from cms.feed.hits import Hit, Hits, search_hits
from cms.feed.registry import all_types


def search_parameters() -> ParameterSet:
    """Return the parameters of the search."""
    kind = types_parameter("Only documents of this type. Repeat it for alternatives.")
    required = Parameter(**{**QUESTION.__dict__, "is_required": True})
    return ParameterSet((required, LOCALE, kind, LIMIT, AFTER, include_parameter(("facets", "total"))))


def search_view() -> Callable[..., HttpResponse]:
    """Return the view of the search."""
    parameters = search_parameters()

    def search(request: HttpRequest) -> HttpResponse:
        caller = caller_of(request)
        audience = caller.audience
        query_string = request.META.get("QUERY_STRING", "")
        values = parameters.read(query_string)
        locale = values.get("locale", settings.LANGUAGE_CODE)
        limit = values.get("limit", DEFAULT_LIMIT)
        scope = sorted(caller.types) if caller.types is not None else None
        question = repr(("search", values["q"], locale, audience.value, sorted(values.get("type", ())), scope))
        offset = _offset(values.get("after"), question)
        found = search_hits(
            values["q"],
            locale=locale,
            audience=audience,
            type_names=values.get("type", ()),
            among=caller.types,
            limit=limit,
            offset=offset,
        )
        extras = _extras(found, values.get("include", ()))
        links = page_links(request, query_string, _places(found, question, offset, limit))
        extras |= {"next": links.get("next"), "prev": links.get("prev"), "did_you_mean": None}
        beginnings = stems(values["q"])
        rows = [hit.row for hit in found.hits]
        answer = Answer(
            body=page_body([_body(hit, beginnings) for hit in found.hits], extras),
            last_modified=latest(row.modified_at for row in rows),
            until=earliest([found.ends_at, *(row.until for row in rows)]),
            keys=("search",),
            rows=rows,
            links=tuple(links.items()),
            changed_at=lambda: changed_at(audience, locale=locale),
        )
        return respond(request, answer)

    return search


def _offset(after: str | None, question: str) -> int:
    try:
        return cursors.decode_offset(after, question=question)
    except cursors.BrokenCursor as error:
        raise BadParameters((("after", BROKEN_CURSOR),)) from error


def _places(found: Hits, question: str, offset: int, limit: int) -> dict[str, str]:
    places: dict[str, int] = {}
    if offset + limit < found.total:
        places["next"] = offset + limit
    if offset:
        places["prev"] = max(0, offset - limit)
    return {relation: cursors.encode(cursors.Cursor((place,)), question=question) for relation, place in places.items()}


def _extras(found: Hits, include: tuple[str, ...]) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    if "facets" in include:
        plurals = {feed_type.name: feed_type.plural for feed_type in all_types()}
        extras["facets"] = {
            "type": [{"value": name, "label": plurals[name], "count": count} for name, count in found.by_type]
        }
    if "total" in include:
        extras["total"] = found.total
    return extras


def _body(hit: Hit, beginnings: tuple[str, ...]) -> bytes:
    data = hit.row.data
    summary = marked(data["summary"], beginnings)
    text = summary if "<mark>" in summary else extract(hit.text, beginnings)
    highlight = {"title": marked(data["title"], beginnings), "text": text}
    return b'{"document":' + hit.row.body + b',"highlight":' + to_json(highlight) + b"}"

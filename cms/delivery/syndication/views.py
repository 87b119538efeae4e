"""The feeds: of one type, of everything, and the list of them. One query for a page, one more for Atom's tombstones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.delivery.bodies import earliest, latest
from cms.delivery.http import Answer, absolute, caller_of, respond
from cms.delivery.listing import list_query, page_links
from cms.delivery.parameters import split_query
from cms.delivery.problems import BadParameters, NotFound
from cms.delivery.syndication.atom import atom
from cms.delivery.syndication.channel import Channel, entries_of, titles_for
from cms.delivery.syndication.parameters import feed_parameters, whole_parameters
from cms.delivery.syndication.websub import hub_for
from cms.delivery.vocabulary import BROKEN_CURSOR
from cms.feed.cursors import BrokenCursor
from cms.feed.freshness import changed_at
from cms.feed.registry import FeedType, all_types, for_plural
from cms.feed.selectors import ListQuery, ListResult, list_rows
from cms.feed.tombstones import Tombstone, tombstones_of

ALL = "all"
MOST_TOMBSTONES = 500
Writer = Callable[[Channel], bytes]


def feed_view(write: Writer, media_type: str) -> Callable[..., HttpResponse]:
    """Return the view of every feed in one format."""

    def feed(request: HttpRequest, plural: str) -> HttpResponse:
        caller = caller_of(request)
        feed_type = _feed_type(request, plural)
        parameters = feed_parameters(feed_type) if feed_type else whole_parameters()
        query_string = request.META.get("QUERY_STRING", "")
        values = parameters.read(query_string)
        names = (feed_type.name,) if feed_type else _names(request, values)
        query = list_query(values, caller.audience, feed_type, type_names=() if feed_type else names, column="document")
        try:
            found = list_rows(query)
        except BrokenCursor as error:
            raise BadParameters((("after", BROKEN_CURSOR),)) from error
        stones: tuple[Tombstone, ...] = ()
        if write is atom and query.after is None:
            stones = tuple(tombstones_of(caller.audience, type_names=names, locale=query.locale, limit=MOST_TOMBSTONES))
        links = _links(request, query_string, query, found)
        channel = _channel(request, feed_type, query, found, links, stones)
        answer = Answer(
            body=write(channel),
            content_type=media_type,
            last_modified=latest([*(row.modified_at for row in found.rows), *(stone.at for stone in stones)]),
            until=earliest(row.until for row in found.rows),
            keys=(*names, "feeds"),
            rows=found.rows,
            links=tuple((name, url) for name, url in links.items() if name != "first"),
            changed_at=lambda: changed_at(
                caller.audience, locale=query.locale, type_name=feed_type.name if feed_type else ""
            ),
        )
        return respond(request, answer)

    return feed


def _feed_type(request: HttpRequest, plural: str) -> FeedType | None:
    """Return the type whose feed was asked for, None meaning everything. Errors: NotFound."""
    if plural == ALL:
        return None
    feed_type = for_plural(plural)
    if feed_type is None or not feed_type.is_listed or not caller_of(request).may_have(feed_type.name):
        raise NotFound
    return feed_type


def _names(request: HttpRequest, values: Mapping[str, Any]) -> tuple[str, ...]:
    listed = caller_of(request).narrowed(feed_type.name for feed_type in all_types() if feed_type.is_listed)
    wanted = values.get("type", ())
    return tuple(name for name in listed if not wanted or name in wanted)


def _links(request: HttpRequest, query_string: str, query: ListQuery, found: ListResult) -> dict[str, str]:
    places = {"self": query.after or ""}
    if found.next or found.prev:
        places["first"] = ""
    places |= {relation: place for relation, place in (("next", found.next), ("prev", found.prev)) if place}
    links = page_links(request, query_string, places)
    hub = hub_for(request, query_string)
    return links | ({"hub": hub} if hub else {})


def _channel(
    request: HttpRequest,
    feed_type: FeedType | None,
    query: ListQuery,
    found: ListResult,
    links: dict[str, str],
    stones: tuple[Tombstone, ...],
) -> Channel:
    entries = entries_of(found.rows)
    title, description = titles_for(feed_type, query.filters, entries, query.locale)
    # The pages for people have no mount: the sandbox's feed leads to the same site.
    prefix = "" if query.locale == settings.LANGUAGE_CODE else f"{query.locale}/"
    return Channel(
        title=title,
        description=description,
        locale=query.locale,
        home_url=f"{request.scheme}://{request.get_host()}/{prefix}",
        about_url=absolute(request, "/api/v1/docs"),
        feed_id=_feed_id(request),
        links=links,
        entries=entries,
        tombstones=stones,
        is_complete=not (query.after or found.next),
    )


def _feed_id(request: HttpRequest) -> str:
    """Return the name of a feed: its address, whichever page of it, whoever asks (views never see a key)."""
    query = request.META.get("QUERY_STRING", "")
    kept = [pair for pair in split_query(query) if pair[0] not in ("after", "limit")] if query else []
    address = f"{request.scheme}://{request.get_host()}{request.path}"
    return f"{address}?{urlencode(kept)}" if kept else address

"""Search over all types: a connection that only walks forward, best first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from cms.delivery.graphql.arguments import bad_input, broken_cursor, read_filters, read_page
from cms.delivery.graphql.asking import Asked, parsed
from cms.delivery.graphql.lists import Load, connection
from cms.delivery.graphql.sources import Wants
from cms.delivery.highlights import extract, marked, stems
from cms.delivery.vocabulary import LOCALE, QUESTION
from cms.feed import cursors
from cms.feed.hits import Hit, Hits, search_hits
from cms.feed.registry import all_types

_PARAMETERS = {"q": QUESTION, "locale": LOCALE}


def search_loader() -> Load:
    """Return the loader of the search: three queries, whatever is found."""

    def load(asked: Asked, arguments: Mapping[str, Any], wants: Wants) -> dict[str, Any]:
        caller = asked.caller
        limit, cursor, _ = read_page(arguments)
        values = read_filters(_PARAMETERS, arguments)
        types = tuple(arguments.get("type") or ())
        if "q" not in values:
            raise bad_input("`q` is required: a few words.")
        locale = values.get("locale", settings.LANGUAGE_CODE)
        scope = sorted(caller.types) if caller.types is not None else None
        question = repr(("search", values["q"], locale, caller.audience.value, sorted(types), scope))
        offset = _offset(cursor, question)
        found = search_hits(
            values["q"],
            locale=locale,
            audience=caller.audience,
            type_names=types,
            among=caller.types,
            limit=limit,
            offset=offset,
            column=wants.column,
        )
        asked.use((hit.row for hit in found.hits), "search")
        asked.ends.append(found.ends_at)
        return _answer(found, wants, question=question, offset=offset, beginnings=stems(values["q"]))

    return load


def _offset(cursor: str | None, question: str) -> int:
    """Return how many hits stand before those asked for. A cursor marks the last hit that was seen."""
    try:
        return cursors.decode_offset(cursor, question=question)
    except cursors.BrokenCursor as error:
        raise broken_cursor() from error


def _answer(found: Hits, wants: Wants, *, question: str, offset: int, beginnings: tuple[str, ...]) -> dict[str, Any]:
    nodes = parsed(hit.row for hit in found.hits)
    made = [
        cursors.encode(cursors.Cursor((offset + index + 1,)), question=question) if wants.cursors else ""
        for index in range(len(nodes))
    ]
    answer = connection(
        nodes, made, has_next=offset + len(nodes) < found.total and bool(nodes), has_previous=offset > 0
    )
    if wants.highlights:
        for edge, hit in zip(answer["edges"], found.hits, strict=True):
            edge["highlight"] = _highlight(edge["node"], hit, beginnings)
    plurals = {feed_type.name: feed_type.plural for feed_type in all_types()}
    counts = [{"value": name, "label": plurals[name], "count": count} for name, count in found.by_type]
    return {**answer, "totalCount": found.total, "types": counts}


def _highlight(node: dict[str, Any], hit: Hit, beginnings: tuple[str, ...]) -> dict[str, str]:
    summary = marked(node["summary"], beginnings)
    text = summary if "<mark>" in summary else extract(hit.text, beginnings)
    return {"title": marked(node["title"], beginnings), "text": text}

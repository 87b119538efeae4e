"""From a document to others: the ids that a selection comes upon, fetched in one query per level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cms.delivery.graphql.asking import Asked, parsed
from cms.delivery.graphql.singles import to_id
from cms.delivery.graphql.sources import Link
from cms.feed.selectors import documents_by_ids, parts_of_many

# By id: a document. By the id of a whole: its parts, in order.
Table = dict[str, Any]


def fetch(asked: Asked, links: Iterable[tuple[Link, str, Iterable[str]]]) -> list[Table]:
    """Return a table for each of some links that stand on one level: one query for references, one for parts.

    Shape: each link comes with the form of its rows ("item" or "document") and the ids met: of what is referred to, or
    of the wholes.
    """
    asking = list(links)
    tables: list[Table] = [{} for _ in asking]
    for is_parts in (False, True):
        chosen = [(index, *entry) for index, entry in enumerate(asking) if (entry[0].key == "") == is_parts]
        ids = {found for _, _, _, texts in chosen for text in texts if (found := to_id(text)) is not None}
        if not ids:
            continue
        column = "document" if any(form == "document" for _, _, form, _ in chosen) else "item"
        audience, types = asked.caller.audience, asked.caller.types
        if is_parts:
            pairs = parts_of_many(ids, audience, types=types, column=column)
        else:
            pairs = [(row.document_id, row) for row in documents_by_ids(ids, audience, types=types, column=column)]
        asked.use((row for _, row in pairs), *(link.type_name for _, link, _, _ in chosen if link.type_name))
        loaded = list(zip([str(key) for key, _ in pairs], parsed(row for _, row in pairs), strict=True))
        for index, link, _, _ in chosen:
            tables[index] = _table(link, loaded)
    return tables


def _table(link: Link, found: list[tuple[str, dict[str, Any]]]) -> Table:
    fitting = [(key, data) for key, data in found if not link.type_name or data["type"] == link.type_name]
    if link.key:
        return dict(fitting)
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, data in fitting:
        parts[key].append(data)
    return dict(parts)


def ids_at(link: Link, data: dict[str, Any]) -> list[str]:
    """Return the ids that a document holds for a link: its own where its parts are asked for."""
    if not link.key:
        return [data["id"]]
    value = data[link.key]
    return value if link.is_many else [] if value is None else [value]


def follow(link: Link, data: dict[str, Any], table: Table) -> Any:
    """Return what a link leads to, in its order. What is not in the table is left out, or null."""
    if not link.key:
        return table.get(data["id"], [])
    if link.is_many:
        return [table[key] for key in data[link.key] if key in table]
    return table.get(data[link.key])


def resolver(link: Link) -> Any:
    """Return the library's resolver of a link: the same answer, one query for each document."""

    def resolve(data: dict[str, Any], info: Any) -> Any:
        (table,) = fetch(info.context, [(link, "document", ids_at(link, data))])
        return follow(link, data, table)

    return resolve

"""The types that follow from no shape: connections, counts, what stands at a path; and how they are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
    GraphQLUnionType,
)

from cms.delivery.graphql.shapes import field
from cms.delivery.graphql.sources import EVERYTHING, MEMBERS, SOURCE, Key, Members, Root


def some(kind: Any) -> GraphQLNonNull[Any]:
    """Return a value that is never null."""
    return GraphQLNonNull(kind)


def list_of(kind: Any) -> GraphQLNonNull[Any]:
    """Return a list that is never null and holds no null."""
    return GraphQLNonNull(GraphQLList(GraphQLNonNull(kind)))


def plain(name: str, description: str, fields: Mapping[str, tuple[Any, str]]) -> GraphQLObjectType:
    """Return a type whose fields are keys of the value. Shape: `fields` maps a name to its type and its meaning."""
    made = {key: field(kind, Key((key,)), text) for key, (kind, text) in fields.items()}
    return GraphQLObjectType(name, made, description=description)


def facet_count() -> GraphQLObjectType:
    """Return the type of one count."""
    return plain("FacetCount", "One value of a facet and how many documents it would leave.", {
        "value": (some(GraphQLString), "Value to filter with."),
        "label": (some(GraphQLString), "Text to show."),
        "count": (some(GraphQLInt), "Number of documents."),
    })  # fmt: skip


def page_info() -> GraphQLObjectType:
    """Return the type of a connection's page."""
    return plain("PageInfo", "Where a stretch of a list begins and ends.", {
        "hasNextPage": (some(GraphQLBoolean), "Whether something follows."),
        "hasPreviousPage": (some(GraphQLBoolean), "Whether something precedes."),
        "startCursor": (GraphQLString, "Cursor of the first edge, for `before`."),
        "endCursor": (GraphQLString, "Cursor of the last edge, for `after`."),
    })  # fmt: skip


def root(kind: Any, arguments: Any, load: Any, description: str, count: Any = lambda _given: 1) -> GraphQLField:
    """Return a question. Shape: `count` says how many documents its arguments ask for."""
    return GraphQLField(
        kind,
        args=arguments,
        resolve=lambda _value, info, **given: load(info.context, given, EVERYTHING),
        description=description,
        extensions={SOURCE: Root(load, count)},
    )


def resolution(document: GraphQLInterfaceType) -> GraphQLUnionType:
    """Return the union of what may stand at a path."""
    members = {
        "document": plain("ResolvedDocument", "A document stands at this path.", {
            "document": (some(document), "It."),
        }),
        "redirect": plain("Redirect", "The path leads elsewhere.", {
            "location": (some(GraphQLString), "Absolute address to go to."),
            "permanent": (some(GraphQLBoolean), "True: forget the old address (308). False: keep it (307)."),
        }),
        "gone": plain("Gone", "A document stood here and is public no longer (410). Delete your copies.", {
            "type": (some(GraphQLString), "Kind of document that it was."),
        }),
    }  # fmt: skip
    told = Members("kind", {word: kind.name for word, kind in members.items()})
    return GraphQLUnionType(
        "Resolution", tuple(members.values()), extensions={MEMBERS: told},
        description="What stands at a path.",
        resolve_type=lambda value, _info, _type: told.names[value[told.key]],
    )  # fmt: skip

"""Selections of everything, made from the schema itself."""

from __future__ import annotations

from typing import Any

from graphql import get_named_type, is_composite_type, is_object_type, is_union_type

from cms.delivery.graphql.schema import schema
from cms.delivery.graphql.sources import SOURCE, Link


def whole(type_name: str) -> str:
    """Return a selection of every field of a document type, of links the id alone."""
    kind = next(
        kind
        for kind in schema().type_map.values()
        if is_object_type(kind) and (feed_type := kind.extensions.get("feed_type")) and feed_type.name == type_name
    )
    return f"... on {kind.name} {{ {fields(kind)} }}"


def fields(kind: Any, inside: tuple[str, ...] = ()) -> str:
    """Return a selection of every field of a type."""
    chosen: list[str] = []
    for name, field in kind.fields.items():
        inner = get_named_type(field.type)
        if isinstance(field.extensions[SOURCE], Link):
            chosen.append(f"{name} {{ id }}")
        elif is_union_type(inner):
            members = " ".join(f"... on {member.name} {{ {fields(member)} }}" for member in inner.types)
            chosen.append(f"{name} {{ {members} }}")
        elif is_composite_type(inner):
            chosen.append(f"{name} {{ {fields(inner)} }}")
        else:
            chosen.append(name)
    return " ".join(chosen)

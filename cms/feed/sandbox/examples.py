"""Documents made from their own shapes: the example of every field is the one that the published contract shows.

So a new content type has documents in the sandbox before anybody writes one.
"""

from __future__ import annotations

import types
import uuid
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from cms.blocks.base import PublicBlock
from cms.blocks.tables import TableValue

Given = Mapping[type, Any]
_NOTHING: tuple[Any, ...] = ()
# A table's parts fit each other: their examples alone would not.
_TABLE = {
    "caption": "Emploi industriel par commune (chiffres inventés)",
    "columns": [{"heading": "Commune", "type": "text"}, {"heading": "Emplois", "type": "number"}],
    "rows": [["Créteil", 1200.0], ["Ivry-sur-Seine", 980.0], ["Vitry-sur-Seine", None]],
}


def example_of(shape: type[BaseModel], given: Given) -> dict[str, Any]:
    """Return values for every field of a shape.

    Shape: `given` are the values of some shapes (pictures), wherever they stand.
    Errors: TypeError if a field has neither an example nor a shape that has: the contract would show none either.
    """
    if shape is TableValue:
        return _TABLE
    if shape in given:
        return dict(given[shape])
    found: dict[str, Any] = {}
    for name, field in shape.model_fields.items():
        value = _value(field.annotation, field.examples or (), given)
        if value is _NOTHING:
            raise TypeError(f"{shape.__name__}.{name} has no example.")
        found[name] = value
    return found


def empty_of(shape: type[BaseModel]) -> dict[str, Any]:
    """Return the emptiest values that the optional fields of a shape admit: null, no member, no text."""
    found: dict[str, Any] = {}
    for name, field in shape.model_fields.items():
        annotation = _bare(field.annotation)
        if _is_optional(annotation):
            found[name] = None
        elif get_origin(annotation) is tuple and not field.metadata:
            found[name] = ()
        elif annotation is str and "may be empty" in (field.description or ""):
            found[name] = ""
    return found


def stories_of(shape: type[BaseModel]) -> dict[str, tuple[type[PublicBlock], ...]]:
    """Return the fields of a shape that hold blocks, each with the kinds of block it may hold."""
    found: dict[str, tuple[type[PublicBlock], ...]] = {}
    for name, field in shape.model_fields.items():
        if get_origin(field.annotation) is not tuple:
            continue
        members = _members(get_args(field.annotation)[0])
        if members and all(isinstance(member, type) and issubclass(member, PublicBlock) for member in members):
            found[name] = members
    return found


def blocks(shapes: Iterable[type[PublicBlock]], *, within: uuid.UUID, given: Given) -> list[dict[str, Any]]:
    """Return one example of each of these blocks, in order; their ids are unique within the document."""
    return [
        {**example_of(shape, given), "id": str(uuid.uuid5(within, f"block {place}"))}
        for place, shape in enumerate(shapes)
    ]


def _value(annotation: Any, examples: Iterable[Any], given: Given) -> Any:
    members = _members(annotation)
    shapes = [member for member in members if isinstance(member, type) and issubclass(member, BaseModel)]
    if shapes:
        return example_of(shapes[0], given)
    for example in examples:
        return example
    first = members[0]
    if get_origin(first) is tuple:
        inner = _value(get_args(first)[0], (), given)
        return _NOTHING if inner is _NOTHING else [inner]
    return get_args(first)[0] if get_origin(first) is Literal else _NOTHING


def _members(annotation: Any) -> tuple[Any, ...]:
    """Return the alternatives of an annotation, null apart: one where it is no union."""
    bare = _bare(annotation)
    if get_origin(bare) in (Union, types.UnionType):
        return tuple(member for member in get_args(bare) if member is not type(None))
    return (bare,)


def _bare(annotation: Any) -> Any:
    return get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation


def _is_optional(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)

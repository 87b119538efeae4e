"""From the registry's pydantic shapes to GraphQL types: written once there, published here with the same words."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLString,
    GraphQLUnionType,
)
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cms.delivery.graphql.naming import Names, camel, is_name, pascal
from cms.delivery.graphql.scalars import DATE, DATE_TIME, JSON
from cms.delivery.graphql.sources import MEMBERS, SOURCE, Key, Members, reader
from cms.media.shapes import Reference, UnionName

_SCALARS: dict[Any, GraphQLOutputType] = {
    str: GraphQLString, int: GraphQLInt, float: GraphQLFloat, bool: GraphQLBoolean,
    datetime: DATE_TIME, date: DATE, UUID: GraphQLID,
}  # fmt: skip
_IDS = ("id", "content_id")


class Reading(NamedTuple):
    """An annotation, taken apart: what it holds, whether it may be null, and what it was marked with."""

    inner: Any
    is_nullable: bool
    marks: tuple[Any, ...]
    discriminator: str


def read_annotation(annotation: Any, marks: tuple[Any, ...] = (), discriminator: Any = None) -> Reading:
    """Take `Annotated` and `| None` off an annotation."""
    is_nullable = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks = (*marks, *more)
            discriminator = next((m.discriminator for m in more if isinstance(m, FieldInfo)), None) or discriminator
            continue
        members = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else ()
        if type(None) not in members:
            return Reading(annotation, is_nullable, marks, discriminator if isinstance(discriminator, str) else "")
        is_nullable = True
        rest = [member for member in members if member is not type(None)]
        annotation = rest[0] if len(rest) == 1 else Union[tuple(rest)]  # noqa: UP007 (made, not written)


def reference_of(info: FieldInfo) -> tuple[Reference, bool] | None:
    """Return the mark of a field that holds public ids, and whether it holds several; None if it holds none."""
    outer = read_annotation(info.annotation, tuple(info.metadata))
    found = next((mark for mark in outer.marks if isinstance(mark, Reference)), None)
    if found is not None:
        return found, False
    if get_origin(outer.inner) not in (tuple, list):
        return None
    inner = read_annotation(get_args(outer.inner)[0])
    found = next((mark for mark in inner.marks if isinstance(mark, Reference)), None)
    return None if found is None else (found, True)


class Shapes:
    """The types made of shapes so far. One shape is one type, wherever it is used."""

    def __init__(self, names: Names, block: GraphQLInterfaceType):
        self.names = names
        self.block = block
        self._types: dict[Any, Any] = {}

    def fields_of(
        self, shape: type[BaseModel], owner: str, *, taken: Mapping[str, Any] = {}
    ) -> dict[str, GraphQLField]:
        """Return the fields of a shape, without those that are made elsewhere."""
        fields: dict[str, GraphQLField] = {}
        for name, info in shape.model_fields.items():
            if name not in taken:
                self._add(fields, owner, name, info, (name,))
        return fields

    def object_of(self, shape: type[BaseModel], owner: str) -> GraphQLObjectType:
        """Return the type of a shape. `owner` begins its name where its own name is taken."""
        if shape in self._types:
            found: GraphQLObjectType = self._types[shape]
            return found
        is_block = _is_block(shape)
        base = pascal(shape.__name__.removesuffix("Shape")) + ("Block" if is_block else "")
        name = self.names.take(shape, base, f"{owner}{base}", f"{owner}{base}Shape")
        description = _first_paragraph(shape)
        made = self._types[shape] = GraphQLObjectType(
            name,
            lambda: self._block_fields(shape, name) if is_block else self.fields_of(shape, name),
            interfaces=[self.block] if is_block else [],
            description=description,
        )
        return made

    def _block_fields(self, shape: type[BaseModel], name: str) -> dict[str, GraphQLField]:
        """Blocks stand side by side in one selection: what is in `value` is said beside `id` and `type`.

        Were it not, every block would have a `value` of another type, and GraphQL would ask for an alias each time.
        """
        value = read_annotation(shape.model_fields["value"].annotation)
        is_open = (
            isinstance(value.inner, type)
            and issubclass(value.inner, BaseModel)
            and not value.is_nullable
            and not {"id", "type"} & set(value.inner.model_fields)
        )
        if not is_open:
            return self.fields_of(shape, name)
        fields = self.fields_of(shape, name, taken={"value": None})
        for key, info in value.inner.model_fields.items():
            self._add(fields, name, key, info, ("value", key), is_beside_others=True)
        return fields

    def _add(
        self,
        fields: dict[str, GraphQLField],
        owner: str,
        name: str,
        info: FieldInfo,
        path: tuple[str, ...],
        *,
        is_beside_others: bool = False,
    ) -> None:
        field_name = camel(name)
        if field_name in fields:
            raise ImproperlyConfigured(f"{owner} has two fields that GraphQL would call {field_name}.")
        if name in _IDS:
            kind: GraphQLOutputType = GraphQLNonNull(GraphQLID)
        else:
            reading = read_annotation(info.annotation, tuple(info.metadata), info.discriminator)
            kind = self._type(reading, f"{owner}{pascal(name)}", is_beside_others=is_beside_others)
        fields[field_name] = field(kind, Key(path), info.description)

    def _type(self, reading: Reading, place: str, *, is_beside_others: bool = False) -> GraphQLOutputType:
        made = self._inner(reading, place, is_beside_others=is_beside_others)
        return made if reading.is_nullable else GraphQLNonNull(made)

    def _inner(self, reading: Reading, place: str, *, is_beside_others: bool) -> Any:
        inner, origin = reading.inner, get_origin(reading.inner)
        if origin in (tuple, list):
            members = [member for member in get_args(inner) if member is not Ellipsis]
            return GraphQLList(self._type(read_annotation(members[0]), place)) if len(set(members)) == 1 else JSON
        if origin is Literal:
            return GraphQLString if is_beside_others else self._literal(get_args(inner), place)
        if origin in (Union, types.UnionType):
            return self._union(reading, place)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return self.object_of(inner, place)
        return _SCALARS.get(inner, JSON)

    def _literal(self, words: tuple[Any, ...], place: str) -> Any:
        """Return an enum that says the words as every other face does; a text where they are no names, or only one."""
        if len(words) < 2 or not all(isinstance(word, str) and is_name(word) for word in words):
            return GraphQLString if all(isinstance(word, str) for word in words) else JSON
        name = self.names.take(place, place)
        if name not in self._types:
            values = {word: GraphQLEnumValue(word) for word in words}
            self._types[name] = GraphQLEnumType(name, values)
        return self._types[name]

    def _union(self, reading: Reading, place: str) -> Any:
        members = get_args(reading.inner)
        if not reading.discriminator:
            # Several scalars, or shapes that nothing tells apart.
            return JSON
        if members in self._types:
            return self._types[members]
        marked = next((mark.name for mark in reading.marks if isinstance(mark, UnionName)), place)
        name = self.names.take(members, marked, place)
        made = {_word(member, reading.discriminator): self.object_of(member, place) for member in members}
        told = Members(reading.discriminator, {word: kind.name for word, kind in made.items()})
        self._types[members] = union = GraphQLUnionType(
            name,
            tuple(made.values()),
            resolve_type=lambda value, _info, _type: told.names[value[told.key]],
            description=f"One of: {', '.join(made)}. They are told apart by `{reading.discriminator}`.",
            extensions={MEMBERS: told},
        )
        return union


def field(kind: GraphQLOutputType, source: Key, description: str | None) -> GraphQLField:
    """Return a field that reads the stored JSON."""
    return GraphQLField(kind, resolve=reader(source.path), description=description, extensions={SOURCE: source})


def _is_block(shape: type[BaseModel]) -> bool:
    fields = shape.model_fields
    return set(fields) == {"id", "type", "value"} and get_origin(fields["type"].annotation) is Literal


def _word(shape: type[BaseModel], discriminator: str) -> str:
    words: tuple[str, ...] = get_args(shape.model_fields[discriminator].annotation)
    return words[0]


def _first_paragraph(shape: type[BaseModel]) -> str:
    return " ".join((shape.__doc__ or "").strip().partition("\n\n")[0].split())

"""A selection compiled into a projection: from the parsed rows to the answer, without a resolver per field.

graphql-core asks a resolver for every field of every document; nine tenths of an answer's time went there. Here a
selection is compiled once per operation into closures over the keys of the stored JSON. What they give must equal what
graphql-core gives from the same schema: tests compare the two over generated queries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from graphql import (
    FieldNode,
    GraphQLObjectType,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from cms.delivery.graphql.following import Table, follow, ids_at
from cms.delivery.graphql.limits import MOST_PLACES, REFERENCES, LimitExceeded
from cms.delivery.graphql.selecting import Selecting
from cms.delivery.graphql.sources import FEED_TYPE, MEMBERS, SOURCE, Key, Link, Members, reader

Tables = dict[int, Table]
Get = Callable[[Any, Tables], Any]
Met = dict[int, list[str]]
Walk = Callable[[Any, Met], None]


@dataclass
class Part:
    """The compiled selection of one type.

    Shape: `project` makes the answer of a value; `walk` notes the ids that links in it need (None where there are no
    links); `names` are the fields selected, `below` their own parts; `column` is the form of the rows that it needs.
    Units: `cost` as in limits.py, for one value.
    """

    project: Get
    walk: Walk | None = None
    cost: int = 0
    names: frozenset[str] = frozenset()
    below: tuple[tuple[str, Part], ...] = ()
    column: str = "item"


@dataclass(frozen=True)
class Following:
    """A link somewhere in the selection: what it leads to, and what is selected there."""

    link: Link
    part: Part


@dataclass
class _Entry:
    """One field. Shape: `key` names the stored value, of which `made` makes the answer (None: it is the answer);
    where one value is not enough, `get` makes it of the whole.
    """

    out: str
    key: str = ""
    made: Get | None = None
    get: Get | None = None
    walk: Walk | None = None
    cost: int = 0
    part: Part | None = None
    name: str = ""


@dataclass
class Compiler:
    """Compiles the selections of one operation. `links` grows with every link met: its index is its name."""

    selecting: Selecting
    links: list[Following] = field(default_factory=list)
    _places: int = 0

    def part(self, kind: Any, nodes: list[FieldNode]) -> Part:
        """Compile what field nodes of one name select from their type."""
        sets = [node.selection_set for node in nodes if node.selection_set is not None]
        return self._object(kind, sets) if is_object_type(kind) else self._abstract(kind, sets)

    def _abstract(self, kind: Any, sets: list[SelectionSetNode]) -> Part:
        told: Members = kind.extensions[MEMBERS]
        known = {possible.name for possible in self.selecting.schema.get_possible_types(kind)}
        parts = {
            word: self._object(self.selecting.schema.get_type(name), sets)
            for word, name in told.names.items()
            if name in known
        }
        key = told.key
        projects = {word: part.project for word, part in parts.items()}
        walks = {word: part.walk for word, part in parts.items() if part.walk is not None}

        def walk(value: Any, met: Met) -> None:
            inner = walks.get(value[key])
            if inner is not None:
                inner(value, met)

        return Part(
            project=lambda value, tables: projects[value[key]](value, tables),
            walk=walk if walks else None,
            cost=max((part.cost for part in parts.values()), default=0),
            column="document" if any(part.column == "document" for part in parts.values()) else "item",
        )

    def _object(self, kind: Any, sets: list[SelectionSetNode]) -> Part:
        fields = self.selecting.fields_of(kind, sets)
        entries = [self._entry(kind, out, nodes) for out, nodes in fields.items()]
        feed_type = kind.extensions.get(FEED_TYPE)
        keys = {entry.key for entry in entries if entry.key}
        is_whole = feed_type is not None and not keys <= set(feed_type.item.model_fields)
        return Part(
            project=_projection(entries),
            walk=_walk_all([entry.walk for entry in entries if entry.walk is not None]),
            cost=sum(entry.cost for entry in entries),
            names=frozenset(entry.name for entry in entries),
            below=tuple((entry.name, entry.part) for entry in entries if entry.part is not None),
            column="document" if is_whole else "item",
        )

    def _entry(self, kind: GraphQLObjectType, out: str, nodes: list[FieldNode]) -> _Entry:
        self._places += 1
        if self._places > MOST_PLACES:
            raise LimitExceeded(
                "selection",
                limit=MOST_PLACES,
                detail=f"More than {MOST_PLACES} fields once fragments are opened for every type. Select less.",
            )
        name = nodes[0].name.value
        if name == "__typename":
            said = kind.name
            return _Entry(out, get=lambda _value, _tables: said, name=name)
        definition = kind.fields[name]
        source = definition.extensions[SOURCE]
        inner = get_named_type(definition.type)
        part = self.part(inner, nodes) if is_composite_type(inner) else None
        if isinstance(source, Link) and part is not None:
            return self._link(out, name, source, part)
        return _keyed(out, name, source, definition.type, part)

    def _link(self, out: str, name: str, link: Link, part: Part) -> _Entry:
        index = len(self.links)
        self.links.append(Following(link, part))
        project = part.project
        if link.is_many:

            def get(value: Any, tables: Tables) -> Any:
                return [project(found, tables) for found in follow(link, value, tables[index])]
        else:

            def get(value: Any, tables: Tables) -> Any:
                found = follow(link, value, tables[index])
                return None if found is None else project(found, tables)

        def walk(value: Any, met: Met) -> None:
            met.setdefault(index, []).extend(ids_at(link, value))

        cost = (REFERENCES if link.is_many else 1) * (1 + part.cost)
        return _Entry(out, link.key, get=get, walk=walk, cost=cost, part=part, name=name)


def _keyed(out: str, name: str, source: Key, kind: Any, part: Part | None) -> _Entry:
    """Compile a field that reads the value itself."""
    first, *rest = source.path
    inside = reader(tuple(rest)) if rest else None
    if part is None:
        return _Entry(out, first, made=inside, name=name)
    wrapped = _wrapped(kind, part.project)
    made = wrapped if inside is None else lambda found, tables: wrapped(inside(found, tables), tables)
    walk = None
    if part.walk is not None:
        read, inner = reader(source.path), _walked(kind, part.walk)

        def walk(value: Any, met: Met) -> None:
            inner(read(value, {}), met)

    cost = part.cost + (1 if _is_list(kind) else 0)
    return _Entry(out, first, made=made, walk=walk, cost=cost, part=part, name=name)


def _projection(entries: list[_Entry]) -> Get:
    """Pick all values of a document in one go, then make those that are more than picked: few calls for many fields."""
    gets = tuple((entry.out, entry.get) for entry in entries if entry.get is not None)
    makes = tuple((entry.out, entry.made) for entry in entries if entry.made is not None)
    keys = [entry.key for entry in entries if entry.get is None]
    if not keys:
        return lambda value, tables: {out: get(value, tables) for out, get in gets}
    # What is made of the whole keeps its place in the order of the selection with a value of another.
    pick = _picker([entry.key if entry.get is None else keys[0] for entry in entries])
    outs = tuple(entry.out for entry in entries)
    if not makes and not gets:
        return lambda value, _tables: dict(zip(outs, pick(value), strict=True))

    def project(value: Any, tables: Tables) -> Any:
        found = dict(zip(outs, pick(value), strict=True))
        for out, made in makes:
            found[out] = made(found[out], tables)
        for out, get in gets:
            found[out] = get(value, tables)
        return found

    return project


def _picker(keys: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(keys) > 1:
        return itemgetter(*keys)
    (only,) = keys
    return lambda value: (value[only],)


def _is_list(kind: Any) -> bool:
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)


def _wrapped(kind: Any, project: Get) -> Get:
    """Apply a projection through lists; null stays null."""
    inner_kind = kind.of_type if is_non_null_type(kind) else kind
    if not is_list_type(inner_kind):
        return lambda value, tables: None if value is None else project(value, tables)
    inner = _wrapped(inner_kind.of_type, project)
    return lambda value, tables: None if value is None else [inner(item, tables) for item in value]


def _walked(kind: Any, walk: Walk) -> Walk:
    inner_kind = kind.of_type if is_non_null_type(kind) else kind
    if not is_list_type(inner_kind):

        def walk_one(value: Any, met: Met) -> None:
            if value is not None:
                walk(value, met)

        return walk_one
    inner = _walked(inner_kind.of_type, walk)

    def walk_each(value: Any, met: Met) -> None:
        for item in value or ():
            inner(item, met)

    return walk_each


def _walk_all(walks: list[Walk]) -> Walk | None:
    if not walks:
        return None

    def walk(value: Any, met: Met) -> None:
        for one in walks:
            one(value, met)

    return walk

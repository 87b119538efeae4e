"""Hot queries, compiled once per form and then only filled in.

Building a queryset and compiling it costs ten times what the database needs to answer it. The ORM stays the only place
where a query is written: its SQL is kept, with stand-ins where the values of a question go.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Forms are few by nature (filters, order, page length); a client that invents many only makes us compile again.
MOST_FORMS = 512
_FAR_PAST = datetime(1000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Prepared:
    """Compiled SQL. `places` says for each parameter which value goes there, or None where `constants` has it."""

    sql: str
    constants: tuple[Any, ...]
    places: tuple[int | None, ...]


_prepared: dict[Hashable, _Prepared] = {}


def run(
    form: Hashable, build: Callable[..., QuerySet[Any, tuple[Any, ...]]], values: Sequence[str | datetime | uuid.UUID]
) -> list[tuple[Any, ...]]:
    """Return the rows of a query, compiling it only the first time that its form is met.

    Shape: `build` takes one stand-in per value and returns a values_list() queryset; whatever else decides the SQL must
    be in `form`. Rows hold what the driver gives: see to_uuid() and to_instant().
    """
    key = (connection.vendor, form)
    found = _prepared.get(key)
    if found is None:
        if len(_prepared) >= MOST_FORMS:
            _prepared.clear()
        found = _prepared[key] = _compile(build, values)
    adapted = [_adapt(value) for value in values]
    parameters = [
        constant if place is None else adapted[place]
        for constant, place in zip(found.constants, found.places, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(found.sql, parameters)
        return cursor.fetchall()


def to_uuid(value: Any) -> uuid.UUID:
    """Return a UUID as the driver gave it: SQLite keeps its 32 hexadecimal digits."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(hex=value)


def to_instant(value: datetime | None) -> datetime | None:
    """Return an instant as the driver gave it: SQLite keeps UTC without saying so."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _compile(build: Callable[..., QuerySet[Any, tuple[Any, ...]]], values: Sequence[Any]) -> _Prepared:
    stand_ins = [_stand_in(value, index) for index, value in enumerate(values)]
    sql, parameters = build(*stand_ins).query.sql_with_params()
    index_of = {(type(adapted), adapted): index for index, adapted in enumerate(map(_adapt, stand_ins))}
    places = tuple(index_of.get((type(parameter), parameter)) for parameter in parameters)
    if set(places) - {None} != set(range(len(values))):
        raise LookupError("A value of this query is not a parameter of its SQL: it cannot be prepared.")
    return _Prepared(sql, tuple(parameters), places)


def _stand_in(value: Any, index: int) -> Any:
    if isinstance(value, datetime):
        return _FAR_PAST + timedelta(days=index)
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=(0xFEED << 112) + index)
    return f"\x02stand-in {index}\x03"


def _adapt(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, uuid.UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value

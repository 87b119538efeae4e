"""Where a field's value comes from. Each field of the schema carries one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cms.delivery.graphql.asking import Asked

SOURCE = "source"
MEMBERS = "members"
FEED_TYPE = "feed_type"


@dataclass(frozen=True)
class Wants:
    """What of a root field was selected, so that no more is asked of the database.

    Shape: `column` is the form of the rows, "item" or "document".
    """

    rows: bool = True
    cursors: bool = True
    total: bool = True
    facets: bool = True
    highlights: bool = True
    column: str = "document"


EVERYTHING = Wants()


@dataclass(frozen=True)
class Key:
    """A value of the stored JSON. Shape: `path` leads to it, mostly one key."""

    path: tuple[str, ...]


def reader(path: tuple[str, ...]) -> Callable[[Any, Any], Any]:
    """Return what follows a path into the stored JSON; whatever is handed over beside the value is not looked at."""

    def read(value: Any, _beside: Any) -> Any:
        for key in path:
            value = value[key]
        return value

    return read


@dataclass(frozen=True)
class Link:
    """Other documents. Shape: `key` holds their ids; where it is empty they are the parts of this document."""

    key: str
    type_name: str
    is_many: bool


@dataclass(frozen=True)
class Root:
    """A question to the feed.

    Shape: `load` returns JSON-like values; `cost` says what the arguments alone make the question cost, and how many
    documents it may bring.
    """

    load: Callable[[Asked, Mapping[str, Any], Wants], Any]
    count: Callable[[Mapping[str, Any]], int]


@dataclass(frozen=True)
class Members:
    """How a value tells which object type it is. Shape: `names` maps the value at `key` to the name of a type."""

    key: str
    names: Mapping[str, str]

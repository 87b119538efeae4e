"""One question on its way: who asks, what the feed's clock said before, and which rows the answer rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from pydantic_core import from_json

from cms.feed.selectors import Row
from cms.partners.auth import Caller


@dataclass
class Asked:
    """What loaders need of a request, and what they leave behind for the caches.

    Shape: `mark` is the feed's epoch, its latest change number and its version, read before anything else; `keys` are
    the types that the answer rests on even where no row of them was found; `ends` are instants beyond which it is not
    true, whatever its rows say.
    """

    request: HttpRequest
    caller: Caller
    mark: tuple[str, int, int]
    rows: list[Row] = field(default_factory=list)
    keys: dict[str, None] = field(default_factory=dict)
    ends: list[datetime | None] = field(default_factory=list)

    def use(self, rows: Iterable[Row], *keys: str) -> None:
        """Note that the answer rests on some rows and types."""
        self.rows.extend(rows)
        self.keys.update(dict.fromkeys(keys))


def parsed(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the bodies of rows, parsed in one go."""
    bodies = [row.body for row in rows]
    # In two thirds of the time that the standard library takes.
    found: list[dict[str, Any]] = from_json(b"[" + b",".join(bodies) + b"]") if bodies else []
    return found

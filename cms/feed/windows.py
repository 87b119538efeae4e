"""A stretch of a list in which every row has its own cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cms.feed import cursors
from cms.feed.rows import Row

if TYPE_CHECKING:
    from cms.feed.lists import ListQuery


@dataclass(frozen=True)
class Window:
    """A stretch of a list, with the value by which each row is ordered: what connections are made of."""

    rows: tuple[Row, ...]
    keys: tuple[Any, ...]
    query: ListQuery
    has_next: bool
    has_previous: bool

    def cursor(self, index: int, *, is_backward: bool = False) -> str:
        """Return the cursor of a row: the same text whichever face makes it."""
        key = self.keys[index]
        text = key.isoformat() if isinstance(key, datetime) else key
        place = cursors.Cursor((text, str(self.rows[index].document_id)), is_backward)
        return cursors.encode(place, question=self.query.question)

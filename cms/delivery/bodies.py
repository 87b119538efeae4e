"""Bytes of an answer: stored documents joined as they are, parsed only where some of their fields were asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pydantic_core

from cms.feed.selectors import Row


def to_json(value: Any) -> bytes:
    """Return compact JSON in UTF-8: the bytes of json.dumps without spaces, in a fifth of its time."""
    return pydantic_core.to_json(value)


def page_body(bodies: Iterable[bytes], extras: dict[str, Any]) -> bytes:
    """Return a page of a list: the items as they are stored, then everything else."""
    return b'{"items":[' + b",".join(bodies) + b"]," + to_json(extras)[1:]


def sparse(body: bytes, fields: Sequence[str]) -> bytes:
    """Return a document with some of its fields only, in the document's own order."""
    return to_json({name: value for name, value in json.loads(body).items() if name in fields})


def bodies_of(rows: Sequence[Row], fields: Sequence[str] | None) -> list[bytes]:
    """Return the bytes of rows, whole or sparse."""
    return [row.body if fields is None else sparse(row.body, fields) for row in rows]


def earliest(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the earliest of some instants, or None if there is none."""
    return min((moment for moment in moments if moment is not None), default=None)


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the latest of some instants, or None if there is none."""
    return max((moment for moment in moments if moment is not None), default=None)

"""Opaque, signed cursors. One belongs to one question: used with another it is refused, never misread."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

_SIGNATURE_BYTES = 12


class BrokenCursor(ValueError):
    """A cursor that we did not make, or that belongs to another question."""


@dataclass(frozen=True)
class Cursor:
    """A place in an ordered list.

    Shape: `values` are the key values of the row next to the place; `is_backward` asks for the rows before it.
    """

    values: tuple[Any, ...]
    is_backward: bool = False


def encode(cursor: Cursor, *, question: str) -> str:
    """Return a cursor as URL-safe text, bound to a question (the list's filters, order, locale and audience)."""
    payload = json.dumps([int(cursor.is_backward), *cursor.values], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_signature(payload, question) + payload).decode().rstrip("=")


def decode(text: str, *, question: str) -> Cursor:
    """Return the cursor written in a text.

    Errors: BrokenCursor if the text was altered or made for another question.
    """
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
            # The bits that are left over at the end were altered: nobody but us writes our cursors.
            raise BrokenCursor(text)
        signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, _signature(payload, question)):
            raise BrokenCursor(text)
        backward, *values = json.loads(payload)
    except (ValueError, UnicodeError) as error:
        raise BrokenCursor(text) from error
    return Cursor(tuple(values), bool(backward))


def decode_offset(text: str | None, *, question: str) -> int:
    """Return how many rows stand before the place that a cursor of one number marks; 0 without a cursor.

    Errors: BrokenCursor, as decode() has it, and for a cursor that is not one number.
    """
    if text is None:
        return 0
    try:
        (offset,) = decode(text, question=question).values
        return int(offset)
    except ValueError as error:
        raise BrokenCursor(text) from error


def _signature(payload: bytes, question: str) -> bytes:
    key = hashlib.sha256(f"feed.cursor:{settings.SECRET_KEY}".encode()).digest()
    return hmac.digest(key, question.encode() + b"\0" + payload, "sha256")[:_SIGNATURE_BYTES]

"""Who was handed what: the door for whoever hands documents out. Reading is in usage_reading.py.

Counting costs some microseconds and can neither fail nor wait: it is memory only, written down by a thread
(docs/usage.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from cms.partners.usage_counts import Buffer, CopyKey, Handed
from cms.partners.usage_writer import Writer

_buffer = Buffer()
_writer = Writer(_buffer)


def note_answer(
    rows: Sequence[Handed], *, face: str, partner_id: int | None = None, key_id: int | None = None, origin: str = ""
) -> None:
    """Count one answer of a face and the documents in it.

    Shape: `partner_id` is whose key was sent; without one, `origin` is that of the page that shows the answer. It is
    compared with the origins that partners list when the counts are written, and forgotten.
    """
    _buffer.note(partner_id if partner_id is not None else origin or None, face, rows, key_id=key_id)
    _writer.wake()


def note_copies(partner_id: int, rows: Iterable[Handed], face: str) -> None:
    """Note that a partner was handed, or told of, some documents by another way than an answer: a webhook."""
    _buffer.note(partner_id, face, rows)
    _writer.wake()


def flush() -> bool:
    """Write down what was counted; False if the database would not have it, and it is kept for the next time."""
    return _writer.flush()


def forget() -> None:
    """Throw away what was counted and not written."""
    _buffer.take()


def unwritten_copies() -> list[tuple[CopyKey, float]]:
    """Return which copies this process has handed out and not written down yet, each with the instant of the latest.

    Units: seconds since 1970.
    """
    return _buffer.copies()


def _begin_anew() -> None:
    """Begin with nothing in a child: what its parent had counted is the parent's to write."""
    global _buffer, _writer
    _buffer = Buffer()
    _writer = Writer(_buffer)


os.register_at_fork(after_in_child=_begin_anew)

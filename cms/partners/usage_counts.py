"""What this process has handed out and not written down yet: counted in memory, a few microseconds an answer.

No query, no lock that a writer holds, nothing that could fail: an answer never waits for its own counting. A thread
writes the counts every few seconds (usage_writer.py); several processes add up in the database.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.utils import timezone

# A partner by its number; an origin that may be a partner's (asked of the database when it is written); or nobody.
Who = int | str | None
AnswerKey = tuple[Who, date, str, str]
CopyKey = tuple[Who, date, str, str, uuid.UUID, int]

# Beyond these, what is new is not counted until the next writing: memory stays bounded while the database is away.
MOST_KEPT = 50_000
MOST_ORIGINS = 500
LONGEST_ORIGIN = 255


class Handed(Protocol):
    """A document that was handed out, as the feed's rows name it."""

    @property
    def document_id(self) -> Any: ...
    @property
    def type(self) -> str: ...
    @property
    def change(self) -> int: ...


@dataclass
class Counts:
    """Counts by key.

    Shape: `answers` [requests, documents]; `copies` [times, first, last]; `keys` the day of a key's latest use.
    Units: `first` and `last` are seconds since 1970.
    """

    answers: dict[AnswerKey, list[int]] = field(default_factory=dict)
    copies: dict[CopyKey, list[float]] = field(default_factory=dict)
    keys: dict[int, date] = field(default_factory=dict)
    lost: int = 0

    def __bool__(self) -> bool:
        return bool(self.answers or self.copies or self.keys or self.lost)

    def add_answer(self, key: AnswerKey, requests: int, documents: int) -> None:
        """Add to the sums of one key, unless there are too many keys."""
        held = self.answers.get(key)
        if held is not None:
            held[0] += requests
            held[1] += documents
        elif len(self.answers) < MOST_KEPT:
            self.answers[key] = [requests, documents]
        else:
            self.lost += 1

    def add_copy(self, key: CopyKey, times: float, first: float, last: float) -> None:
        """Add to what one reader was handed of one version, unless there are too many keys."""
        held = self.copies.get(key)
        if held is not None:
            held[0] += times
            held[1] = min(held[1], first)
            held[2] = max(held[2], last)
        elif len(self.copies) < MOST_KEPT:
            self.copies[key] = [times, first, last]
        else:
            self.lost += 1

    def add(self, other: Counts) -> None:
        """Add everything of another."""
        for answer, (requests, documents) in other.answers.items():
            self.add_answer(answer, requests, documents)
        for copy, (times, first, last) in other.copies.items():
            self.add_copy(copy, times, first, last)
        for key, day in other.keys.items():
            self.keys[key] = max(day, self.keys.get(key, day))
        self.lost += other.lost


class Buffer:
    """The counts of this process since they were last written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = Counts()
        self._origins: set[str] = set()
        self._day, self._day_begins, self._day_ends = date.min, 0.0, 0.0

    def note(self, who: Who, face: str, rows: Iterable[Handed], *, key_id: int | None = None) -> None:
        """Count one answer and the documents in it."""
        now = time.time()
        with self._lock:
            # Both ends: a clock that is set back must not leave us in tomorrow.
            if not self._day_begins <= now < self._day_ends:
                self._turn_page(now)
            day, counts = self._day, self._counts
            if isinstance(who, str):
                who = self._known(who)
            if key_id is not None:
                counts.keys[key_id] = day
            kinds: Counter[str] = Counter()
            for row in rows:
                kind = row.type
                kinds[kind] += 1
                if who is not None:
                    key = (who, day, face, kind, row.document_id, row.change)
                    held = counts.copies.get(key)
                    if held is not None:
                        held[0] += 1
                        held[2] = now
                    else:
                        counts.add_copy(key, 1, now, now)
            for kind, number in kinds.items():
                counts.add_answer((who, day, face, kind), 1, number)
            counts.add_answer((who, day, face, ""), 1, kinds.total())

    def take(self) -> Counts:
        """Return everything and begin anew."""
        with self._lock:
            taken, self._counts = self._counts, Counts()
            self._origins.clear()
        return taken

    def put_back(self, counts: Counts) -> None:
        """Keep for the next writing what could not be written."""
        with self._lock:
            self._counts.add(counts)

    def copies(self) -> list[tuple[CopyKey, float]]:
        """Return which copies are not written yet, each with the instant of the latest."""
        with self._lock:
            return [(key, last) for key, (_times, _first, last) in self._counts.copies.items()]

    def _known(self, origin: str) -> Who:
        """Return an origin, or nobody if too many different ones are about: anybody may invent some."""
        if origin not in self._origins:
            if len(self._origins) >= MOST_ORIGINS or len(origin) > LONGEST_ORIGIN:
                return None
            self._origins.add(origin)
        return origin

    def _turn_page(self, now: float) -> None:
        self._day = datetime.fromtimestamp(now, tz=timezone.get_default_timezone()).date()
        begins, ends = (datetime.combine(self._day + timedelta(days=n), datetime.min.time()) for n in (0, 1))
        self._day_begins = timezone.make_aware(begins).timestamp()
        self._day_ends = timezone.make_aware(ends).timestamp()

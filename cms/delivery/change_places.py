"""Places in the change feed: what a reader has, written so that nothing but its own feed can be read from there.

One for all faces that have the feed: a reader may go on in GraphQL where it stopped in REST.

A place says of which numbering it is (epoch), for whom (audience, types allowed), how far its reader has come, and
since when nothing can have been forgotten behind its back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone

from cms.feed import cursors
from cms.partners.auth import Caller


class PlaceLost(LookupError):
    """The place was true once, and its feed is no more: another numbering, another audience, other types allowed."""


@dataclass(frozen=True)
class Place:
    """How far a reader has come.

    Shape: `text` is how it was written, empty for the beginning.
    Units: `after` and `begun_at` are change numbers (see changes_since()); `on` is a day, as date.toordinal() counts.
    """

    after: int = 0
    begun_at: int = 0
    on: int = 0
    text: str = ""

    @property
    def is_ageing(self) -> bool:
        """It is so old that the tombstones after it will be pruned before long: time to hand out another."""
        return bool(self.text) and today() - self.on > settings.FEED_TOMBSTONE_DAYS // 3

    def at(self, change: int) -> Place:
        """Return the place behind a row, for a reader that has not read everything yet."""
        return replace(self, after=change, text="")

    def caught_up(self, latest: int) -> Place:
        """Return the place of who got everything there is: nothing was missed up to the clock's number."""
        return Place(self.after, latest, today())


@dataclass(frozen=True)
class Binding:
    """What places are bound to.

    Shape: `question` is what the reader asks for, as question_of() writes it: another question's place is refused;
    `epoch` is the feed's, in hexadecimal.
    """

    question: str
    caller: Caller
    epoch: str

    def write(self, place: Place) -> Place:
        """Return a place with its text."""
        values = (*self._terms(), place.after, place.begun_at, place.on)
        return replace(place, text=cursors.encode(cursors.Cursor(values), question=f"changes {self.question}"))

    def read(self, text: str) -> Place:
        """Return the place written in a text.

        Errors: cursors.BrokenCursor if it is not ours or of another question; PlaceLost if its feed is no more.
        """
        *terms, after, begun_at, on = cursors.decode(text, question=f"changes {self.question}").values
        if tuple(terms) != self._terms():
            raise PlaceLost(text)
        return Place(after, begun_at, on, text)

    def _terms(self) -> tuple[str, str, str]:
        types = self.caller.types
        # Readers see through a cursor's form: the names of their types are not written in it.
        scope = "" if types is None else hashlib.sha256(repr(sorted(types)).encode()).hexdigest()[:16]
        return self.epoch, self.caller.audience.value, scope


def question_of(types: Iterable[str], locale: str | None, mount: str) -> str:
    """Return what a reader asks for. Shape: no `types` means all of them, no `locale` every language."""
    return repr((sorted(set(types)), locale, mount))


def start(latest: int) -> Place:
    """Return the beginning: deletions up to the clock's number concern nothing that this reader will have read."""
    return Place(begun_at=latest, on=today())


def today() -> int:
    """Return this day's number."""
    return timezone.now().date().toordinal()

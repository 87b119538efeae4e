"""What the house knows about a person, room by room: found, handed over, erased. Rooms register upward.

And how long each kind of personal data is kept: the same registry feeds `apply_retention` and is compared with
docs/rgpd.md by a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from cms.media.privacy import mentions, normal, without


@dataclass(frozen=True)
class Person:
    """Whom a request is about.

    Shape: `names` are written as people write them; comparing disregards case and spaces.
    """

    email: str = ""
    names: tuple[str, ...] = ()

    def has_name(self, text: str) -> bool:
        """Tell whether a text is this person's name."""
        return bool(text.strip()) and normal(text) in {normal(name) for name in self.names}

    def has_address(self, text: str) -> bool:
        """Tell whether a text is this person's address."""
        return bool(self.email) and text.strip().casefold() == self.email.casefold()

    def is_in(self, text: str) -> bool:
        """Tell whether a text mentions the name or the address."""
        return mentions(text, self._words)

    def blot(self, text: str) -> str:
        """Return a text without the name and the address."""
        return without(text, self._words)

    @property
    def _words(self) -> tuple[str, ...]:
        return (*self.names, self.email) if self.email else self.names


@dataclass(frozen=True)
class Erasure:
    """One line of the report of an erasure: `what` went (`count` of it), or is `kept`, and why."""

    what: str
    count: int
    kept: str = ""


def _nothing(person: Person) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class PersonSource:
    """What one room knows about people.

    Shape: `find` counts; `export` returns what can be written as JSON, files by name; `erase` runs inside
    editorial_transaction() and is rolled back in a dry run, so files must go in `transaction.on_commit`. `names`
    returns the names under which the room knows an address, so that a request by address finds everything.
    """

    name: str
    find: Callable[[Person], int]
    export: Callable[[Person], list[dict[str, Any]]]
    erase: Callable[[Person], Iterable[Erasure]]
    names: Callable[[Person], Iterable[str]] = field(default=_nothing)


@dataclass(frozen=True)
class Retention:
    """How long one kind of personal data is kept.

    Shape: `code` is the line of docs/rgpd.md; `apply` takes the instant before which data is too old and returns how
    much went.
    """

    code: str
    keep: timedelta
    apply: Callable[[datetime], int]
    # Where an installation may choose another duration than the documented one.
    configured: Callable[[], timedelta] | None = None

    def run(self, now: datetime) -> int:
        """Let go of what is too old; returns how much went."""
        return self.apply(now - (self.configured() if self.configured else self.keep))


_sources: dict[str, PersonSource] = {}
_retentions: dict[str, Retention] = {}


def register(source: PersonSource) -> PersonSource:
    """Add a room's answer. Errors: ImproperlyConfigured if the name is taken by another."""
    if _sources.setdefault(source.name, source) != source:
        raise ImproperlyConfigured(f"There is already a source of personal data called {source.name!r}.")
    return source


def register_by_word(
    name: str,
    *,
    find: Callable[[str], Any],
    export: Callable[[str], list[dict[str, Any]]],
    erase: Callable[[str], int],
    what: str | Promise,
    kept: str | Promise = "",
    names: Callable[[Person], Iterable[str]] = _nothing,
) -> PersonSource:
    """Add a room whose functions take one address or one name; `find` returns what has a length."""

    def words(about: Person) -> tuple[str, ...]:
        return (about.email, *about.names) if about.email else about.names

    def exported(about: Person) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for word in words(about):
            rows += [row for row in export(word) if row not in rows]
        return rows

    def erased(about: Person) -> Iterable[Erasure]:
        count = sum(erase(word) for word in words(about))
        return [Erasure(str(what), count, str(kept))] if count else []

    def found(about: Person) -> int:
        return max((len(find(word)) for word in words(about)), default=0)

    return register(PersonSource(name, found, exported, erased, names))


def register_retention(retention: Retention) -> Retention:
    """Add a duration. Errors: ImproperlyConfigured if the code is taken by another."""
    if _retentions.setdefault(retention.code, retention) != retention:
        raise ImproperlyConfigured(f"There is already a retention called {retention.code!r}.")
    return retention


def sources() -> tuple[PersonSource, ...]:
    """Return every room's source, those of the floors above first: they see what is erased below."""
    return tuple(reversed(_sources.values()))


def retentions() -> tuple[Retention, ...]:
    """Return every duration, by code."""
    return tuple(sorted(_retentions.values(), key=lambda one: one.code))


def person(*, email: str = "", names: Iterable[str] = ()) -> Person:
    """Return whom a request is about, with every name under which a room knows the address."""
    known = Person(email.strip(), tuple(name.strip() for name in names if name.strip()))
    found = {normal(name): name for name in known.names}
    for source in sources():
        for name in source.names(known):
            if name.strip():
                found.setdefault(normal(name), name.strip())
    return Person(known.email, tuple(found.values()))


def export(about: Person) -> dict[str, list[dict[str, Any]]]:
    """Return everything known about a person, by room; rooms that know nothing are left out."""
    answers = {source.name: source.export(about) for source in sources()}
    return {name: rows for name, rows in sorted(answers.items()) if rows}


def erase(about: Person) -> dict[str, list[Erasure]]:
    """Erase a person in every room. Runs inside editorial_transaction()."""
    report: dict[str, list[Erasure]] = {}
    for source in sources():
        lines = list(source.erase(about))
        if lines:
            report[source.name] = lines
    return report

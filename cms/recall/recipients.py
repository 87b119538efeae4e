"""Who may have what is recalled. Rooms that know who fetched what register upward (the door of the delivery rooms)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cms.recall.sheets import RecallRecipient, RecallSheet


@dataclass(frozen=True)
class Recipient:
    """Somebody who fetched something.

    Shape: `version` is what tells them which copies are meant, each as `cms.recall.naming.version_of` writes it;
    `since` is when they were first handed any of it, `fetched_at` when last.
    """

    name: str
    contact: str = ""
    fetched_at: datetime | None = None
    version: str = ""
    since: datetime | None = None


Finder = Callable[[Sequence[str], Sequence[int]], Iterable[Recipient]]
_finders: list[Finder] = []


def register_recipients(finder: Finder) -> Finder:
    """Add a room that knows who fetched what: called with the public ids of documents and the ids of images.

    Registering twice is harmless.
    """
    if finder not in _finders:
        _finders.append(finder)
    return finder


def add_known_recipients(sheet: RecallSheet) -> int:
    """Write down everybody who is known to have what a sheet recalls; returns how many were new."""
    return add_found(sheet, (found for finder in _finders for found in finder(sheet.document_ids, sheet.image_ids)))


def add_found(sheet: RecallSheet, recipients: Iterable[Recipient]) -> int:
    """Write down some recipients of a sheet, once each; returns how many were new."""
    held = set(sheet.recipients.values_list("name", "contact", "version"))
    new: dict[tuple[str, str, str], RecallRecipient] = {}
    for found in recipients:
        key = (found.name, found.contact, found.version)
        if key not in held and key not in new:
            new[key] = RecallRecipient(
                sheet=sheet,
                name=found.name,
                contact=found.contact,
                since=found.since,
                fetched_at=found.fetched_at,
                version=found.version,
            )
    RecallRecipient.objects.bulk_create(new.values())
    return len(new)

"""Who may have what is recalled. Rooms that know who fetched what register upward (the door of the delivery rooms)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cms.recall.sheets import RecallRecipient, RecallSheet


@dataclass(frozen=True)
class Recipient:
    """Somebody who fetched something.

    Shape: `version` is what tells them which copy is meant, for instance a change number.
    """

    name: str
    contact: str = ""
    fetched_at: datetime | None = None
    version: str = ""


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
    held = set(sheet.recipients.values_list("name", "contact", "version"))
    new: dict[tuple[str, str, str], RecallRecipient] = {}
    for finder in _finders:
        for found in finder(sheet.document_ids, sheet.image_ids):
            key = (found.name, found.contact, found.version)
            if key not in held and key not in new:
                new[key] = RecallRecipient(
                    sheet=sheet,
                    name=found.name,
                    contact=found.contact,
                    fetched_at=found.fetched_at,
                    version=found.version,
                )
    RecallRecipient.objects.bulk_create(new.values())
    return len(new)

"""What the columns of a spreadsheet are called, in the language of its reader. JSON keeps the names of the code."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

HEADINGS: dict[str, Promise] = {
    "acknowledged_at": pgettext_lazy("column", "Acknowledged on"),
    "cause": pgettext_lazy("column", "Cause"),
    "change": pgettext_lazy("column", "Number of the change"),
    "closed_at": pgettext_lazy("column", "Closed on"),
    "contact": pgettext_lazy("column", "Contact"),
    "day": pgettext_lazy("column", "Day"),
    "document": pgettext_lazy("column", "Identifier of the document"),
    "documents": pgettext_lazy("column", "Documents"),
    "face": pgettext_lazy("column", "Channel"),
    "fetched_at": pgettext_lazy("column", "Fetched on"),
    "first_at": pgettext_lazy("column", "First fetched on"),
    "first_face": pgettext_lazy("column", "First channel"),
    "images": pgettext_lazy("column", "Pictures"),
    "last_at": pgettext_lazy("column", "Last fetched on"),
    "last_seen": pgettext_lazy("column", "Last fetched on"),
    "locale": pgettext_lazy("column", "Language"),
    "note": pgettext_lazy("column", "Note"),
    "opened_at": pgettext_lazy("column", "Opened on"),
    "partner": pgettext_lazy("column", "Partner"),
    "published": pgettext_lazy("column", "Published on"),
    "reason": pgettext_lazy("column", "Reason given"),
    "recipient": pgettext_lazy("column", "Recipient"),
    "requests": pgettext_lazy("column", "Answers"),
    "sheet": pgettext_lazy("column", "Sheet"),
    "since": pgettext_lazy("column", "Since"),
    "times": pgettext_lazy("column", "Times handed out"),
    "title": pgettext_lazy("column", "Title"),
    "type": pgettext_lazy("column", "Type"),
    "url": pgettext_lazy("column", "Address"),
    "version": pgettext_lazy("column", "Version"),
    "what": pgettext_lazy("column", "What"),
}


def headings(names: Iterable[str]) -> list[str]:
    """Return what columns are called. Errors: KeyError for a column that has no heading."""
    return [str(HEADINGS[name]) for name in names]

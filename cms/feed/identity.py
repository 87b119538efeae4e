"""Public ids. The same content has the same ids on every installation; database keys never leave the house."""

from __future__ import annotations

import re
import unicodedata
import uuid
from datetime import UTC, datetime
from functools import lru_cache

_WORDS = re.compile(r"[^\W_]+")
# Combining marks: what NFKD parts from the letters of our languages.
_MARKS = re.compile("[\u0300-\u036f]")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})


def document_id(content_id: uuid.UUID, locale: str) -> uuid.UUID:
    """Return the public id of one content in one language (UUIDv5 of the locale within the content's namespace)."""
    return uuid.uuid5(content_id, locale)


def open_ligatures(text: str) -> str:
    """Write œ and æ as two letters: neither database does, and people type either."""
    return text.translate(_LIGATURES)


# A page's audiences mostly say the same words.
@lru_cache(maxsize=64)
def plain_words(text: str) -> str:
    """Return the words of a text in unaccented lower case, so that both databases compare them alike."""
    folded = unicodedata.normalize("NFKD", open_ligatures(text))
    return " ".join(_WORDS.findall(_MARKS.sub("", folded))).casefold()


def sort_key(title: str) -> str:
    """Return what a title is ordered by."""
    return plain_words(title)[:255]


def whole_second(moment: datetime) -> datetime:
    """Return an instant in UTC without its fraction: what the public contract shows and orders by."""
    return moment.astimezone(UTC).replace(microsecond=0)

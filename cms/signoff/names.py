"""Does a typed name stand for the person we wrote to? Tolerant of accents, capitals, order and a slip or two."""

from __future__ import annotations

import difflib
import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_WORD = re.compile(r"[a-z0-9]+")
# Two letters of difference in a name of common length.
_ALIKE = 0.8


def resembles(typed: str, known: str) -> bool:
    """Tell whether two names are those of one person.

    Shape: at least two words where the known name has two; “N. Ferrand” and “Ferrand Nadia” are “Nadia Ferrand”.
    """
    given, expected = _words(typed), _words(known)
    if not given or not expected or len(given) < min(2, len(expected)):
        return False
    if _ratio(sorted(given), sorted(expected)) >= _ALIKE:
        return True
    # Some of several first names, or initials: each word must find one of its own.
    left = list(expected)
    for word in given:
        match = next((other for other in left if _same(word, other)), None)
        if match is None:
            return False
        left.remove(match)
    return max(len(word) for word in given) > 1


def _words(name: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", name.translate(_LIGATURES))
    return _WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign)).casefold())


def _same(word: str, other: str) -> bool:
    return (len(word) == 1 and other.startswith(word)) or _ratio([word], [other]) >= _ALIKE


def _ratio(first: list[str], second: list[str]) -> float:
    return difflib.SequenceMatcher(None, "".join(first), "".join(second), autojunk=False).ratio()

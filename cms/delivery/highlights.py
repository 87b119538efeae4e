"""Why was this found? Escaped HTML with the words found in <mark>."""

from __future__ import annotations

import re
from html import escape

from cms.feed.identity import plain_words

EXTRACT_CHARACTERS = 220
_WORD = re.compile(r"\w+")


def stems(q: str) -> tuple[str, ...]:
    """Return the beginnings by which the words of a question are recognised, plural or not."""
    words = plain_words(q).split()
    return tuple(dict.fromkeys(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in words))


def marked(text: str, beginnings: tuple[str, ...]) -> str:
    """Return a text as HTML, the words found in <mark>."""
    parts: list[str] = []
    place = 0
    for match in _WORD.finditer(text):
        if beginnings and plain_words(match[0]).startswith(beginnings):
            parts += [escape(text[place : match.start()]), "<mark>", escape(match[0]), "</mark>"]
            place = match.end()
    return "".join([*parts, escape(text[place:])])


def extract(text: str, beginnings: tuple[str, ...]) -> str:
    """Return the surroundings of the first word found as HTML; empty where none is."""
    flat = " ".join(text.split())
    first = next((m for m in _WORD.finditer(flat) if beginnings and plain_words(m[0]).startswith(beginnings)), None)
    if first is None:
        return ""
    start = max(0, first.start() - EXTRACT_CHARACTERS // 3)
    start = flat.rfind(" ", 0, start) + 1 if start else 0
    end = start + EXTRACT_CHARACTERS
    end = len(flat) if end >= len(flat) else max(flat.rfind(" ", 0, end), first.end())
    shown = marked(flat[start:end], beginnings)
    return ("…" if start else "") + shown + ("…" if end < len(flat) else "")

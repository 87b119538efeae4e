"""Words and ids that stand nowhere else, who may see each, and the finding of them in bytes of any coding."""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import html
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import brotli

NOBODY: frozenset[str] = frozenset()
OURS = frozenset({"own"})
PARTNERS = frozenset({"own", "partners"})
EVERYBODY = frozenset({"own", "partners", "open"})
# The narrowest text field of all takes forty.
LONGEST = 36
_WORD = re.compile(r"zq[a-z0-9]+?9x")
_ID = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b")
_FILE = re.compile(r"\b[0-9a-f]{32}\.(?:avif|webp|jpg|png)\b")
_PACKED = re.compile(r"[A-Za-z0-9_\-+/]{24,}")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Mark:
    """What a marker stands for. Shape: `audiences` may see it, `kind` is the feed type it belongs to, if to one."""

    state: str
    what: str
    audiences: frozenset[str] = NOBODY
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.what} of {self.state}"


class Marks:
    """Every marker of a site. Words are small letters and digits, so that no slug, index or e-mail changes them."""

    def __init__(self) -> None:
        self.known: dict[str, Mark] = {}

    def word(self, state: str, what: str, audiences: frozenset[str] = NOBODY, kind: str = "") -> str:
        """Return the marker of one text."""
        plain = "".join(letter for letter in f"{state}{what}".lower() if letter.isalnum())
        if len(plain) > LONGEST:
            plain = plain[: LONGEST - 8] + hashlib.sha256(plain.encode()).hexdigest()[:8]
        word = f"zq{plain.replace('9x', '')}9x"
        self.known.setdefault(word, Mark(state, what, audiences, kind))
        return word

    def id(self, value: uuid.UUID, state: str, audiences: frozenset[str] = NOBODY, kind: str = "") -> str:
        """Note a public id, or a content id."""
        self.known[str(value)] = Mark(state, "id", audiences, kind)
        return str(value)

    def file(self, name: str, state: str, audiences: frozenset[str] = NOBODY) -> None:
        """Note the name of a file made of a picture."""
        self.known[name] = Mark(state, "file", audiences)

    def of(self, state: str, *whats: str) -> list[str]:
        """Return the markers of a state."""
        return [key for key, mark in self.known.items() if mark.state == state and (not whats or mark.what in whats)]

    def found_in(self, content: bytes, *, echoes: Iterable[str] = ()) -> set[str]:
        """Return the markers that stand in bytes, in whatever form, save those that the question itself held."""
        seen: set[str] = set()
        for text in forms(content):
            seen.update(_WORD.findall(text))
            seen.update(_FILE.findall(text))
            seen.update(str(uuid.UUID(found)) for found in _ID.findall(text))
        asked = set().union(*(self._plain(echo) for echo in echoes))
        return {key for key in seen if key in self.known and key not in asked}

    def _plain(self, text: str) -> set[str]:
        low = unquote(text).lower()
        return {*_WORD.findall(low), *_FILE.findall(low), *(str(uuid.UUID(one)) for one in _ID.findall(low))}


def unpacked(content: bytes, coding: str) -> bytes:
    """Return a body without its content coding."""
    if coding == "gzip":
        return gzip.decompress(content)
    return brotli.decompress(content) if coding == "br" else content


def forms(content: bytes) -> Iterator[str]:
    """Return a content in small letters as it stands, and as whoever reads it would decode it, to three levels."""
    text = content.decode("utf-8", "replace")
    seen: set[str] = set()
    for _level in range(3):
        if text in seen:
            return
        seen.add(text)
        # A word that was searched for is marked in its midst.
        yield re.sub(r"</?mark>", "", text.lower())
        yield from _packed(text)
        text = unquote(html.unescape(_unescaped(text)))


def _unescaped(text: str) -> str:
    return _UNICODE.sub(lambda found: chr(int(found[1], 16)), text).replace("\\/", "/") if "\\" in text else text


def _packed(text: str) -> Iterator[str]:
    """Return what base64 holds: cursors, and whatever else was hidden so."""
    for found in set(_PACKED.findall(text)):
        padded = found.replace("-", "+").replace("_", "/")
        try:
            raw = base64.b64decode(padded + "=" * (-len(padded) % 4))
        except binascii.Error:
            continue
        # A cursor begins with its signature: what follows is JSON.
        yield raw.decode("latin-1").lower()


def spoken(value: object) -> bytes:
    """Return anything as bytes to look into."""
    return json.dumps(value, default=str).encode()

"""Finds WordPress shortcodes in a text and puts a marked element in the place of each."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Shortcodes of WordPress itself and of Jetpack; any other name was a plugin's.
KNOWN = frozenset(
    {"caption", "wp_caption", "gallery", "playlist", "audio", "video", "embed", "youtube", "vimeo", "dailymotion"}
)
_NAME = r"[A-Za-z][\w-]*"
_OPENING = re.compile(
    rf"\[(?P<escape>\[?)(?P<name>{_NAME})(?P<attributes>(?:[\s=](?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*)?)(?P<closed>/?)\]"
)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))|\"([^\"]*)\"|'([^']*)'|(\S+)")
_VERBATIM = re.compile(r"<(pre|code|script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
MARKER = "data-shortcode"


@dataclass(frozen=True)
class Shortcode:
    """One shortcode: its name, what stands inside the brackets, and what it encloses (None if nothing)."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    enclosed: str | None = None
    source: str = ""


def replace_shortcodes(text: str) -> tuple[str, list[Shortcode]]:
    """Put `<figure data-shortcode="n">` in the place of each shortcode.

    Shape: the text with its markers, and the shortcodes that the markers number. A bracketed word that nothing shows
    to be a shortcode ("[sic]") stays text; so does everything inside code, scripts and comments that is not known.
    """
    found: list[Shortcode] = []
    written: list[str] = []
    position = 0
    verbatim = [match.span() for match in _VERBATIM.finditer(text)]
    while match := _OPENING.search(text, position):
        written.append(text[position : match.start()])
        if match["escape"] and text[match.end() : match.end() + 1] == "]":
            written.append(match[0][1:])
            position = match.end() + 1
            continue
        code, end = _read(text, match)
        inside = any(start <= match.start() < stop for start, stop in verbatim)
        if code is None or inside:
            written.append(match[0])
            position = match.end()
            continue
        written.append(f'\n\n<figure {MARKER}="{len(found)}"></figure>\n\n')
        found.append(code)
        position = end
    written.append(text[position:])
    return "".join(written), found


def _read(text: str, match: re.Match[str]) -> tuple[Shortcode | None, int]:
    name, inner = match["name"].lower(), match["attributes"].strip()
    start = match.start() + len(match["escape"])
    closing = f"[/{match['name']}]"
    close_at = -1 if match["closed"] else text.find(closing, match.end())
    next_same = text.find(f"[{match['name']}", match.end())
    # Without a closing tag of its own before the next of its kind, it encloses nothing.
    if close_at >= 0 and 0 <= next_same < close_at and name in ("gallery", "audio", "video", "playlist"):
        close_at = -1
    looks_like_code = name in KNOWN or close_at >= 0 or "=" in inner or match["closed"] or "_" in name
    if not looks_like_code:
        return None, match.end()
    enclosed = text[match.end() : close_at] if close_at >= 0 else None
    end = close_at + len(closing) if close_at >= 0 else match.end()
    attributes, values = _attributes(inner)
    return Shortcode(name, attributes, values, enclosed, text[start:end]), end


def _attributes(inner: str) -> tuple[dict[str, str], tuple[str, ...]]:
    named: dict[str, str] = {}
    values: list[str] = []
    # WordPress's editors write typographic quotation marks here when the text was pasted.
    tidy = inner.translate({0x201C: '"', 0x201D: '"', 0x2033: '"', 0xA0: " "})
    for key, double, single, bare, *loose in _ATTRIBUTE.findall(tidy):
        if key:
            named[key.lower()] = html.unescape(double or single or bare)
        else:
            values.append(html.unescape("".join(loose)).lstrip("="))
    return named, tuple(values)


def strip_markers(shortcodes: list[Shortcode]) -> Iterator[str]:
    """Yield the words that each shortcode shows to a reader, for comparing texts before and after."""
    for code in shortcodes:
        if code.name in ("caption", "wp_caption"):
            yield code.attributes.get("caption", "")
        yield code.enclosed or ""

"""French typography: the spaces that must not break, and the apostrophe.

Applied when text is shown or serialised, never when it is stored: writers type as they like.
Source: Lexique des règles typographiques en usage à l’Imprimerie nationale.
"""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
NARROW = "\u202f"
_SPACES = f"[ {NO_BREAK}{NARROW}]"

# Addresses keep their signs as they are; so do character references in HTML, whose semicolon is no punctuation.
_PROTECTED = re.compile(r"((?:https?://|www\.|mailto:|tel:)[^\s<>]+|[\w.+-]+@[\w-]+\.[\w.-]+)", re.IGNORECASE)
_REFERENCE = re.compile(r"(&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);)", re.IGNORECASE)
_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_VERBATIM = re.compile(r"<(/?)(code|pre|kbd|samp|script|style)\b", re.IGNORECASE)

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=[^\W\d_])'(?=\w)"), "’"),
    # An elision may end a text node: l'<em>atelier</em>.
    (re.compile(r"(?i)(?<!\w)([cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=$|[«“])"), r"\1’"),
    (re.compile(rf"{_SPACES}+([;!?]+)"), rf"{NARROW}\1"),
    (re.compile(r"(?<=[\w»”’)\]%€…])([;!?]+)(?=[\s»”)]|$)"), rf"{NARROW}\1"),
    (re.compile(rf"{_SPACES}+:(?=\s|$)"), f"{NO_BREAK}:"),
    (re.compile(r"(?<=[\w»”’)\]%€…]):(?=\s|$)"), f"{NO_BREAK}:"),
    (re.compile(rf"«{_SPACES}*"), f"«{NO_BREAK}"),
    (re.compile(rf"{_SPACES}*»"), f"{NO_BREAK}»"),
    # 33 000: groups of three digits stay together, as does a number with its sign.
    (re.compile(rf"(?<!\d)(\d{{1,3}}){_SPACES}(?=\d{{3}}(?!\d))"), rf"\1{NARROW}"),
    (re.compile(rf"(?<={NARROW})(\d{{3}}){_SPACES}(?=\d{{3}}(?!\d))"), rf"\1{NARROW}"),
    (re.compile(rf"(?<=\d){_SPACES}(?=%)"), NARROW),
    (re.compile(rf"(?<=\d){_SPACES}(?=€)"), NO_BREAK),
)


# Without one of these signs no rule applies, and most texts of a page are a few plain words.
_CONCERNED = re.compile(r"[';!?:«»%€]|\d[ \u00a0\u202f]\d")


def _set(text: str) -> str:
    if _CONCERNED.search(text) is None:
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def _set_between(text: str, protected: re.Pattern[str]) -> str:
    """Apply the rules to what lies between protected pieces (odd parts of the split, one group in the pattern)."""
    parts = protected.split(text)
    return "".join(part if position % 2 else _set(part) for position, part in enumerate(parts))


def french(text: str) -> str:
    """Return plain text with French spaces and apostrophes. Applying it twice changes nothing more."""
    return _set_between(text, _PROTECTED)


def french_html(html: str) -> str:
    """Return HTML whose text nodes have French spaces and apostrophes; tags, attributes and code stay as they are."""
    result: list[str] = []
    verbatim = 0
    for position, part in enumerate(_TAG.split(html)):
        if position % 2:
            tag = _VERBATIM.match(part)
            if tag:
                verbatim = max(0, verbatim + (-1 if tag[1] else 1))
            result.append(part)
        elif verbatim:
            result.append(part)
        else:
            text = part.replace("&nbsp;", NO_BREAK).replace("&#x27;", "'").replace("&#39;", "'")
            pieces = _REFERENCE.split(text)
            result.extend(piece if number % 2 else french(piece) for number, piece in enumerate(pieces))
    return "".join(result)

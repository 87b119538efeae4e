"""Proves that no visible word of a post is lost: counts the words before and after, by its own reading."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable

from news.wordpress import markup
from news.wordpress.shortcodes import MARKER, replace_shortcodes, strip_markers

_UNSEEN = re.compile(
    r"<(script|style|template|select|button|form|svg|math|object|iframe)\b.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# An embedded post shows itself, never its address.
_EMBEDDED = re.compile(r'<div class="wp-block-embed__wrapper">.*?</div>', re.DOTALL)
_SEPARATING = re.compile(rf"</?(?:{'|'.join(sorted(markup.BLOCKS))}|br|img)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_WORD = re.compile(r"\w+")


def words_of(source: str) -> Counter[str]:
    """Count the words a reader sees in HTML; inline elements do not separate words, blocks do."""
    text = _EMBEDDED.sub(" ", _UNSEEN.sub(" ", _COMMENT.sub("", source)))
    # Two links that touch (a file and its button) are two things to a reader.
    text = re.sub(r"</a>\s*(?=<a\b)", "</a> ", text)
    text = _TAG.sub("", _SEPARATING.sub(" ", text))
    return Counter(_WORD.findall(html.unescape(text).casefold()))


def lost_words(source: str, result: Iterable[str]) -> list[str]:
    """Return the words of a WordPress text that its story does not show as often, each as often as it is missing.

    Shape: sorted; empty when everything was carried over.
    """
    text, shortcodes = replace_shortcodes(source)
    text = re.sub(rf'<figure {MARKER}="\d+"></figure>', " ", text)
    before = words_of(text)
    for enclosed in strip_markers(shortcodes):
        inner, nested = replace_shortcodes(enclosed)
        before += words_of(re.sub(rf'<figure {MARKER}="\d+"></figure>', " ", inner))
        before += sum((words_of(part) for part in strip_markers(nested)), Counter())
    after: Counter[str] = sum((words_of(part) for part in result), Counter())
    return sorted((before - after).elements())

"""Rich text as stored by Wagtail → sanitised public HTML. Allow-list only."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

import nh3

# Headings inside rich text are blocks of their own; images and embeds are blocks too, never embedded here.
TAGS = {"a", "abbr", "b", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p",
        "pre", "s", "strong", "sub", "sup", "u", "ul"}  # fmt: skip
ATTRIBUTES = {"a": {"href", "hreflang", "title"}, "abbr": {"title"}}
SCHEMES = {"http", "https", "mailto", "tel"}

_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a\s*>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")

Resolver = Callable[[str, str], str | None]


def public_html(source: str, *, resolve: Resolver) -> str:
    """Turn Wagtail's stored rich text into HTML that may leave the house.

    Shape: `resolve(linktype, key)` returns the absolute address of an internal target ("page" or "document" and its
    id), or None if it may not be shown: the link is then unwrapped and its text kept.
    """

    def rewrite(match: re.Match[str]) -> str:
        attributes = {name.lower(): unescape(a or b) for name, a, b in _ATTRIBUTE.findall(match[1])}
        linktype = attributes.get("linktype")
        if linktype is None:
            return match[0]
        url = resolve(linktype, attributes.get("id", ""))
        return match[2] if url is None else f'<a href="{escape(url)}">{match[2]}</a>'

    linked = _LINK.sub(rewrite, source)
    return nh3.clean(linked, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")

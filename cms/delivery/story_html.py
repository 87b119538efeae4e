"""A stored document as HTML for foreign pages: lead picture, blocks, who owns what. Made from public JSON alone.

The HTML stands by itself (no class, no script, absolute addresses) and is sanitised once more as a whole. How one
block looks is in story_blocks.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import nh3
from django.utils import translation
from django.utils.translation import gettext as _

from cms.delivery.story_blocks import RENDERERS, escape, fallback, figure, licence_name
from cms.media.licences import LICENCE_URLS

TAGS = {
    "a", "abbr", "aside", "b", "blockquote", "br", "caption", "cite", "code", "dd", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "footer", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s",
    "small", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "hreflang", "title"},
    "abbr": {"title"},
    "img": {"alt", "height", "loading", "src", "width"},
    "td": {"align"},
    "th": {"align", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
# Characters that XML 1.0 (section 2.2) has no way to write, not even escaped; half a surrogate pair is none at all.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Return a text without the characters that XML cannot carry."""
    return _UNWRITABLE.sub("", text)


def document_html(document: Mapping[str, Any]) -> str:
    """Return a whole document as sanitised HTML: picture with its credit, blocks, terms of reuse.

    Shape: `document` is the stored public form, parsed. Words of ours are in the document's language.
    """
    with translation.override(document.get("locale") or None):
        parts = [figure(image) if (image := document.get("image")) else "", _notice(document), _body(document)]
        html = "".join([*parts, terms_html(document)])
    return sanitised(html)


def blocks_html(blocks: Iterable[Any], *, locale: str) -> str:
    """Return story blocks as sanitised HTML, in order; a block of an unknown kind gives its text, or nothing."""
    with translation.override(locale):
        return sanitised(_rendered(blocks))


def sanitised(html: str) -> str:
    """Return HTML with the tags, attributes and schemes above alone, writable in XML."""
    cleaned = nh3.clean(writable(html), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")
    return writable(cleaned)


def terms_html(document: Mapping[str, Any]) -> str:
    """Return who made the text, where it stands and how it may be reused, as one line."""
    licence = document.get("licence") or ""
    name = escape(licence_name(licence))
    if url := LICENCE_URLS.get(licence):
        name = f'<a href="{escape(url)}">{name}</a>'
    source = f'<a href="{escape(document["url"])}">{escape(document.get("attribution") or document["url"])}</a>'
    return f"<p><small>{_('Source:')} {source}{f' · {name}' if name else ''}</small></p>"


def is_block(value: Any) -> bool:
    """Tell whether a value has the form of a story block."""
    return isinstance(value, Mapping) and set(value) == {"id", "type", "value"}


def _body(document: Mapping[str, Any]) -> str:
    """Render every list of blocks of a document, whatever its field is called; without any, its summary."""
    streams = [value for value in document.values() if isinstance(value, list) and value and all(map(is_block, value))]
    rendered = "".join(_rendered(stream) for stream in streams)
    return rendered or (f"<p>{escape(document['summary'])}</p>" if document.get("summary") else "")


def _rendered(blocks: Iterable[Any]) -> str:
    return "".join(RENDERERS.get(block["type"], fallback)(block["value"]) for block in blocks if is_block(block))


def _notice(document: Mapping[str, Any]) -> str:
    if not document.get("is_demonstration"):
        return ""
    return f"<p><em>{escape(_('What this text tells is invented, to show what the site can do.'))}</em></p>"

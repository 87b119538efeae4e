"""Writing XML: every text escaped, nothing in it that XML cannot carry."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from cms.delivery.story_html import writable

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def element(name: str, attributes: Mapping[str, object] | None = None, *children: str) -> str:
    """Return an element around children that are XML already; attributes that are None or empty are left out."""
    given = "".join(
        f" {key}={quoteattr(writable(str(value)))}"
        for key, value in (attributes or {}).items()
        if value is not None and value != ""
    )
    inside = "".join(children)
    return f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given}/>"


def leaf(name: str, text: str, attributes: Mapping[str, object] | None = None) -> str:
    """Return an element that holds plain text, escaped; also where that text is HTML for RSS or Atom."""
    return element(name, attributes, escape(writable(text)))

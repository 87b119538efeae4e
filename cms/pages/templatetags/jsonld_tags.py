"""`{% json_ld document publisher %}`: the only script element of a public page, and it runs nothing."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cms.pages.jsonld import structured_data

register = template.Library()

# The same three characters as django.utils.html.json_script: none of them can then end the element.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(document: dict[str, Any], publisher: str) -> SafeString:
    """Return the script element with the structured data of a document."""
    text = json.dumps(structured_data(document, publisher=publisher), ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308

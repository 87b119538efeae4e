"""`{{ text|typo }}`: the typography of the page's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import get_language

from cms.pages.typography import french, french_html

register = template.Library()


@register.filter
def typo(value: Any, language: str = "") -> str:
    """Return text or HTML with the spaces and apostrophes of a language, by default the one being shown.

    Shape: text marked safe is HTML and stays safe; anything else is plain text and is escaped as usual.
    """
    text = "" if value is None else str(value)
    if not (language or get_language() or "").startswith("fr"):
        return mark_safe(text) if isinstance(value, SafeData) else text  # noqa: S308 (it was safe before)
    if isinstance(value, SafeData) or hasattr(value, "__html__"):
        return mark_safe(french_html(text))  # noqa: S308 (only spaces and apostrophes of text nodes change)
    return french(text)

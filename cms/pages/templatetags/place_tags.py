"""Names of communes and branches, and company numbers as people read them."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from cms.pages import reference

register = template.Library()


@register.simple_tag
def commune_name(code: str) -> str:
    """Return the name of a commune of the territory, "" for another code."""
    found = reference.commune(code)
    return found.name if found else ""


@register.simple_tag
def branch_name(code: str) -> str:
    """Return the label of a NAF division in the active language, "" for another code."""
    found = reference.naf_division(code)
    return found.label(get_language() or "fr") if found else ""


@register.filter
def siren(value: str) -> str:
    """Return a SIREN in groups of three digits."""
    return "\u202f".join(value[start : start + 3] for start in range(0, len(value), 3))


@register.filter
def bare_address(value: str) -> str:
    """Return a web address without its scheme and final slash, as it is said aloud."""
    return value.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")

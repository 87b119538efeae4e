"""`{% feed_picture image sizes alt %}`: a picture of a stored document. Its rights were decided with the document."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


def focus_class(focal_point: dict[str, float] | None) -> str:
    """Return the classes that keep the subject in sight when the picture is cropped, to the nearest tenth."""
    if not focal_point:
        return ""
    across, down = (round(focal_point[axis] * 10) * 10 for axis in ("x", "y"))
    return f"fx-{across} fy-{down}"


@register.simple_tag
def feed_picture(image: dict[str, Any], sizes: str, alt: str | None = None, eager: bool = False) -> SafeString:
    """Return the picture element of an image of the public contract.

    Shape: `alt` replaces the stored text; "" where the text beside the picture already says it.
    """
    kinds: dict[str, list[dict[str, Any]]] = {}
    for source in image["srcset"]:
        kinds.setdefault(source["type"], []).append(source)
    fallback = kinds.pop("image/jpeg", [])
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((kind, _srcset(entries), sizes) for kind, entries in kinds.items()),
    )
    return format_html(
        '<picture>{}<img src="{}"{} width="{}" height="{}" alt="{}" class="{}" {}></picture>',
        sources,
        image["url"],
        format_html(' srcset="{}" sizes="{}"', _srcset(fallback), sizes) if fallback else "",
        image["width"],
        image["height"],
        image["alt"] if alt is None else alt,
        focus_class(image.get("focal_point")),
        format_html('fetchpriority="high"') if eager else format_html('loading="lazy" decoding="async"'),
    )


def _srcset(entries: list[dict[str, Any]]) -> str:
    return ", ".join(f"{entry['url']} {entry['width']}w" for entry in entries)

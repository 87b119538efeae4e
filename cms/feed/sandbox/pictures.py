"""The pictures of the sandbox: drawings of the project's own, files beside the code, each with its credit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext as _

LICENCE = "CC-BY-4.0"
# AVIF, then WebP, then JPEG, as everywhere.
TYPES = {"image/avif": "avif", "image/webp": "webp", "image/jpeg": "jpg"}
# A file that was there once: the picture whose rights ended.
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Drawing:
    """One drawing. Units: pixels. Shape: `placeholder` is a WebP of 16 pixels in base 64."""

    width: int
    height: int
    placeholder: str


DRAWINGS = {
    "plates": Drawing(1200, 800, "UklGRjIAAABXRUJQVlA4ICYAAACwAQCdASoIAAUAB0CWJQBdgB88xIaAAP2NAwVdw56GCTjyUAAAAA=="),
    "river": Drawing(1200, 800, "UklGRjYAAABXRUJQVlA4ICoAAACwAQCdASoIAAUAB0CWJaACdADx9OWAAPfNmiOMNSvCR5AHMz78d+KvgAA="),
    "machine-tool": Drawing(
        1200, 1200, "UklGRjwAAABXRUJQVlA4IDAAAACwAQCdASoIAAgAB0CWJYwC7AEOqORYAP21ArW2NnExXcXcPVbeCDbxDSBJzqYKAAA="
    ),
    "keys": Drawing(
        800, 1200, "UklGRkAAAABXRUJQVlA4IDQAAAAwAgCdASoIAAwAB0CWJbACdIExGMKBr1EtAAD+2UqKuO9XMcZDek4gvRiFVdxkILjoAAAA"
    ),
}


def picture(name: str, root: str, *, has_srcset: bool = True) -> dict[str, Any]:
    """Return a picture as the public shape has it, in the active language.

    Shape: WITHDRAWN is a picture whose file is gone: its addresses answer 404, as they do when rights have ended;
    `root` is the address of the site, without its last slash.
    """
    drawing = DRAWINGS.get(name, DRAWINGS["plates"])
    sources = [
        {"url": root + file(f"{name}-{width}.{ending}"), "width": width, "type": kind}
        for kind, ending in TYPES.items()
        for width in (drawing.width // 2, drawing.width)
    ]
    return {
        "url": root + file(f"{name}-{drawing.width}.jpg"),
        "width": drawing.width,
        "height": drawing.height,
        "alt": _("A print by the project, for tests."),
        "credit": _("Print by the project, sandbox"),
        "licence": LICENCE,
        "focal_point": {"x": 0.5, "y": 0.5},
        "placeholder": f"data:image/webp;base64,{drawing.placeholder}",
        "srcset": sources if has_srcset else [],
    }


def file(filename: str) -> str:
    """Return the path of a file of the sandbox."""
    # What is gone has no entry in a manifest of files.
    is_gone = filename.startswith(WITHDRAWN)
    return f"{settings.STATIC_URL}sandbox/{filename}" if is_gone else static(f"sandbox/{filename}")

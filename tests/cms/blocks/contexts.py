"""A public context that answers from memory: what a serialiser may ask, without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cms.blocks.story import serialise_stream
from cms.media.audiences import Audience
from cms.media.shapes import FocalPoint, ImageShape, ImageSource
from cms.pages.typography import french, french_html


def image_shape(alt: str) -> ImageShape:
    return ImageShape(
        url="https://example.org/media/renditions/a.jpg",
        width=1200,
        height=800,
        alt=alt,
        credit="Photo Anna Petit",
        licence="CC-BY-4.0",
        focal_point=FocalPoint(x=0.5, y=0.5),
        placeholder="data:image/webp;base64,AAAA",
        srcset=(ImageSource(url="https://example.org/media/renditions/a.avif", width=800, type="image/avif"),),
    )


class MemoryContext:
    """Implements PublicContext. `refused` holds the titles of pictures and files that this audience may not have."""

    audience = Audience.OPEN
    now = datetime(2026, 11, 22, tzinfo=UTC)

    def __init__(self, *, refused: frozenset[str] = frozenset(), locale: str = "fr") -> None:
        self.refused = refused
        self.locale = locale
        self.dependencies: list[Any] = []

    def image(self, image: Any, *, alt: str | None = None) -> ImageShape | None:
        if image is None or image.title in self.refused:
            return None
        return image_shape(image.title if alt is None else alt)

    def rich_text(self, source: str) -> str:
        return french_html(source)

    def text(self, value: str) -> str:
        return french(value)

    def page_url(self, page_id: int) -> str | None:
        return None if str(page_id) in self.refused else f"https://example.org/{page_id}/"

    def document_id(self, page_id: int) -> str | None:
        return None if str(page_id) in self.refused else f"id-{page_id}"

    def file(self, document: Any) -> dict[str, Any] | None:
        if document.title in self.refused:
            return None
        url = f"https://example.org/documents/{document.pk}/"
        return {"url": url, "title": document.title, "size_bytes": 10, "type": "application/pdf"}

    def depends_on(self, obj: Any) -> None:
        self.dependencies.append(obj)

    def stream(self, value: Any) -> list[Any]:
        return serialise_stream(value, self)

"""What a block or a page may ask while it is turned into its public form.

The concrete context lives one floor up (cms.feed.context); this protocol lets the ground floor speak to it without
importing upward. Everything a serialiser reads beyond its own page goes through it, so that dependencies are recorded
and rights are asked in one place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from cms.media.audiences import Audience
from cms.media.shapes import ImageShape


class PublicContext(Protocol):
    """The questions a serialiser may ask."""

    audience: Audience
    now: datetime
    locale: str

    def image(self, image: Any, *, alt: str | None = None) -> ImageShape | None:
        """Return the public form of an image, or None where this audience has no right to it now.

        Shape: `alt` replaces the image's default alternative text; pass "" for a decorative use.
        """
        ...

    def rich_text(self, source: str) -> str:
        """Return sanitised HTML whose internal links are absolute; a link to a page that is not public is unwrapped."""
        ...

    def text(self, value: str) -> str:
        """Return plain text with the typography of the document's language (no-break spaces, apostrophes)."""
        ...

    def page_url(self, page_id: int) -> str | None:
        """Return the absolute address of a page, or None if it is not public for this audience."""
        ...

    def document_id(self, page_id: int) -> str | None:
        """Return the public id of another page's document, or None if it is not public for this audience."""
        ...

    def file(self, document: Any) -> dict[str, Any] | None:
        """Return {"url", "title", "size_bytes", "type"} of an attached file, or None if it may not be shown."""
        ...

    def depends_on(self, obj: Any) -> None:
        """Record that the document must be made again when this snippet (any model instance) changes."""
        ...

    def stream(self, value: Any) -> list[Any]:
        """Return the public blocks of a StreamField value, in order, without those that may not be shown."""
        ...

"""The shapes that every document type shares: the public contract, field by field."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from cms.media.shapes import ImageShape, PublicShape


class Tag(PublicShape):
    """A keyword."""

    slug: str = Field(description="Value to filter with.", examples=["fonderie"])
    name: str = Field(description="Text to show.", examples=["fonderie"])


class TranslationLink(PublicShape):
    """The same content in another language."""

    locale: str = Field(description="Language of the translation.", examples=["en"])
    url: str = Field(
        description="Absolute address of its page.", examples=["https://example.org/en/ambassadors/atelier/"]
    )
    status: Literal["current", "outdated"] = Field(
        description="`outdated` when the source has changed since this translation was made.", examples=["current"]
    )


class DocumentItem(PublicShape):
    """What a list shows of any document."""

    id: str = Field(
        description="Public id: one page in one language.", examples=["6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"]
    )
    content_id: str = Field(
        description="Shared by the translations of one content.", examples=["0d2bb0a3-4c3e-4d2f-8a52-3a4e0e4b6a10"]
    )
    type: str = Field(description="Kind of document.", examples=["ambassador"])
    locale: str = Field(description="Language of the text.", examples=["fr"])
    slug: str = Field(description="Last part of the address.", examples=["atelier-des-deux-rives"])
    url: str = Field(
        description="Absolute address of the page.",
        examples=["https://example.org/ambassadeurs/atelier-des-deux-rives/"],
    )
    title: str = Field(description="Title, plain text.", examples=["L’Atelier des Deux-Rives"])
    summary: str = Field(description="One or two sentences, plain text.", examples=["Fonderie d’art à Créteil."])
    published_at: datetime = Field(description="First publication (RFC 3339, UTC).", examples=["2026-11-22T09:00:00Z"])
    updated_at: datetime = Field(description="Latest publication (RFC 3339, UTC).", examples=["2026-11-22T09:00:00Z"])
    image: ImageShape | None = Field(description="Lead picture, or null where this audience has no right to it.")
    tags: tuple[Tag, ...] = Field(description="Keywords.")
    licence: str = Field(description="Licence of the text.", examples=["etalab-2.0"])
    attribution: str = Field(description="Attribution to display when reusing.", examples=["Fabriqué en Val-de-Marne"])
    translations: tuple[TranslationLink, ...] = Field(description="The other languages of this content.")

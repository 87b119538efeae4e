"""A video is a link and its transcript: nothing of a third party runs in our pages."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks

from cms.blocks.base import PublicBlock, SpeaksPublicly
from cms.blocks.context import PublicContext
from cms.blocks.text import RICH_TEXT_FEATURES
from cms.media.shapes import PublicShape

PROVIDERS = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "vimeo.com": "Vimeo",
    "dailymotion.com": "Dailymotion",
    "dai.ly": "Dailymotion",
    "tube.numerique.gouv.fr": "Tube numérique",
}
FILE_SUFFIXES = (".mp4", ".webm")


def provider_of(url: str) -> str | None:
    """Return the name of the provider that serves a video, "" for a file, None if it is neither."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("player.")
    if parts.scheme != "https":
        return None
    if host in PROVIDERS:
        return PROVIDERS[host]
    return "" if parts.path.lower().endswith(FILE_SUFFIXES) else None


def validate_video_url(url: str) -> None:
    """Refuse an address that is no video we know how to present.

    Errors: ValidationError that names what is accepted.
    """
    if provider_of(url) is None:
        raise ValidationError(
            _(
                "This is not the address of a video that we can show. Copy the https address of a video on YouTube, "
                "Vimeo or Dailymotion, or of a file that ends in .mp4 or .webm."
            ),
            code="unknown_video",
        )


class VideoValue(PublicShape):
    """A video to go and see, and its words to read here."""

    url: str = Field(description="Address of the video.", examples=["https://vimeo.com/76979871"])
    provider: str = Field(description="Who serves it; empty for a plain file.", examples=["Vimeo"])
    title: str = Field(description="Title of the video.", examples=["Dans la fonderie"])
    transcript: str = Field(
        description="Everything said and shown, sanitised HTML.", examples=["<p>Bruit du four…</p>"]
    )


class VideoShape(PublicBlock):
    """A video with its transcript."""

    type: Literal["video"] = Field(default="video", description="Kind of block.", examples=["video"])
    value: VideoValue = Field(description="The video.")


class VideoBlock(SpeaksPublicly, blocks.StructBlock):
    url = blocks.URLBlock(
        label=_("address of the video"),
        validators=[validate_video_url],
        help_text=_(
            "From YouTube, Vimeo, Dailymotion, or a file that ends in .mp4 or .webm. It opens on its own site: no "
            "trackers here."
        ),
    )
    title = blocks.CharBlock(
        label=_("title"), max_length=140, help_text=_("What one will see. The link carries these words.")
    )
    transcript = blocks.RichTextBlock(
        label=_("transcript"),
        features=RICH_TEXT_FEATURES,
        help_text=_(
            "Everything that is said, and what must be seen to understand. The law asks for it, and search engines "
            "read it."
        ),
    )

    shape = VideoShape

    class Meta:
        label = _("video")
        icon = "media"
        template = "blocks/video.html"

    def present(self, value: Any, context: PublicContext) -> VideoValue:
        return VideoValue(
            url=value["url"],
            provider=provider_of(value["url"]) or "",
            title=context.text(value["title"]),
            transcript=context.rich_text(value["transcript"].source),
        )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Give the template the provider's name, so that the link says where it leads."""
        return {**super().get_context(value, parent_context), "provider": provider_of(value["url"]) or ""}

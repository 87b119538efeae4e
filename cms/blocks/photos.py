"""Blocks made of photographs. A picture this audience has no right to is left out, never named."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.base import PublicBlock, SpeaksPublicly
from cms.blocks.context import PublicContext
from cms.media.shapes import ImageShape, PublicShape


class PhotoValue(PublicShape):
    """A photograph and what is said under it."""

    image: ImageShape = Field(description="The picture; show its credit.")
    caption: str = Field(description="Caption, plain text; may be empty.", examples=["La coulée du jeudi, à Créteil."])


class PhotoShape(PublicBlock):
    """A photograph."""

    type: Literal["photo"] = Field(default="photo", description="Kind of block.", examples=["photo"])
    value: PhotoValue = Field(description="The photograph.")


class PhotoBlock(SpeaksPublicly, blocks.StructBlock):
    image = ImageChooserBlock(
        label=_("photo"), help_text=_("A gesture, a material, a face at work. Its rights decide where it may appear.")
    )
    alt = blocks.CharBlock(
        label=_("alternative text"),
        required=False,
        default="",
        max_length=250,
        help_text=_(
            "What the photo shows here, for those who cannot see it: “A moulder opens the sand mould.” Empty: the "
            "photo’s own text is used."
        ),
    )
    caption = blocks.CharBlock(
        label=_("caption"),
        required=False,
        default="",
        max_length=250,
        help_text=_("Who, what, where: adds something that the picture does not say. The credit is added by itself."),
    )

    shape = PhotoShape

    class Meta:
        label = _("photo")
        icon = "image"
        template = "blocks/photo.html"

    def present(self, value: Any, context: PublicContext) -> PhotoValue | None:
        # A deleted image leaves None behind in the stream.
        if value["image"] is None:
            return None
        image = context.image(value["image"], alt=value["alt"] or None)
        if image is None:
            return None
        return PhotoValue(image=image, caption=context.text(value["caption"] or ""))


class GalleryValue(PublicShape):
    """Several photographs that belong together."""

    title: str = Field(description="Title; may be empty.", examples=["Une journée à la fonderie"])
    photos: tuple[PhotoValue, ...] = Field(description="The photographs, in order; at least one.", min_length=1)


class GalleryShape(PublicBlock):
    """Several photographs that belong together."""

    type: Literal["gallery"] = Field(default="gallery", description="Kind of block.", examples=["gallery"])
    value: GalleryValue = Field(description="The gallery.")


class GalleryBlock(SpeaksPublicly, blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("title"),
        required=False,
        default="",
        max_length=120,
        help_text=_("What the photos have in common, or nothing."),
    )
    photos = blocks.ListBlock(
        PhotoBlock(),
        label=_("photos"),
        min_num=2,
        max_num=20,
        help_text=_("From three to eight, in the order of a story. Two that look alike are one too many."),
    )

    shape = GalleryShape

    class Meta:
        label = _("gallery")
        icon = "duplicate"
        template = "blocks/gallery.html"

    def present(self, value: Any, context: PublicContext) -> GalleryValue | None:
        photo_block = self.child_blocks["photos"].child_block
        shown = [photo_block.present(photo, context) for photo in value["photos"]]
        photos = tuple(photo for photo in shown if photo is not None)
        return GalleryValue(title=context.text(value["title"] or ""), photos=photos) if photos else None

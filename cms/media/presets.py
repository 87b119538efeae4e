"""Which files are made of an image, under which names, and the public shape that follows. No file, no query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from cms.media.audiences import Audience
from cms.media.models import Image
from cms.media.rights import RightsFacts, rights_of
from cms.media.shapes import FocalPoint, ImageShape, ImageSource
from cms.media.storages import RENDITIONS_PATH

MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
# What `ImageShape.url` points to: the largest JPEG not wider than this.
DEFAULT_WIDTH_PX = 1200


@dataclass(frozen=True)
class Preset:
    """A fixed family of renditions.

    Units: `widths` in pixels; `ratio` is width by height of the crop around the focal point, None keeps the whole.
    """

    name: str
    widths: tuple[int, ...]
    formats: tuple[str, ...]
    ratio: float | None = None


PRESETS = {
    preset.name: preset
    for preset in (
        Preset("story", (400, 800, 1200, 1600), ("avif", "webp", "jpg")),
        Preset("plate", (240, 480), ("avif", "webp", "jpg"), ratio=1.0),
        Preset("social", (1200,), ("jpg",), ratio=1200 / 630),
    )
}


@dataclass(frozen=True)
class PlannedRendition:
    """One file to make: its public name, the part of the original it shows, and its size in pixels."""

    name: str
    preset: str
    format: str
    width: int
    height: int
    crop: tuple[int, int, int, int]

    @property
    def path(self) -> str:
        """Address within the site."""
        return f"{RENDITIONS_PATH}{self.name}"


def planned_renditions(image: Image, preset: str | None = None) -> tuple[PlannedRendition, ...]:
    """List the files of an image, of one preset or of all.

    Shape: by preset, then AVIF, WebP, JPEG, then width ascending; empty for a withdrawn image. Never larger than the
    original.
    """
    if image.is_withdrawn:
        return ()
    chosen = PRESETS.values() if preset is None else (PRESETS[preset],)
    digest_base = _digest_base(image)
    planned = []
    for family in chosen:
        crop = _crop(image, family.ratio)
        for extension in family.formats:
            for width, height in _sizes(crop, family):
                name = _name(digest_base, family.name, extension, width)
                planned.append(PlannedRendition(name, family.name, extension, width, height, crop))
    return tuple(planned)


def focal_fractions(image: Image) -> FocalPoint:
    """Return the focal point as fractions of the picture, its centre where none was set."""
    if image.focal_point_x is None or image.focal_point_y is None:
        return FocalPoint(x=0.5, y=0.5)
    return FocalPoint(
        x=round(min(max(image.focal_point_x / image.width, 0), 1), 4),
        y=round(min(max(image.focal_point_y / image.height, 0), 1), 4),
    )


def image_shape(
    image: Image,
    *,
    base_url: str,
    alt: str | None,
    audience: Audience,
    now: datetime,
    facts: RightsFacts | None = None,
    preset: str = "story",
) -> ImageShape | None:
    """Return the public form of an image, or None where this audience has no right to it now.

    Shape: depends on the rows alone, so that two computations agree; no query when `facts` covers the image. `alt`
    None takes the image's own text, "" states a decorative use.
    """
    if not rights_of(image, audience=audience, now=now, facts=facts).allowed:
        return None
    return unjudged_shape(image, base_url=base_url, alt=alt, preset=preset)


def unjudged_shape(image: Image, *, base_url: str, alt: str | None, preset: str = "story") -> ImageShape:
    """Return the public form of an image without asking whether anybody may have it: the caller has asked.

    Errors: ValueError for a withdrawn image, which has no files.
    """
    planned = planned_renditions(image, preset)
    jpegs = [one for one in planned if one.format == "jpg"]
    if not jpegs:
        raise ValueError(f"Image {image.pk} was withdrawn: it has no files.")
    small = [one for one in jpegs if one.width <= DEFAULT_WIDTH_PX]
    default = max(small, key=lambda one: one.width) if small else jpegs[0]
    base = base_url.rstrip("/")
    return ImageShape(
        url=f"{base}{default.path}",
        width=default.width,
        height=default.height,
        alt=image.default_alt if alt is None else alt,
        credit=image.credit,
        licence=image.licence,
        focal_point=focal_fractions(image),
        placeholder=image.placeholder,
        srcset=tuple(
            ImageSource(url=f"{base}{one.path}", width=one.width, type=MEDIA_TYPES[one.format]) for one in planned
        ),
    )


def _digest_base(image: Image) -> str:
    focal = f"{image.focal_point_x},{image.focal_point_y}"
    size = f"{image.width}x{image.height}"
    # What is written into the files counts too: a corrected credit must not keep an address with the former one.
    return "\n".join((str(image.pk), image.file_hash, size, focal, image.author, image.credit, image.licence))


def _name(digest_base: str, preset: str, extension: str, width: int) -> str:
    # 128 bits of a keyed digest: nobody without the secret key can tell a name, not even from the same picture.
    value = f"{digest_base}\n{preset}\n{extension}\n{width}"
    digest = salted_hmac("cms.media.renditions", value, algorithm="sha256").hexdigest()
    return f"{digest[:32]}.{extension}"


def _crop(image: Image, ratio: float | None) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of the largest part of that ratio, as near the focal point as the edges allow."""
    if ratio is None:
        return (0, 0, image.width, image.height)
    width = min(image.width, max(1, round(image.height * ratio)))
    height = min(image.height, max(1, round(width / ratio)))
    focal = focal_fractions(image)
    left = min(max(round(focal.x * image.width - width / 2), 0), image.width - width)
    top = min(max(round(focal.y * image.height - height / 2), 0), image.height - height)
    return (left, top, left + width, top + height)


def _sizes(crop: tuple[int, int, int, int], preset: Preset) -> list[tuple[int, int]]:
    """Return the sizes of a preset that the crop can fill; its own width closes the list where it is the limit."""
    crop_width, crop_height = crop[2] - crop[0], crop[3] - crop[1]
    widths = [width for width in preset.widths if width < crop_width]
    if len(widths) < len(preset.widths):
        widths.append(crop_width)
    ratio = crop_height / crop_width if preset.ratio is None else 1 / preset.ratio
    return [(width, min(crop_height, max(1, round(width * ratio)))) for width in widths]

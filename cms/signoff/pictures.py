"""The photos of a proof, for the eyes of one person: of a reasonable size, and marked as not published."""

from __future__ import annotations

import io

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from cms.media.models import Image

WIDEST_PX = 1200
_FONT = "fonts/bricolage-grotesque-latin-48pt.woff2"


def marked_picture(image: Image) -> bytes:
    """Return a JPEG of a photo with the watermark across it.

    Errors: FileNotFoundError if the original is gone.
    """
    with image.file.storage.open(image.file.name, "rb") as original, Pillow.open(original) as picture:
        # JPEG decoders can halve a picture while they read it.
        picture.draft("RGB", (WIDEST_PX, WIDEST_PX))
        picture.load()
        shown = _on_white(picture)
    shown.thumbnail((WIDEST_PX, WIDEST_PX * 2), Pillow.Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    # info is what Pillow's writer reads: nothing of the original's is wanted in the file.
    marked = _marked(shown, str(_("PROOF – NOT PUBLISHED")))
    marked.info = {}
    marked.save(out, "JPEG", quality=78, optimize=True)
    return out.getvalue()


def _marked(picture: Pillow.Image, text: str) -> Pillow.Image:
    """Repeat a text across a picture, light on dark and dark on light at once, so that it shows everywhere."""
    size = max(14, picture.width // 22)
    font = ImageFont.truetype(_font_path(), size)
    length = round(font.getlength(text))
    side = picture.width + picture.height
    layer = Pillow.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for row, top in enumerate(range(0, side, size * 6)):
        for left in range(-(row % 2) * (length // 2), side, length + size * 3):
            draw.text(
                (left, top), text, font=font, fill=(255, 255, 255, 150), stroke_width=1, stroke_fill=(16, 33, 43, 110)
            )
    turned = layer.rotate(24, resample=Pillow.Resampling.BICUBIC)
    left, top = (side - picture.width) // 2, (side - picture.height) // 2
    cut = turned.crop((left, top, left + picture.width, top + picture.height))
    return Pillow.alpha_composite(picture.convert("RGBA"), cut).convert("RGB")


def _font_path() -> str:
    found = finders.find(_FONT)
    if not isinstance(found, str):
        raise FileNotFoundError(_FONT)
    return found


def _on_white(picture: Pillow.Image) -> Pillow.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        ground = Pillow.new("RGB", picture.size, "white")
        with_alpha = picture.convert("RGBA")
        ground.paste(with_alpha, mask=with_alpha.getchannel("A"))
        return ground
    return picture.convert("RGB")

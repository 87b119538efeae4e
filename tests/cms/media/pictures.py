"""Small pictures of every kind, good and bad, made on the spot."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import piexif
from PIL import Image as Pillow
from PIL import ImageDraw
from PIL.PngImagePlugin import PngInfo

from cms.media.models import Image
from cms.media.services import image_from_bytes

SECRET = "SECRET-MARKER"
RIGHTS: dict[str, Any] = {
    "holding": "own",
    "author": "Anna Petit",
    "credit": "Photo Anna Petit / CCI Val-de-Marne",
    "licence": "CC-BY-4.0",
    "may_site": True,
    "may_partners": True,
    "may_open": True,
    "persons": "nobody",
    "default_alt": "Une mouleuse.",
}


def drawn(width: int = 300, height: int = 200, mode: str = "RGB") -> Pillow.Image:
    """Return a picture whose top left quarter is red and the rest blue, so that one sees how it stands."""
    picture = Pillow.new(mode, (width, height), "blue")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="red")
    return picture


def encoded(kind: str = "JPEG", width: int = 300, height: int = 200, **options: Any) -> bytes:
    """Return a picture in a format, with whatever else Pillow may write into it."""
    out = io.BytesIO()
    drawn(width, height).save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """Return EXIF with a place, a maker, an author, a comment and a thumbnail."""
    thumbnail = io.BytesIO()
    drawn(40, 30).save(thumbnail, "JPEG", comment=SECRET.encode())
    return piexif.dump(
        {
            "0th": {
                piexif.ImageIFD.Make: SECRET.encode(),
                piexif.ImageIFD.Artist: SECRET.encode(),
                piexif.ImageIFD.Orientation: orientation,
            },
            "Exif": {piexif.ExifIFD.UserComment: b"ASCII\x00\x00\x00" + SECRET.encode()},
            "GPS": {piexif.GPSIFD.GPSLatitudeRef: b"N", piexif.GPSIFD.GPSLatitude: ((48, 1), (47, 1), (2500, 100))},
            "1st": {piexif.ImageIFD.Make: SECRET.encode()},
            "thumbnail": thumbnail.getvalue(),
        }
    )


def png_with_texts() -> bytes:
    """Return a PNG that tells in every kind of text chunk."""
    info = PngInfo()
    info.add_text("Author", SECRET)
    info.add_text("Comment", SECRET, zip=True)
    info.add_itxt("XML:com.adobe.xmp", SECRET)
    return encoded("PNG", pnginfo=info, exif=exif())


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a few bytes that claim to be an enormous picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def noisy_jpeg(width: int = 400, height: int = 300) -> bytes:
    """Return a JPEG with enough data to damage."""
    out = io.BytesIO()
    Pillow.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def make_image(data: bytes | None = None, *, name: str = "photo.jpg", **fields: Any) -> Image:
    """Save an image with every right, but for the fields given."""
    return image_from_bytes(
        encoded() if data is None else data, name=name, title="Une photo", check_name=False, **{**RIGHTS, **fields}
    )

"""Every picture that comes in is judged by its content, decoded whole, and written anew without a word of metadata.

The new file holds nothing of the old one but its pixels: position, camera, author's tools, thumbnails, comments and
anything hidden behind the picture stay out. How the picture stands is applied to the pixels, colours become sRGB.
"""

from __future__ import annotations

import base64
import hashlib
import io
import struct
from typing import IO, TYPE_CHECKING

import pillow_heif
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, ImageCms, ImageFile
from PIL import Image as Pillow

from cms.media.jpeg_scans import open_ended
from cms.media.sniffing import EXTENSIONS, sniff_format, sniff_stranger

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

pillow_heif.register_heif_opener()

PLACEHOLDER_PX = 16
STORED_JPEG_QUALITY = 92
# What Pillow's decoders raise on damaged input, seen with truncated, flipped and random bytes.
DECODER_ERRORS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
# EXIF 2.32, 4.6.4, tag 274: what to do to the pixels so that the picture stands as the camera meant.
_TURNS = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}


class UploadError(ValidationError):
    """A file that is not taken, with a sentence that says what to do."""


class CleanFile(ContentFile):
    """A picture that `clean_upload` has written: safe to store as it is."""

    def __init__(self, content: bytes, *, name: str, size_px: tuple[int, int], placeholder: str) -> None:
        super().__init__(content, name=name)
        self.width, self.height = size_px
        self.placeholder = placeholder
        self.sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()


def clean_upload(upload: File | IO[bytes], *, name: str | None) -> CleanFile:
    """Check a picture and return it rewritten: JPEG, or PNG where it was one or has transparency.

    Shape: the result's name is that of the sender with the right extension; storing replaces it by a random one.
    `name` None skips the comparison between name and content.
    Errors: UploadError.
    """
    data = _read(upload)
    kind = _kind(data, name)
    picture = _decode(data, kind)
    content, extension = _encode(picture, kind)
    stem = (name or "photo").rpartition("/")[2].rpartition(".")[0] or "photo"
    return CleanFile(content, name=f"{stem}.{extension}", size_px=picture.size, placeholder=make_placeholder(picture))


def make_placeholder(picture: Pillow.Image) -> str:
    """Return a preview of at most 16 pixels a side as a data: URI."""
    tiny = picture.convert("RGB")
    tiny.thumbnail((PLACEHOLDER_PX, PLACEHOLDER_PX))
    out = io.BytesIO()
    tiny.save(out, "WEBP", quality=30, method=4)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def _refuse(code: str, message: str | _StrPromise, **params: object) -> UploadError:
    return UploadError(message, code=code, params=params)


def _read(upload: File | IO[bytes]) -> bytes:
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    upload.seek(0)
    data = upload.read(limit + 1)
    upload.seek(0)
    if len(data) > limit:
        raise _refuse(
            "too-heavy",
            _("This file weighs more than %(limit)s: export the photo as JPEG, at most 6,000 pixels wide."),
            limit=filesizeformat(limit),
        )
    if not data:
        raise _refuse("empty", _("This file is empty: send the photo again from where it was taken."))
    return data


def _kind(data: bytes, name: str | None) -> str:
    kind = sniff_format(data[:512])
    if kind is None:
        raise _refuse(
            "not-a-photo",
            _(
                "This is not a photo that we can take (%(found)s): export it as JPEG, PNG, WebP, AVIF or HEIC, and "
                "send that file."
            ),
            found=sniff_stranger(data[:512]) or _("unknown content"),
        )
    extension = (name or "").rpartition(".")[2].lower() if "." in (name or "") else ""
    if name is not None and extension not in EXTENSIONS[kind]:
        raise _refuse(
            "disguised",
            _(
                "The name says “.%(extension)s” but the content is %(kind)s: export the photo again with the right "
                "ending, then send that file."
            ),
            extension=extension,
            kind="HEIC" if kind == "HEIF" else kind,
        )
    return kind


def _decode(data: bytes, kind: str) -> Pillow.Image:
    damaged = _refuse(
        "damaged",
        _("This photo is damaged or incomplete: send it again from the camera or the phone, or choose another."),
    )
    try:
        whole = open_ended(data) if kind == "JPEG" else data
        picture = Pillow.open(io.BytesIO(whole), formats=["JPEG", "MPO"] if kind == "JPEG" else [kind])
        _check_header(picture, kind)
        # A library may have switched this on for the whole process: a damaged file is refused here all the same.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        picture.load()
        return _upright_srgb(picture)
    except UploadError:
        raise
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning, MemoryError) as error:
        raise _too_many_pixels() from error
    except DECODER_ERRORS as error:
        raise damaged from error


def _too_many_pixels() -> UploadError:
    return _refuse(
        "too-many-pixels",
        _("This photo has more than %(limit)s million pixels: export it at most 6,000 pixels wide."),
        limit=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000,
    )


def _check_header(picture: Pillow.Image, kind: str) -> None:
    if picture.width * picture.height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_many_pixels()
    # A HEIC or a JPEG may hold several pictures (bursts, depth); the first is the photo. The others would be films.
    if kind in {"PNG", "WEBP", "AVIF"} and getattr(picture, "n_frames", 1) > 1:
        raise _refuse("animated", _("This picture moves: export one still picture of it, and send that file."))


def _upright_srgb(picture: Pillow.Image) -> Pillow.Image:
    """Return plain RGB or RGBA pixels, standing as they should be seen, attached to nothing."""
    turn = _TURNS.get(_orientation(picture))
    upright = picture if turn is None else picture.transpose(turn)
    has_alpha = picture.has_transparency_data
    profile = picture.info.get("icc_profile")
    if upright.mode.startswith("I;16") or upright.mode == "I":
        # Pillow clips 16 bits when it converts to 8; scaling keeps the tones.
        upright = upright.point(lambda value: value / 256).convert("L")
    if profile and upright.mode in {"RGB", "CMYK", "L"}:
        upright = _to_srgb(upright, profile)
    plain = upright.convert("RGBA" if has_alpha else "RGB")
    fresh = Pillow.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def _orientation(picture: Pillow.Image) -> int:
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except DECODER_ERRORS:
        # Broken metadata around a sound picture, as old editors leave it: it is thrown away in any case.
        return 1


def _to_srgb(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A broken or foreign profile: the pixels are right, only their shade may be off by a little.
        return picture
    return picture if converted is None else converted


def _encode(picture: Pillow.Image, kind: str) -> tuple[bytes, str]:
    out = io.BytesIO()
    if kind == "PNG" or picture.mode == "RGBA":
        picture.save(out, "PNG", compress_level=6)
        return out.getvalue(), "png"
    picture.save(out, "JPEG", quality=STORED_JPEG_QUALITY, subsampling=0, optimize=False)
    return out.getvalue(), "jpg"

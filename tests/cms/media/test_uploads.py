"""What comes in: judged by content, rewritten without a word, or refused with a sentence."""

from __future__ import annotations

import io
import random
from collections import Counter
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Pillow

from cms.media import uploads
from cms.media.models import Image
from cms.media.uploads import UploadError, clean_upload
from tests.cms.media.pictures import SECRET, encoded, exif, make_image, noisy_jpeg, png_bomb, png_with_texts


def clean(data: bytes, name: str | None = "photo.jpg") -> uploads.CleanFile:
    """Clean bytes as if they had been sent."""
    return clean_upload(ContentFile(data), name=name)


def refusal(data: bytes, name: str | None = "photo.jpg") -> str:
    """Return the code of the refusal."""
    with pytest.raises(UploadError) as caught:
        clean(data, name)
    assert len(caught.value.messages) == 1
    assert ":" in caught.value.messages[0], "a refusal says what to do after a colon"
    return str(caught.value.code)


def opened(data: uploads.CleanFile) -> Pillow.Image:
    """Open a cleaned file."""
    data.seek(0)
    picture = Pillow.open(io.BytesIO(data.read()))
    picture.load()
    return picture


def is_red(picture: Pillow.Image, x: int, y: int) -> bool:
    red, _green, blue = picture.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    return red > 180 and blue < 90


class TestGoodFiles:
    @pytest.mark.parametrize(
        ("kind", "name", "stored"),
        [
            ("JPEG", "a.jpg", "JPEG"),
            ("JPEG", "A.JPEG", "JPEG"),
            ("PNG", "a.png", "PNG"),
            ("WEBP", "a.webp", "JPEG"),
            ("AVIF", "a.avif", "JPEG"),
            ("HEIF", "IMG_1.HEIC", "JPEG"),
        ],
    )
    def test_every_format_comes_in(self, kind: str, name: str, stored: str) -> None:
        file = clean(encoded(kind), name)
        picture = opened(file)
        assert picture.format == stored
        assert picture.size == (file.width, file.height) == (300, 200)
        assert is_red(picture, 60, 40)
        assert not is_red(picture, 240, 160)

    @pytest.mark.parametrize(
        ("orientation", "size", "red"),
        [
            (1, (300, 200), (60, 40)),
            (2, (300, 200), (240, 40)),
            (3, (300, 200), (240, 160)),
            (4, (300, 200), (60, 160)),
            (5, (200, 300), (40, 60)),
            (6, (200, 300), (160, 60)),
            (7, (200, 300), (160, 240)),
            (8, (200, 300), (40, 240)),
        ],
    )
    def test_the_picture_stands_as_the_camera_meant(
        self, orientation: int, size: tuple[int, int], red: tuple[int, int]
    ) -> None:
        picture = opened(clean(encoded(exif=exif(orientation))))
        assert picture.size == size
        assert is_red(picture, *red)
        assert not is_red(picture, size[0] - 1 - red[0], size[1] - 1 - red[1])

    def test_broken_metadata_around_a_sound_picture_does_not_matter(self) -> None:
        broken = exif(6)[:-20].replace(b"MM", b"XX", 1)
        assert opened(clean(encoded(exif=broken))).size == (300, 200)

    def test_heic_stands_upright_too(self) -> None:
        assert opened(clean(encoded("HEIF", exif=exif(6)), "a.heic")).size == (200, 300)

    @pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "LA"])
    def test_every_colour_mode_becomes_plain(self, mode: str) -> None:
        out = io.BytesIO()
        Pillow.new("RGB", (30, 20), "white").convert(mode).save(out, "JPEG" if mode == "CMYK" else "PNG")
        picture = opened(clean(out.getvalue(), None))
        assert picture.mode in {"RGB", "RGBA"}
        assert picture.convert("RGB").getpixel((5, 5)) == (255, 255, 255)

    def test_sixteen_bits_keep_their_tones(self) -> None:
        out = io.BytesIO()
        Pillow.new("I;16", (30, 20), 32768).save(out, "PNG")
        assert opened(clean(out.getvalue(), "a.png")).convert("RGB").getpixel((5, 5)) == (128, 128, 128)

    def test_transparency_is_kept(self) -> None:
        out = io.BytesIO()
        Pillow.new("RGBA", (30, 20), (255, 0, 0, 0)).save(out, "WEBP", lossless=True)
        file = clean(out.getvalue(), "a.webp")
        assert file.name == "a.png"
        assert opened(file).getpixel((5, 5))[3] == 0  # type: ignore[index]

    def test_the_placeholder_is_tiny(self) -> None:
        file = clean(encoded(width=3000, height=2000))
        assert file.placeholder.startswith("data:image/webp;base64,")
        assert len(file.placeholder) < 600

    def test_a_jpeg_without_end_mark_but_whole_comes_in(self) -> None:
        assert clean(noisy_jpeg()[:-2]).width == 400


class TestMetadata:
    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (encoded(exif=exif(), comment=SECRET.encode(), xmp=SECRET.encode()), "a.jpg"),
            (encoded("HEIF", exif=exif(), xmp=SECRET.encode()), "a.heic"),
            (encoded("AVIF", exif=exif(), xmp=SECRET.encode()), "a.avif"),
            (encoded("WEBP", exif=exif(), xmp=SECRET.encode()), "a.webp"),
            (png_with_texts(), "a.png"),
            (encoded() + SECRET.encode() + b"<script>alert(1)</script>", "a.jpg"),
            (encoded("PNG") + SECRET.encode() + b"PK\x03\x04", "a.png"),
        ],
        ids=["jpeg", "heic", "avif", "webp", "png", "jpeg polyglot", "png polyglot"],
    )
    def test_nothing_of_it_is_stored(self, data: bytes, name: str) -> None:
        file = clean(data, name)
        content = file.read()
        assert SECRET.encode() not in content
        for trace in (b"Exif", b"GPS", b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"<script", b"http://ns.adobe.com"):
            assert trace not in content
        assert opened(file).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    def test_the_png_really_told_before(self) -> None:
        assert SECRET.encode() in png_with_texts()


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"<!DOCTYPE html><script>alert(1)</script>", "photo.jpg"),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo.png"),
            (b"%PDF-1.7 ...", "photo.jpg"),
            (encoded("GIF"), "photo.gif"),
            (encoded("GIF"), "photo.jpg"),
            (encoded("TIFF"), "photo.jpg"),
            (encoded("BMP"), "photo.png"),
            (b"\x00\x00\x00\x18ftypmp42" + bytes(40), "photo.heic"),
            (b"just words", "photo.jpg"),
        ],
    )
    def test_what_is_no_photo(self, data: bytes, name: str) -> None:
        assert refusal(data, name) == "not-a-photo"

    @pytest.mark.parametrize(
        ("data", "name"),
        [(encoded("PNG"), "a.jpg"), (encoded("HEIF"), "a.jpg"), (encoded(), "a.html"), (encoded(), "a")],
    )
    def test_a_name_that_contradicts_the_content(self, data: bytes, name: str) -> None:
        assert refusal(data, name) == "disguised"

    def test_the_name_can_be_left_out_of_it(self) -> None:
        assert clean(encoded("PNG"), None).name == "photo.png"

    def test_an_empty_file(self) -> None:
        assert refusal(b"") == "empty"

    def test_a_heavy_file(self, settings: Any) -> None:
        settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1000
        assert refusal(noisy_jpeg()) == "too-heavy"

    def test_more_pixels_than_allowed_are_never_decoded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("decoded"))
        assert refusal(png_bomb(), "a.png") == "too-many-pixels"
        assert refusal(png_bomb(9_000, 8_000), "a.png") == "too-many-pixels"

    def test_a_header_that_promises_more_than_follows(self) -> None:
        assert refusal(png_bomb(5_000, 5_000), "a.png") == "damaged"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
    def test_a_truncated_file(self, kind: str) -> None:
        data = noisy_jpeg()
        if kind != "JPEG":
            out = io.BytesIO()
            Pillow.open(io.BytesIO(data)).save(out, kind)
            data = out.getvalue()
        assert refusal(data[: len(data) // 2], None) == "damaged"
        assert refusal(data[:40], None) == "damaged"

    def test_a_jpeg_with_a_hole_which_libjpeg_would_paint_grey(self) -> None:
        data = noisy_jpeg()
        assert refusal(data[: len(data) // 2] + data[-2:]) == "damaged"

    @pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
    def test_a_moving_picture(self, kind: str) -> None:
        frames = [Pillow.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
        out = io.BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
        assert refusal(out.getvalue(), None) == "animated"


class TestTheOneGate:
    """A picture may reach the storage by no way uncleaned."""

    def test_a_plain_assignment(self, db: None) -> None:
        photo = Image(title="Direct", file=ContentFile(encoded(exif=exif(6)), name="Vie privée.jpg"))
        photo.save()
        photo.refresh_from_db()
        assert (photo.width, photo.height) == (200, 300)
        assert photo.file_hash
        assert photo.file_size == photo.file.size
        assert photo.placeholder
        assert SECRET.encode() not in photo.file.storage.open(photo.file.name).read()

    def test_field_save(self, db: None) -> None:
        photo = make_image()
        photo.file.save("autre.jpg", ContentFile(encoded(exif=exif())), save=True)
        assert SECRET.encode() not in photo.file.storage.open(photo.file.name).read()

    def test_what_is_no_photo_is_not_stored(self, db: None) -> None:
        photo = make_image()
        with pytest.raises(UploadError):
            photo.file.save("autre.jpg", ContentFile(b"<html>"), save=True)

    def test_names_say_nothing(self, db: None) -> None:
        photo = make_image(name="Vie privée.jpg")
        assert photo.file.name.startswith("originals/")
        assert len(photo.file.name) == len("originals/") + 32 + len(".jpg")
        assert make_image(name="Vie privée.jpg").file.name != photo.file.name

    def test_an_original_has_no_address(self, db: None) -> None:
        with pytest.raises(ValueError, match="no address"):
            assert make_image().file.url

    def test_a_replaced_original_goes_after_commit(self, db: None, django_capture_on_commit_callbacks: Any) -> None:
        photo = make_image()
        former, storage = photo.file.name, photo.file.storage
        with django_capture_on_commit_callbacks(execute=True):
            photo.file = ContentFile(encoded("PNG"), name="b.png")
            photo.save()
            assert storage.exists(former)
        assert not storage.exists(former)
        assert storage.exists(photo.file.name)


class TestRandomDamage:
    def test_ends_in_a_clean_file_or_a_sentence(self) -> None:
        chance = random.Random(94)
        seeds = [encoded(kind, 60, 40, exif=exif(6)) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")]
        outcomes = Counter()
        for _ in range(400):
            data = bytearray(chance.choice(seeds))
            for _ in range(chance.choice([1, 3, 10])):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                assert SECRET.encode() not in clean(bytes(data), None).read()
                outcomes["clean"] += 1
            except UploadError as error:
                outcomes[error.code] += 1
        assert outcomes["clean"] > 20
        assert outcomes["damaged"] > 20

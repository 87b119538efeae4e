"""The files made from an image: what they hold, when they appear, when they go."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image as Pillow

from cms.media.models import Image, PresetRendition
from cms.media.presets import planned_renditions
from cms.media.renditions import follow_image, make_renditions
from cms.media.storages import renditions_storage
from tests.cms.media.pictures import SECRET, encoded, exif, make_image

pytestmark = pytest.mark.django_db


def content(name: str) -> bytes:
    """Return the bytes of a rendition."""
    with renditions_storage().open(name) as file:
        return file.read()


def existing(photo: Image) -> set[str]:
    """Return which of an image's noted names have a file."""
    noted = PresetRendition.objects.filter(image=photo).values_list("name", flat=True)
    return {name for name in noted if renditions_storage().exists(name)}


def iptc(data: bytes) -> dict[tuple[int, int], str]:
    """Return the IPTC-IIM datasets of a JPEG, as Pillow reads them."""
    from PIL import IptcImagePlugin

    found = IptcImagePlugin.getiptcinfo(Pillow.open(io.BytesIO(data))) or {}
    return {key: value.decode() for key, value in found.items() if isinstance(value, bytes) and key[0] == 2}


class TestContent:
    def test_every_file_opens_and_has_its_planned_size(self) -> None:
        photo = make_image(encoded(width=1000, height=700))
        make_renditions(photo)
        for one in planned_renditions(photo):
            picture = Pillow.open(io.BytesIO(content(one.name)))
            picture.load()
            assert picture.size == (one.width, one.height)
            assert picture.format == {"jpg": "JPEG", "webp": "WEBP", "avif": "AVIF"}[one.format]

    def test_credit_and_licence_are_in_every_file(self) -> None:
        photo = make_image(credit="Photo Éloïse <Dœ> & Cie", author="Éloïse Dœ")
        make_renditions(photo)
        for one in planned_renditions(photo):
            picture = Pillow.open(io.BytesIO(content(one.name)))
            xmp = picture.info["xmp"].decode()
            assert "<photoshop:Credit>Photo Éloïse &lt;Dœ&gt; &amp; Cie</photoshop:Credit>" in xmp
            assert "creativecommons.org/licenses/by/4.0/" in xmp
            described = picture.getxmp()["xmpmeta"]["RDF"]["Description"]
            assert described["Credit"] == "Photo Éloïse <Dœ> & Cie"
            if one.format == "jpg":
                records = iptc(content(one.name))
                assert records[(2, 80)] == "Éloïse Dœ"
                assert records[(2, 110)] == "Photo Éloïse <Dœ> & Cie"
                assert "CC-BY-4.0" in records[(2, 116)]

    def test_a_long_credit_is_cut_between_characters_in_iptc_and_whole_in_xmp(self) -> None:
        photo = make_image(credit="é" * 150)
        make_renditions(photo)
        name = next(one.name for one in planned_renditions(photo) if one.format == "jpg")
        assert iptc(content(name))[(2, 110)] == "é" * 16
        assert "é" * 150 in Pillow.open(io.BytesIO(content(name))).info["xmp"].decode()

    def test_no_trace_of_the_camera(self) -> None:
        photo = make_image(encoded(exif=exif(6), comment=SECRET.encode()))
        make_renditions(photo)
        for one in planned_renditions(photo):
            data = content(one.name)
            assert SECRET.encode() not in data
            assert not Pillow.open(io.BytesIO(data)).getexif()

    def test_a_transparent_picture_stands_on_white_as_jpeg(self) -> None:
        out = io.BytesIO()
        Pillow.new("RGBA", (60, 60), (255, 0, 0, 0)).save(out, "PNG")
        photo = make_image(out.getvalue())
        make_renditions(photo)
        for one in planned_renditions(photo, "plate"):
            picture = Pillow.open(io.BytesIO(content(one.name)))
            if one.format == "jpg":
                assert picture.getpixel((5, 5)) == (255, 255, 255)
            else:
                assert picture.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]

    def test_the_crop_keeps_the_focal_point(self) -> None:
        photo = make_image(encoded(width=600, height=200), focal_point_x=50, focal_point_y=50)
        make_renditions(photo)
        name = next(one.name for one in planned_renditions(photo, "plate") if one.format == "jpg")
        red, _green, blue = Pillow.open(io.BytesIO(content(name))).getpixel((20, 20))  # type: ignore[misc]
        assert red > 180 > blue

    def test_running_again_writes_nothing(self) -> None:
        photo = make_image()
        assert len(make_renditions(photo)) == len(planned_renditions(photo))
        assert make_renditions(photo) == []


class TestLife:
    @pytest.fixture
    def commit(self, django_capture_on_commit_callbacks: Any) -> Any:
        """Return a context whose end is a commit."""
        return lambda: django_capture_on_commit_callbacks(execute=True)

    def test_are_made_after_the_commit_of_the_upload(self, commit: Any) -> None:
        with commit():
            photo = make_image()
            assert existing(photo) == set()
        assert existing(photo) == {one.name for one in planned_renditions(photo)}

    def test_nothing_is_made_within_the_transaction(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("cms.media.tasks.make_renditions", lambda image: pytest.fail("made under the lock"))
        make_image()

    @pytest.mark.parametrize(
        "change", [{"credit": "Autre"}, {"licence": "CC0-1.0"}, {"focal_point_x": 9, "focal_point_y": 9}]
    )
    def test_follow_a_change(self, commit: Any, change: dict[str, Any]) -> None:
        with commit():
            photo = make_image()
        former = existing(photo)
        with commit():
            for name, value in change.items():
                setattr(photo, name, value)
            photo.save()
        assert not any(renditions_storage().exists(name) for name in former)
        assert existing(photo) == {one.name for one in planned_renditions(photo)}

    def test_follow_a_replaced_file(self, commit: Any) -> None:
        with commit():
            photo = make_image()
        former = existing(photo)
        with commit():
            photo.file = ContentFile(encoded(width=500), name="b.jpg")
            photo.save()
        assert not any(renditions_storage().exists(name) for name in former)
        assert len(existing(photo)) == len(planned_renditions(photo))

    def test_a_change_of_rights_leaves_them_alone(self, commit: Any) -> None:
        with commit():
            photo = make_image()
        before = existing(photo)
        with commit():
            photo.may_open = False
            photo.save()
        assert existing(photo) == before

    def test_a_withdrawn_image_loses_all(self, commit: Any) -> None:
        with commit():
            photo = make_image()
        former = existing(photo) | {photo.get_rendition("max-100x100").file.name}
        with commit():
            photo.is_withdrawn = True
            photo.save()
        assert not any(renditions_storage().exists(name) for name in former)
        assert photo.withdrawn_at is not None
        assert not PresetRendition.objects.filter(image=photo).exists()

    def test_a_withdrawal_that_is_rolled_back_removes_nothing(self, commit: Any) -> None:
        from django.db import transaction

        with commit():
            photo = make_image()
        before = existing(photo)
        with commit():
            try:
                with transaction.atomic():
                    photo.is_withdrawn = True
                    photo.save()
                    raise RuntimeError
            except RuntimeError:
                pass
        assert existing(photo) == before != set()

    def test_a_deleted_image_leaves_nothing(self, commit: Any) -> None:
        with commit():
            photo = make_image()
            photo.licence_proof.save("contrat.pdf", ContentFile(b"%PDF-1.7"), save=True)
        former, original, proof = existing(photo), photo.file.name, photo.licence_proof.name
        storage = photo.file.storage
        with commit():
            photo.delete()
        assert not any(renditions_storage().exists(name) for name in former)
        assert not storage.exists(original)
        assert not storage.exists(proof)

    def test_files_made_while_the_image_changed_do_not_lie_about(self) -> None:
        photo = make_image()
        stale = Image.objects.get(pk=photo.pk)
        photo.credit = "Autre"
        photo.save()
        assert make_renditions(stale) == []
        assert not any(renditions_storage().exists(one.name) for one in planned_renditions(stale))


class TestCommand:
    def test_makes_what_is_missing_and_can_run_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        photo = make_image()
        call_command("make_renditions")
        assert len(existing(photo)) == len(planned_renditions(photo))
        first = capsys.readouterr().out
        call_command("make_renditions")
        assert first != capsys.readouterr().out

    def test_notes_new_names_after_a_change_of_the_secret(self, settings: Any) -> None:
        photo = make_image()
        settings.SECRET_KEY = "another"
        call_command("make_renditions")
        assert existing(photo) == {one.name for one in planned_renditions(photo)}

    def test_a_lost_original_is_named_and_stops_nobody_else(self) -> None:
        lost, sound = make_image(), make_image()
        lost.file.storage.delete(lost.file.name)
        with pytest.raises(CommandError, match=str(lost.pk)):
            call_command("make_renditions")
        assert existing(sound)


class TestWagtailRenditions:
    def test_have_names_that_say_nothing_and_the_same_door(self) -> None:
        photo = make_image()
        rendition = photo.get_rendition("max-165x165")
        assert len(rendition.file.name) == 32 + len(".jpg")
        assert photo.file.name.split("/")[1].split(".")[0] not in rendition.file.name
        assert rendition.url == f"/media/renditions/{rendition.file.name}"
        assert rendition.file.storage == renditions_storage()

    def test_stand_upright(self) -> None:
        rendition = make_image(encoded(exif=exif(6))).get_rendition("max-165x165")
        assert rendition.width < rendition.height

    def test_go_when_the_credit_changes(self) -> None:
        photo = make_image()
        photo.get_rendition("max-165x165")
        photo.credit = "Autre"
        photo.save()
        assert photo.renditions.count() == 0

    @pytest.mark.parametrize("spec", ["max-165x165", "original", "max-100x100|format-webp", "width-50|format-png"])
    def test_carry_the_credit(self, spec: str) -> None:
        rendition = make_image().get_rendition(spec)
        picture = Pillow.open(io.BytesIO(content(rendition.file.name)))
        picture.load()
        xmp = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
        assert "Anna Petit" in (xmp.decode() if isinstance(xmp, bytes) else xmp)


def test_follow_image_tells_whether_names_changed() -> None:
    photo = make_image()
    assert follow_image(photo) is False
    photo.credit = "Autre"
    assert follow_image(photo) is True

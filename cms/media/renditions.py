"""Makes and removes the files that the public sees. Never called while the editorial lock is held."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from django.core.files.base import ContentFile
from PIL import Image as Pillow

from cms.media.metadata import Statement, stamp_jpeg, xmp_packet
from cms.media.models import Image, PresetRendition
from cms.media.presets import PlannedRendition, planned_renditions
from cms.media.storages import renditions_storage


def follow_image(image: Image) -> bool:
    """Note which files an image now has, and drop the names it no longer has; tell whether anything changed.

    Shape: only rows are written here; the files of dropped names go after commit, see receivers.py.
    """
    planned = {one.name: one for one in planned_renditions(image)}
    noted = set(PresetRendition.objects.filter(image_id=image.pk).values_list("name", flat=True))
    if noted == planned.keys():
        return False
    PresetRendition.objects.filter(image_id=image.pk).exclude(name__in=planned).delete()
    PresetRendition.objects.bulk_create(
        (
            PresetRendition(image_id=image.pk, name=one.name, preset=one.preset, width=one.width, format=one.format)
            for name, one in planned.items()
            if name not in noted
        ),
        ignore_conflicts=True,
    )
    if noted:
        # Wagtail's own renditions carry the former credit, or show what was withdrawn.
        image.renditions.all().delete()
    return True


def make_renditions(image: Image, *, names: Iterable[str] | None = None) -> list[str]:
    """Write the preset files of an image that do not exist yet; return the names written.

    Shape: `names` limits the work to some of them; running it again writes nothing.
    Errors: FileNotFoundError if the original is gone.
    """
    storage = renditions_storage()
    chosen = None if names is None else set(names)
    missing = [
        one
        for one in planned_renditions(image)
        if (chosen is None or one.name in chosen) and not storage.exists(one.name)
    ]
    if not missing:
        return []
    with image.file.storage.open(image.file.name, "rb") as original, Pillow.open(original) as picture:
        picture.load()
        for one, content in _render(picture, missing, image.statement):
            storage.save(one.name, ContentFile(content))
    written = [one.name for one in missing]
    # The image may have been changed or withdrawn meanwhile: what nobody refers to must not lie about.
    kept = set(PresetRendition.objects.filter(name__in=written).values_list("name", flat=True))
    for name in written:
        if name not in kept:
            storage.delete(name)
    return [name for name in written if name in kept]


def _render(
    picture: Pillow.Image, planned: list[PlannedRendition], statement: Statement
) -> Iterator[tuple[PlannedRendition, bytes]]:
    """Yield each file's bytes; a size is computed once for all its formats."""
    by_size: dict[tuple[tuple[int, int, int, int], int, int], list[PlannedRendition]] = {}
    for one in planned:
        by_size.setdefault((one.crop, one.width, one.height), []).append(one)
    for (crop, width, height), group in by_size.items():
        resized = picture.resize((width, height), Pillow.Resampling.LANCZOS, box=crop, reducing_gap=3.0)
        # Pillow's savers read info: what comes out may hold only what we state.
        resized.info = {}
        for one in group:
            yield one, _encode(resized, one.format, statement)


def _encode(picture: Pillow.Image, extension: str, statement: Statement) -> bytes:
    out = io.BytesIO()
    if extension == "jpg":
        _on_white(picture).save(out, "JPEG", quality=80, progressive=True, optimize=True)
        return stamp_jpeg(out.getvalue(), statement)
    if extension == "webp":
        picture.save(out, "WEBP", quality=78, method=4, xmp=xmp_packet(statement))
    else:
        # Speed 8 takes a third of the time of 6 for a file a few per cent larger.
        picture.save(out, "AVIF", quality=60, speed=8, xmp=xmp_packet(statement))
    return out.getvalue()


def _on_white(picture: Pillow.Image) -> Pillow.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    ground = Pillow.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground

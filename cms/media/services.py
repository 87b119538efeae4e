"""Writes images for those who have bytes and no form: imports, demonstration content, tests."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from cms.media.models import Image
from cms.media.uploads import clean_upload


def image_from_bytes(
    data: bytes, *, name: str, title: str, check_name: bool = True, is_made_on_demand: bool = False, **fields: Any
) -> Image:
    """Clean a picture and save it as an image; rights that are not given stay unknown, so it shows nowhere.

    Shape: `fields` are those of Image (holding, author, credit, licence, may_site…, collection, uploaded_by_user).
    `check_name` False accepts a name whose ending contradicts the content, as old archives have them.
    `is_made_on_demand` leaves the files to the door, which makes each when it is first asked for: for many at once.
    Errors: UploadError.
    """
    clean = clean_upload(ContentFile(data), name=name if check_name else None)
    image = Image(title=title, file=clean, **fields)
    image.is_made_on_demand = is_made_on_demand
    image.save()
    return image

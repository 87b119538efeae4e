"""Loads the demonstration for tests, with plain pictures: the drawings have their own tests."""

from __future__ import annotations

import io
from unittest import mock

from django.core.management import call_command
from PIL import Image as Picture

# Pages that are on their way and not public: kind, names.
UNDER_WAY = {
    "portraits_under_way": (
        "ferronnerie-des-trois-moulins",
        "vinaigrerie-du-coteau",
        "reliure-saint-maurice",
        "passementerie-bertin",
    ),
    "news_under_way": ("sept-ateliers-ouvrent-leurs-portes", "le-defi-est-ouvert", "ce-que-le-defi-cherche"),
}


def plain_picture(name: str) -> bytes:
    """Stand in for a drawing."""
    out = io.BytesIO()
    Picture.new("RGB", (160, 120), "#155a64").save(out, "PNG")
    return out.getvalue()


def load(**options: object) -> str:
    """Load the demonstration, and return what it prints."""
    out = io.StringIO()
    with mock.patch("cms.demo.pictures.drawn", plain_picture):
        call_command("load_demo", stdout=out, **options)
    return out.getvalue()

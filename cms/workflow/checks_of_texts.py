"""What must be said before a page goes on: how a check names a field, and the alternative text of every picture."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignKey
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks.photos import PhotoBlock
from cms.workflow.completeness import GateReason, Text, register_check


def lacking(page: Page, field: str, code: str, message: Text) -> GateReason:
    """Return the reason that a field of a page is to be mended, with the way to it."""
    return GateReason(code, message, field, field_url(page, field))


def field_url(page: Page, field: str) -> str:
    """Return where a field stands in the editor; the bare form where the page has no address yet."""
    return f"{reverse('wagtailadmin_pages:edit', args=[page.pk])}#{_anchor(page, field)}" if page.pk else ""


def _anchor(page: Page, name: str) -> str:
    field = page._meta.get_field(name)
    if isinstance(field, StreamField):
        return name
    if isinstance(field, ForeignKey):
        # The input itself is hidden: nothing can be scrolled to.
        return f"id_{name}-chooser"
    return f"id_{name}-ADD" if field.one_to_many else f"id_{name}"


def is_blank(value: Any) -> bool:
    """Tell whether nothing was written: an empty stream, an empty text, blanks."""
    if isinstance(value, blocks.StreamValue):
        return len(value) == 0
    return value is None or not str(value).strip()


@register_check
def pictures_are_described(page: Page) -> Iterator[GateReason]:
    """Every picture says what it shows to those who cannot see it: here, or by its own text."""
    image = getattr(page, "image", None)
    if image is not None and is_blank(getattr(page, "image_alt", "")) and is_blank(image.default_alt):
        yield lacking(page, "image_alt", "picture-undescribed", _undescribed(image))
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for photo in _photos(field.stream_block, getattr(page, field.name)):
                shown = photo.get("image")
                if shown is not None and is_blank(photo.get("alt")) and is_blank(shown.default_alt):
                    yield lacking(page, field.name, "picture-undescribed", _undescribed(shown))


def _undescribed(image: Any) -> Text:
    return format_lazy(
        "{title} – {message}",
        title=image.title,
        message=_("Say what this picture shows, for those who cannot see it: here, or once for all on its own page."),
    )


def _photos(block: blocks.Block, value: Any) -> Iterator[Any]:
    """Walk through a block’s value and return each photo in it, wherever it stands."""
    if value is None:
        return
    if isinstance(block, PhotoBlock):
        yield value
    elif isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            yield from _photos(child.block, child.value)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _photos(block.child_block, item)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child_block in block.child_blocks.items():
            yield from _photos(child_block, value.get(name))

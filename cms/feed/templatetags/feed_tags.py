"""Lists inside pages: they read the feed like any other face, so a page never lists what may not be seen."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language

from cms.feed import selectors
from cms.feed.page_items import items_for_pages
from cms.media.audiences import Audience

register = template.Library()


@register.simple_tag
def latest(type_name: str, limit: int = 3) -> list[dict[str, Any]]:
    """Return the newest documents of a type in the active language, as list items."""
    if not limit:
        return []
    locale = get_language() or settings.LANGUAGE_CODE
    return selectors.list_documents(type_name, locale=locale, audience=Audience.OWN, limit=limit).items


@register.simple_tag
def items_of(rows: Iterable[Any], attribute: str) -> list[dict[str, Any]]:
    """Return the list items of the pages that some rows point to.

    Shape: `attribute` is the name of the foreign key without `_id`.
    """
    return items_for_pages([getattr(row, f"{attribute}_id") for row in rows], Audience.OWN)


@register.simple_tag
def item_of(page_id: int | None) -> dict[str, Any] | None:
    """Return the list item of one page, or None if it may not be seen."""
    found = items_for_pages([page_id] if page_id else [], Audience.OWN)
    return found[0] if found else None


@register.simple_tag
def document_of(page: Any) -> dict[str, Any] | None:
    """Return the stored document of a page for our own site, or None for a draft."""
    return selectors.document_for_page(page, Audience.OWN)


@register.simple_tag
def parts_of(document: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the parts of a document (the chapters of an edition) in order, as list items."""
    if not document:
        return []
    return [row.data for row in selectors.parts_of(uuid.UUID(document["id"]), Audience.OWN)]


@dataclass(frozen=True)
class Neighbours:
    """Where a part stands among its siblings."""

    id: str
    previous: dict[str, Any] | None
    next: dict[str, Any] | None


@register.simple_tag
def neighbours(parts: list[dict[str, Any]], page: Any) -> Neighbours | None:
    """Return the parts before and after a page, or None if it is not among them (a draft)."""
    content_id = str(page.translation_key)
    place = next((number for number, part in enumerate(parts) if part["content_id"] == content_id), None)
    if place is None:
        return None
    return Neighbours(
        id=parts[place]["id"],
        previous=parts[place - 1] if place else None,
        next=parts[place + 1] if place + 1 < len(parts) else None,
    )

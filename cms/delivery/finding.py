"""Finding one document for a face by its public id or its slug; and, where there is none, saying why."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest

from cms.delivery.http import absolute, caller_of
from cms.delivery.problems import Gone, Moved, NotFound
from cms.feed.registry import FeedType
from cms.feed.selectors import Row, document_by_id, document_by_slug, moved_to, tombstone
from cms.media.audiences import Audience

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def find(
    feed_type: FeedType,
    id_or_slug: str,
    audience: Audience,
    values: Mapping[str, Any],
    *,
    parent_id: uuid.UUID | None = None,
) -> Row | None:
    """Return a document by id or slug, in one query. With an id, `locale` must be the document's own if it is given."""
    public_id = to_id(id_or_slug)
    if public_id is not None:
        return document_by_id(
            public_id, audience, type_name=feed_type.name, locale=values.get("locale", ""), parent_id=parent_id
        )
    if not _may_be_slug(id_or_slug):
        return None
    locale = values.get("locale", settings.LANGUAGE_CODE)
    return document_by_slug(feed_type.name, id_or_slug, locale=locale, audience=audience, parent_id=parent_id)


def to_id(text: str) -> uuid.UUID | None:
    """Return a public id, or None if the text is none."""
    return uuid.UUID(text) if _ID.fullmatch(text) else None


def _may_be_slug(text: str) -> bool:
    return len(text) <= 255 and "\0" not in text


def absence(
    request: HttpRequest,
    feed_type: FeedType,
    id_or_slug: str,
    audience: Audience,
    values: Mapping[str, Any],
    base_path: str,
    *,
    rest: str = "",
    parent_id: uuid.UUID | None = None,
) -> Exception:
    """Return why there is no document: it moved (308), it was public and is gone (410), or nothing (404).

    Shape: a new address is `base_path`, the new slug, and `rest`, which is what was asked for below the document.
    """
    public_id = to_id(id_or_slug)
    if public_id is None and not _may_be_slug(id_or_slug):
        return NotFound()
    if public_id is not None:
        left = tombstone(audience, document_id=public_id)
        return Gone() if left is not None and left.type == feed_type.name else NotFound()
    locale = values.get("locale", settings.LANGUAGE_CODE)
    moved = moved_to(audience, type_name=feed_type.name, slug=id_or_slug, locale=locale, parent_id=parent_id)
    if moved is not None and moved["slug"] != id_or_slug:
        key = caller_of(request).publishable_key
        query = "&".join(filter(None, (request.META.get("QUERY_STRING", ""), key and f"key={key}")))
        location = absolute(request, base_path + quote(moved["slug"]) + rest) + (f"?{query}" if query else "")
        return Moved(location)
    left = tombstone(audience, type_name=feed_type.name, slug=id_or_slug, locale=locale)
    return Gone() if left is not None else NotFound()

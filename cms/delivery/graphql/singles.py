"""One document: by id, by slug, or by the path at which it stands on the site."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from cms.delivery.graphql.arguments import bad_input
from cms.delivery.graphql.asking import Asked
from cms.delivery.graphql.lists import Load
from cms.delivery.graphql.sources import Wants
from cms.delivery.paths import read_path
from cms.feed.addresses import resolve_path
from cms.feed.registry import FeedType
from cms.feed.selectors import Row, document_by_id, document_by_slug

LONGEST_SLUG = 255


def to_id(text: str) -> uuid.UUID | None:
    """Return a public id in the form in which we give it out, or None if the text is none."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None


def by_id_loader() -> Load:
    """Return the loader of any document by its public id: one query."""

    def load(asked: Asked, arguments: Mapping[str, Any], wants: Wants) -> dict[str, Any] | None:
        public_id = to_id(arguments["id"])
        return _given(asked, document_by_id(public_id, asked.caller.audience) if public_id else None)

    return load


def single_loader(feed_type: FeedType) -> Load:
    """Return the loader of one document of a type, by id or by slug: one query.

    Shape: with an id, the document is found whatever its language, unless a language is asked for.
    """

    def load(asked: Asked, arguments: Mapping[str, Any], wants: Wants) -> dict[str, Any] | None:
        given_id, slug, locale = (arguments.get(name) for name in ("id", "slug", "locale"))
        if (given_id is None) == (slug is None):
            raise bad_input("Send either `id` or `slug`.")
        if not asked.caller.may_have(feed_type.name):
            return None
        asked.use((), feed_type.name)
        audience = asked.caller.audience
        if slug is not None:
            if not slug or len(slug) > LONGEST_SLUG or "\0" in slug:
                return None
            where = locale or settings.LANGUAGE_CODE
            return _given(asked, document_by_slug(feed_type.name, slug, locale=where, audience=audience))
        public_id = to_id(str(given_id))
        if public_id is None:
            return None
        found = document_by_id(public_id, audience, type_name=feed_type.name, locale=locale or "")
        return _given(asked, found)

    return load


def resolve_loader() -> Load:
    """Return the loader of what stands at a path of the site."""

    def load(asked: Asked, arguments: Mapping[str, Any], wants: Wants) -> dict[str, Any] | None:
        try:
            path = read_path(arguments["path"])
        except ValueError as error:
            raise bad_input(str(error).replace("path=/", "path: /")) from error
        found = resolve_path(path, asked.caller.audience, request=asked.request)
        asked.use((), "resolve")
        if found.type and not asked.caller.may_have(found.type):
            return None
        if found.row is not None:
            return {"kind": "document", "document": _given(asked, found.row)}
        if found.location:
            return {"kind": "redirect", "location": found.location, "permanent": found.is_permanent}
        return {"kind": "gone", "type": found.type} if found.is_gone else None

    return load


def _given(asked: Asked, row: Row | None) -> dict[str, Any] | None:
    if row is None or not asked.caller.may_have(row.type):
        return None
    asked.use((row,))
    return row.data

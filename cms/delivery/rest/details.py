"""Details: one document, whole, by its public id or by its slug, in one query; and the parts of a whole."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path

from cms.delivery.http import Answer, audience_of, respond
from cms.delivery.problems import Gone, Moved, NotFound
from cms.delivery.rest.bodies import absolute, bodies_of, earliest, latest, page_body, sparse
from cms.delivery.rest.parameters import ParameterSet
from cms.delivery.rest.vocabulary import detail_parameters, fields_parameter
from cms.feed.freshness import changed_at
from cms.feed.registry import FeedType, all_types
from cms.feed.selectors import Row, document_by_id, document_by_slug, moved_to, parts_of, tombstone
from cms.media.audiences import Audience

View = Callable[..., HttpResponse]
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_ID_EXAMPLE = "6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"
ID_OR_SLUG = Path(description="Public id of the document, or its slug in `locale`.", examples=[_ID_EXAMPLE])
ID = Path(description="Public id of the document.", examples=[_ID_EXAMPLE], format="uuid")
CHAPTER = Path(description="Public id of the part, or its slug.", examples=[_ID_EXAMPLE])


def detail_view(feed_type: FeedType, *, base_path: str) -> View:
    """Return the view of one document of a type."""
    parameters = detail_parameters(feed_type)

    def get_document(request: HttpRequest, id_or_slug: str = ID_OR_SLUG) -> HttpResponse:
        audience = audience_of(request)
        values = parameters.read(request.META.get("QUERY_STRING", ""))
        row = find(feed_type, id_or_slug, audience, values)
        if row is None:
            raise _absence(request, feed_type, id_or_slug, audience, values, base_path)
        return respond(request, document_answer(row, feed_type.name, values.get("fields")), audience=audience)

    return get_document


def document_view() -> View:
    """Return the view of any document by its public id."""
    parameters = any_document_parameters()

    def get_any_document(request: HttpRequest, document_id: str = ID) -> HttpResponse:
        audience = audience_of(request)
        values = parameters.read(request.META.get("QUERY_STRING", ""))
        public_id = to_id(document_id)
        row = document_by_id(public_id, audience) if public_id else None
        if row is None:
            raise Gone if public_id and tombstone(audience, document_id=public_id) else NotFound
        return respond(request, document_answer(row, "document", values.get("fields")), audience=audience)

    return get_any_document


def any_document_parameters() -> ParameterSet:
    """Return the parameters of a document of any type."""
    return ParameterSet(
        (fields_parameter(sorted({name for feed_type in all_types() for name in feed_type.document.model_fields})),)
    )


def parts_view(parent: FeedType, part: FeedType, *, base_path: str) -> View:
    """Return the view of the parts of a whole, in the editors' order: two queries, one for the whole.

    Shape: `base_path` is where the wholes are, with its last slash.
    """
    parameters = detail_parameters(part)
    item_fields = frozenset(part.item.model_fields)

    def list_parts(request: HttpRequest, id_or_slug: str = ID_OR_SLUG) -> HttpResponse:
        audience = audience_of(request)
        values = parameters.read(request.META.get("QUERY_STRING", ""))
        whole = find(parent, id_or_slug, audience, values)
        if whole is None:
            raise _absence(request, parent, id_or_slug, audience, values, base_path, rest=f"/{part.plural}")
        fields = values.get("fields")
        column = "item" if fields is None or item_fields.issuperset(fields) else "document"
        rows = parts_of(whole.document_id, audience, column=column)
        answer = Answer(
            body=page_body(bodies_of(rows, fields), {"next": None, "prev": None}),
            last_modified=latest([whole.modified_at, *(row.modified_at for row in rows)]),
            until=earliest([whole.until, *(row.until for row in rows)]),
            keys=(parent.name, part.name, str(whole.document_id), *(str(row.document_id) for row in rows)),
            changed_at=lambda: changed_at(audience, locale=values.get("locale", whole.data["locale"])),
        )
        return respond(request, answer, audience=audience)

    return list_parts


def part_view(parent: FeedType, part: FeedType, *, base_path: str) -> View:
    """Return the view of one part of a whole: two queries, one for the whole.

    Shape: `base_path` is where the wholes are, with its last slash.
    """
    parameters = detail_parameters(part)

    def get_part(request: HttpRequest, id_or_slug: str = ID_OR_SLUG, chapter: str = CHAPTER) -> HttpResponse:
        audience = audience_of(request)
        values = parameters.read(request.META.get("QUERY_STRING", ""))
        whole = find(parent, id_or_slug, audience, values)
        if whole is None:
            rest = f"/{part.plural}/{quote(chapter, safe='')}"
            raise _absence(request, parent, id_or_slug, audience, values, base_path, rest=rest)
        row = find(part, chapter, audience, values, parent_id=whole.document_id)
        if row is None:
            parts_path = f"{base_path}{quote(id_or_slug, safe='')}/{part.plural}/"
            raise _absence(request, part, chapter, audience, values, parts_path, parent_id=whole.document_id)
        return respond(request, document_answer(row, part.name, values.get("fields")), audience=audience)

    return get_part


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


def document_answer(row: Row, type_name: str, fields: tuple[str, ...] | None) -> Answer:
    """Return the answer that is one document."""
    return Answer(
        body=row.body if fields is None else sparse(row.body, fields),
        last_modified=truly_modified_at(row),
        until=row.until,
        keys=(type_name, str(row.document_id)),
    )


def truly_modified_at(row: Row) -> datetime:
    """Return when a row's bytes last changed: a slice that became true by itself changed them at that instant."""
    return row.until if row.until is not None and row.until <= timezone.now() else row.modified_at


def to_id(text: str) -> uuid.UUID | None:
    """Return a public id, or None if the text is none."""
    return uuid.UUID(text) if _ID.fullmatch(text) else None


def _may_be_slug(text: str) -> bool:
    return len(text) <= 255 and "\0" not in text


def _absence(
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
        query = request.META.get("QUERY_STRING", "")
        location = absolute(request, base_path + quote(moved["slug"]) + rest) + (f"?{query}" if query else "")
        return Moved(location)
    left = tombstone(audience, type_name=feed_type.name, slug=id_or_slug, locale=locale)
    return Gone() if left is not None else NotFound()

"""Details: one document, whole, by its public id or by its slug, in one query; and the parts of a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path

from cms.delivery.bodies import bodies_of, earliest, latest, page_body, sparse
from cms.delivery.finding import absence, find, to_id
from cms.delivery.http import Answer, caller_of, respond
from cms.delivery.parameters import ParameterSet
from cms.delivery.problems import Gone, NotFound
from cms.delivery.vocabulary import detail_parameters, fields_parameter
from cms.feed.freshness import changed_at
from cms.feed.registry import FeedType, all_types
from cms.feed.selectors import Row, document_by_id, parts_of, tombstone
from cms.media.audiences import Audience

View = Callable[..., HttpResponse]
_ID_EXAMPLE = "6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"
ID_OR_SLUG = Path(description="Public id of the document, or its slug in `locale`.", examples=[_ID_EXAMPLE])
ID = Path(description="Public id of the document.", examples=[_ID_EXAMPLE], format="uuid")
CHAPTER = Path(description="Public id of the part, or its slug.", examples=[_ID_EXAMPLE])


def detail_view(feed_type: FeedType, *, base_path: str) -> View:
    """Return the view of one document of a type."""
    parameters = detail_parameters(feed_type)

    def get_document(request: HttpRequest, id_or_slug: str = ID_OR_SLUG) -> HttpResponse:
        audience = audience_for(request, feed_type)
        values = parameters.read(request.META.get("QUERY_STRING", ""))
        row = find(feed_type, id_or_slug, audience, values)
        if row is None:
            raise absence(request, feed_type, id_or_slug, audience, values, base_path)
        return respond(request, document_answer(row, feed_type.name, values.get("fields")))

    return get_document


def document_view() -> View:
    """Return the view of any document by its public id."""
    parameters = any_document_parameters()

    def get_any_document(request: HttpRequest, document_id: str = ID) -> HttpResponse:
        caller = caller_of(request)
        values = parameters.read(request.META.get("QUERY_STRING", ""))
        public_id = to_id(document_id)
        row = document_by_id(public_id, caller.audience) if public_id else None
        left = tombstone(caller.audience, document_id=public_id) if public_id and row is None else None
        found = row or left
        if found is None or not caller.may_have(found.type):
            raise NotFound
        if row is None:
            raise Gone
        return respond(request, document_answer(row, "document", values.get("fields")))

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
        audience = audience_for(request, parent, part)
        values = parameters.read(request.META.get("QUERY_STRING", ""))
        whole = find(parent, id_or_slug, audience, values)
        if whole is None:
            raise absence(request, parent, id_or_slug, audience, values, base_path, rest=f"/{part.plural}")
        fields = values.get("fields")
        column = "item" if fields is None or item_fields.issuperset(fields) else "document"
        rows = parts_of(whole.document_id, audience, column=column)
        answer = Answer(
            body=page_body(bodies_of(rows, fields), {"next": None, "prev": None}),
            last_modified=latest([whole.modified_at, *(row.modified_at for row in rows)]),
            until=earliest([whole.until, *(row.until for row in rows)]),
            keys=(parent.name, part.name, str(whole.document_id)),
            rows=rows,
            changed_at=lambda: changed_at(audience, locale=values.get("locale", whole.data["locale"])),
        )
        return respond(request, answer)

    return list_parts


def part_view(parent: FeedType, part: FeedType, *, base_path: str) -> View:
    """Return the view of one part of a whole: two queries, one for the whole.

    Shape: `base_path` is where the wholes are, with its last slash.
    """
    parameters = detail_parameters(part)

    def get_part(request: HttpRequest, id_or_slug: str = ID_OR_SLUG, chapter: str = CHAPTER) -> HttpResponse:
        audience = audience_for(request, parent, part)
        values = parameters.read(request.META.get("QUERY_STRING", ""))
        whole = find(parent, id_or_slug, audience, values)
        if whole is None:
            rest = f"/{part.plural}/{quote(chapter, safe='')}"
            raise absence(request, parent, id_or_slug, audience, values, base_path, rest=rest)
        row = find(part, chapter, audience, values, parent_id=whole.document_id)
        if row is None:
            parts_path = f"{base_path}{quote(id_or_slug, safe='')}/{part.plural}/"
            raise absence(request, part, chapter, audience, values, parts_path, parent_id=whole.document_id)
        return respond(request, document_answer(row, part.name, values.get("fields")))

    return get_part


def audience_for(request: HttpRequest, *feed_types: FeedType) -> Audience:
    """Return for whom an address of some types is answered. Errors: NotFound where the caller may not have them."""
    caller = caller_of(request)
    if not all(caller.may_have(feed_type.name) for feed_type in feed_types):
        raise NotFound
    return caller.audience


def document_answer(row: Row, type_name: str, fields: tuple[str, ...] | None) -> Answer:
    """Return the answer that is one document."""
    return Answer(
        body=row.body if fields is None else sparse(row.body, fields),
        last_modified=truly_modified_at(row),
        until=row.until,
        keys=(type_name,),
        rows=(row,),
    )


def truly_modified_at(row: Row) -> datetime:
    """Return when a row's bytes last changed: a slice that became true by itself changed them at that instant."""
    return row.until if row.until is not None and row.until <= timezone.now() else row.modified_at

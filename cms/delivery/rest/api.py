"""REST's table of contents: every address, made from the registry."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest
from ninja import NinjaAPI

from cms.delivery.rest import declared, schemas
from cms.delivery.rest.change_shapes import changes_shape
from cms.delivery.rest.changes import changes_parameters, changes_view
from cms.delivery.rest.details import any_document_parameters, detail_view, document_view, part_view, parts_view
from cms.delivery.rest.eligibility import EligibilityAnswer, eligibility_view
from cms.delivery.rest.lists import list_view
from cms.delivery.rest.resolving import resolve_parameters, resolve_view
from cms.delivery.rest.searching import search_parameters, search_view
from cms.delivery.rest.service import service_view
from cms.delivery.vocabulary import detail_parameters, list_parameters
from cms.feed.registry import FeedType, all_types, for_name

VERSION = "1.0.0"
ROOT = "/api/v1/"

api = NinjaAPI(
    title=settings.WAGTAIL_SITE_NAME,
    version=VERSION,
    description=(
        f"Ambassadors, news and white papers of the productive economy ({settings.TERRITORY_NAME}). Read only. Every "
        "answer carries a strong ETag; every error is a problem document (RFC 9457) that says what to mend."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="rest-operations",
)


@api.exception_handler(Exception)
def _leave_to_the_middleware(request: HttpRequest, error: Any) -> NoReturn:
    raise error


def _add_type(feed_type: FeedType) -> None:
    plural, name = feed_type.plural, feed_type.name
    api.get(
        f"/{plural}",
        response=schemas.list_shape(feed_type),
        operation_id=f"list_{plural}".replace("-", "_"),
        summary=f"List {plural}",
        description=feed_type.description,
        tags=[plural],
        openapi_extra=declared.described(list_parameters(feed_type).to_openapi(), 400),
    )(list_view(feed_type))
    api.get(
        f"/{plural}/{{id_or_slug}}",
        response=feed_type.document,
        operation_id=f"get_{name}".replace("-", "_"),
        summary=f"Get one {name}, whole",
        description=feed_type.description,
        tags=[plural],
        openapi_extra=declared.described(detail_parameters(feed_type).to_openapi(), 308, 400, 404, 410),
    )(detail_view(feed_type, base_path=f"{ROOT}{plural}/"))


def _add_parts(part: FeedType) -> None:
    parent = for_name(part.parent)
    if parent is None:
        return
    whole = f"/{parent.plural}/{{id_or_slug}}/{part.plural}"
    base_path = f"{ROOT}{parent.plural}/"
    api.get(
        whole,
        response=schemas.list_shape(part),
        operation_id=f"list_{part.plural}_of_{parent.name}".replace("-", "_"),
        summary=f"List the {part.plural} of one {parent.name}, in order",
        description=part.description,
        tags=[parent.plural],
        openapi_extra=declared.described(detail_parameters(part).to_openapi(), 308, 400, 404, 410),
    )(parts_view(parent, part, base_path=base_path))
    api.get(
        f"{whole}/{{chapter}}",
        response=part.document,
        operation_id=f"get_{part.name}_of_{parent.name}".replace("-", "_"),
        summary=f"Get one {part.name} of one {parent.name}",
        description=part.description,
        tags=[parent.plural],
        openapi_extra=declared.described(detail_parameters(part).to_openapi(), 308, 400, 404, 410),
    )(part_view(parent, part, base_path=base_path))


for _type in all_types():
    if _type.is_listed:
        _add_type(_type)
for _type in all_types():
    if _type.parent:
        _add_parts(_type)
api.get(
    "/documents/{document_id}",
    response=schemas.any_document(all_types()),
    operation_id="get_document",
    summary="Get any document by its public id",
    tags=["everything"],
    openapi_extra=declared.described(any_document_parameters().to_openapi(), 400, 404, 410),
)(document_view())
api.get(
    "/documents/{document_id}/eligibility",
    response=EligibilityAnswer,
    operation_id="get_eligibility",
    summary="Is this document in the feed for my key, and if not, why",
    description=(
        "For partners' own keys. A document that your audience was never shown and a random id give the same 404."
    ),
    tags=["everything"],
    openapi_extra=declared.described([], 400, 404, keyed=True),
)(eligibility_view)
api.get(
    "/resolve",
    response=schemas.resolution_shape(all_types()),
    operation_id="resolve_path",
    summary="What stands at a path of the site: a document or a redirect",
    tags=["everything"],
    openapi_extra=declared.described(resolve_parameters().to_openapi(), 400, 404, 410),
)(resolve_view())
api.get(
    "/search",
    response=schemas.search_shape(all_types()),
    operation_id="search",
    summary="Search over all types",
    tags=["everything"],
    openapi_extra=declared.described(search_parameters().to_openapi(), 400),
)(search_view())
api.get(
    "/changes",
    response=changes_shape(all_types()),
    operation_id="list_changes",
    summary="Everything, then what changes: keep an exact copy (RPDE 1.0)",
    description=(
        "Follow `next` from the start until it is the address that was just asked; then ask again from time to time, "
        "or with `Prefer: wait=20`. Deletions are told, whatever is asked for."
    ),
    tags=["everything"],
    url_name="changes",
    openapi_extra=declared.of_changes(changes_parameters().to_openapi()),
)(changes_view())
api.get(
    "/",
    response=schemas.ServiceDocument,
    operation_id="get_service",
    summary="Where everything is",
    tags=["everything"],
    url_name="service",
    openapi_extra=declared.described([], 400),
)(service_view)

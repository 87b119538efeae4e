"""GraphQL over HTTP: one address, which is also the page to try it on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from graphql import GraphQLError

from cms.delivery.coding import weighted
from cms.delivery.counting import count
from cms.delivery.face import face
from cms.delivery.graphql.answers import NotPersisted, Outcome, answer, errors_body
from cms.delivery.graphql.explorer import explorer_page
from cms.delivery.graphql.incoming import Malformed, read_incoming
from cms.delivery.http import Answer, accepts, caller_of, respond

# A header of more ids than a list has rows would be refused by proxies: the types alone find such an answer.
MOST_KEYS = 100
GRAPHQL, PLAIN, PAGE = "application/graphql-response+json", "application/json", "text/html"


@face(PLAIN, GRAPHQL, PAGE, also=("POST",))
def graphql_view(request: HttpRequest) -> HttpResponse:
    """Answer one operation, or show the explorer to a browser."""
    accept = request.META.get("HTTP_ACCEPT", "")
    if request.method == "GET" and _prefers_page(accept):
        response = explorer_page(request)
    else:
        response = _answered(request, _media_type(accept))
    patch_vary_headers(response, ["Accept"])
    return response


def _answered(request: HttpRequest, media_type: str) -> HttpResponse:
    try:
        incoming = read_incoming(request)
        outcome = answer(request, incoming)
    except Malformed as error:
        return _refused(str(error), error.extensions, media_type, error.status)
    except NotPersisted:
        # As Apollo's servers say it: clients read the code and send the query once more.
        return _refused("PersistedQueryNotFound", {"code": "PERSISTED_QUERY_NOT_FOUND"}, media_type, 200)
    if outcome.is_no_query and request.method == "GET":
        # What a GET may not ask whatever its body would say (GraphQL over HTTP, section 6.2.1, "GET").
        response = _stored_nowhere(outcome.body, media_type, 405)
        response.headers["Allow"] = "POST"
        return response
    if outcome.is_request_error:
        # Only the newer media type promises that its body is ours whatever the status (GraphQL over HTTP, 6.4).
        return _stored_nowhere(outcome.body, media_type, 400 if media_type == GRAPHQL else 200)
    if request.method == "POST" or not outcome.is_whole:
        count(request, caller_of(request), outcome.rows)
        return _stored_nowhere(outcome.body, media_type, 200)
    return _cacheable(request, outcome, media_type)


def _cacheable(request: HttpRequest, outcome: Outcome, media_type: str) -> HttpResponse:
    made = Answer(
        body=outcome.body,
        content_type=f"{media_type}; charset=utf-8",
        until=outcome.until,
        rows=outcome.rows,
        keys=outcome.keys,
    )
    response = respond(request, made)
    if len(outcome.rows) > MOST_KEYS:
        response.headers["Surrogate-Key"] = " ".join(dict.fromkeys(("site", *outcome.keys)))
    return response


def _refused(detail: str, extensions: dict[str, Any], media_type: str, status: int) -> HttpResponse:
    return _stored_nowhere(errors_body([GraphQLError(detail, extensions=extensions)]), media_type, status)


def _stored_nowhere(body: bytes, media_type: str, status: int) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _media_type(accept: str) -> str:
    """Return the media type to answer in: what is preferred, the older one where both are alike."""
    weights = dict(weighted(accept))
    newer, older = (weights.get(kind, 0.0) for kind in (GRAPHQL, PLAIN))
    if newer == older == 0.0:
        return PLAIN if accepts(accept, PLAIN) or not accepts(accept, GRAPHQL) else GRAPHQL
    return GRAPHQL if newer >= older else PLAIN


def _prefers_page(accept: str) -> bool:
    weights = dict(weighted(accept))
    page = weights.get(PAGE, 0.0)
    return page > 0 and page >= max(weights.get(GRAPHQL, 0.0), weights.get(PLAIN, 0.0))

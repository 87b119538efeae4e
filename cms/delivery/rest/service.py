"""The doors of the API: the service document, the contract, and the page to read it on."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cms.delivery.http import Answer, audience_of, respond
from cms.delivery.rest.bodies import absolute, to_json
from cms.delivery.rest.openapi import openapi_bytes
from cms.delivery.rest.parameters import ParameterSet
from cms.delivery.rest.vocabulary import locales
from cms.feed.registry import all_types

# These answers follow from the code alone: they are as old as this process.
STARTED_AT = timezone.now()
NO_PARAMETERS = ParameterSet(())
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def service_view(request: HttpRequest) -> HttpResponse:
    """Answer with links to everything."""
    from cms.delivery.rest.api import VERSION

    NO_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    root = absolute(request, reverse("rest:service"))
    content = {
        "title": settings.WAGTAIL_SITE_NAME,
        "version": VERSION,
        "openapi": f"{root}openapi.json",
        "docs": f"{root}docs",
        "documents": f"{root}documents/{{id}}",
        "resolve": f"{root}resolve{{?path}}",
        "search": f"{root}search{{?q,locale,type*,limit,include}}",
        "locales": locales(),
        "types": [
            {
                "name": feed_type.name,
                "plural": feed_type.plural,
                "description": feed_type.description,
                "url": f"{root}{feed_type.plural}" if feed_type.is_listed else None,
                "facets": [facet.name for facet in feed_type.facets],
            }
            for feed_type in all_types()
        ],
    }
    answer = Answer(body=to_json(content), last_modified=STARTED_AT, keys=("service",))
    return respond(request, answer, audience=audience_of(request))


def openapi_view(request: HttpRequest) -> HttpResponse:
    """Answer with the contract."""
    NO_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    answer = Answer(body=openapi_bytes(), last_modified=STARTED_AT, keys=("service",))
    return respond(request, answer, audience=audience_of(request))


def docs_view(request: HttpRequest) -> HttpResponse:
    """Answer with the page that shows the contract, with this site's own assets alone."""
    NO_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    swagger = {
        "url": reverse("rest:openapi"),
        "layout": "BaseLayout",
        "deepLinking": True,
        # Without this, Swagger asks a server of its own whether the contract is valid.
        "validatorUrl": None,
    }
    page = render_to_string("delivery/docs.html", {"title": settings.WAGTAIL_SITE_NAME, "swagger": swagger})
    answer = Answer(
        body=page.encode(), content_type="text/html; charset=utf-8", last_modified=STARTED_AT, keys=("service",)
    )
    response = respond(request, answer, audience=audience_of(request))
    response.headers["Content-Security-Policy"] = DOCS_POLICY
    response.headers["X-Frame-Options"] = "DENY"
    return response

"""The doors of the API: the service document, the contract, and the page to read it on."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from cms.delivery.bodies import to_json
from cms.delivery.http import Answer, absolute, caller_of, mount_of, respond
from cms.delivery.parameters import ParameterSet
from cms.delivery.rest.openapi import openapi_bytes
from cms.delivery.vocabulary import locales
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
    from cms.delivery.rest.api import ROOT, VERSION

    NO_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    root = absolute(request, ROOT)
    caller = caller_of(request)
    content = {
        "title": settings.WAGTAIL_SITE_NAME,
        "version": VERSION,
        "openapi": f"{root}openapi.json",
        "docs": f"{root}docs",
        "documents": f"{root}documents/{{id}}",
        "eligibility": f"{root}documents/{{id}}/eligibility",
        "resolve": f"{root}resolve{{?path}}",
        "search": f"{root}search{{?q,locale,type*,limit,include}}",
        "changes": f"{root}changes{{?type*,locale,limit}}",
        "graphql": absolute(request, "/api/graphql"),
        "feeds": absolute(request, "/feeds"),
        "oembed": absolute(request, "/oembed{?url,format,maxwidth,maxheight}"),
        "embed": absolute(request, "/embed/{plural}{/slug}{?locale,theme}"),
        "elements": absolute(request, "/embed/v1.js"),
        # Outside of every mount: the sandbox leads to itself.
        "sandbox": f"{request.scheme}://{request.get_host()}/sandbox/",
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
            if caller.may_have(feed_type.name)
        ],
    }
    answer = Answer(body=to_json(content), last_modified=STARTED_AT, keys=("service",))
    return respond(request, answer)


def openapi_view(request: HttpRequest) -> HttpResponse:
    """Answer with the contract."""
    NO_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    answer = Answer(body=openapi_bytes(), last_modified=STARTED_AT, keys=("service",))
    return respond(request, answer)


def docs_view(request: HttpRequest) -> HttpResponse:
    """Answer with the page that shows the contract, with this site's own assets alone."""
    NO_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    swagger = {
        "url": f"{mount_of(request)}/api/v1/openapi.json",
        "layout": "BaseLayout",
        "deepLinking": True,
        # Without this, Swagger asks a server of its own whether the contract is valid.
        "validatorUrl": None,
    }
    page = render_to_string("delivery/docs.html", {"title": settings.WAGTAIL_SITE_NAME, "swagger": swagger})
    answer = Answer(
        body=page.encode(), content_type="text/html; charset=utf-8", last_modified=STARTED_AT, keys=("service",)
    )
    response = respond(request, answer)
    response.headers["Content-Security-Policy"] = DOCS_POLICY
    response.headers["X-Frame-Options"] = "DENY"
    return response

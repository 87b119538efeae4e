"""The explorer: a page to try queries on, with this site's own assets alone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from cms.delivery.graphql.examples import examples
from cms.delivery.http import Answer, mount_of, respond

# The page follows from the code alone: it is as old as this process.
STARTED_AT = timezone.now()
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def explorer_page(request: HttpRequest) -> HttpResponse:
    """Answer with the page. What stands in the address is read by the page itself."""
    content = {
        "title": settings.WAGTAIL_SITE_NAME,
        "explorer": {"address": f"{mount_of(request)}/api/graphql", "examples": examples()},
    }
    page = render_to_string("delivery/explorer.html", content)
    response = respond(
        request,
        Answer(
            body=page.encode(), content_type="text/html; charset=utf-8", last_modified=STARTED_AT, keys=("graphql",)
        ),
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "DENY"
    return response

"""The pages of the invented documents: what a `url` in the sandbox leads to. Plain, and marked as invented."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from cms.delivery.http import Answer, absolute, audience_of, respond
from cms.delivery.problems import Gone, Moved, NotFound
from cms.delivery.sandbox.page import POLICY
from cms.feed.addresses import resolve_path


def site_view(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer with the page of a document of the sandbox; 308 where it moved, 410 where it is gone."""
    found = resolve_path(request.path_info, audience_of(request), request=request)
    if found.location:
        raise Moved(found.location)
    if found.is_gone:
        raise Gone
    if found.row is None:
        raise NotFound
    document = found.row.data
    context = {
        "document": document,
        "data_url": absolute(request, f"/api/v1/documents/{document['id']}"),
        "oembed_url": absolute(request, f"/oembed?{urlencode({'url': document['url']})}"),
        "sandbox_url": absolute(request, f"/?locale={document['locale']}"),
    }
    with translation.override(document["locale"]):
        page = render_to_string("delivery/sandbox/document.html", context)
    response = respond(
        request,
        Answer(
            body=page.encode(),
            content_type="text/html; charset=utf-8",
            rows=(found.row,),
            until=found.row.until,
            last_modified=found.row.modified_at,
        ),
    )
    # Files stand where the site says it is, which may be another name of this host.
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(document["url"]))
    response.headers["Content-Security-Policy"] = POLICY.replace("img-src 'self'", f"img-src 'self' {origin}")
    return response

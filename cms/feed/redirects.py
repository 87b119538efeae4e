"""Former addresses of the site's pages: led on only where the public may go."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect

from cms.feed.addresses import resolve_path
from cms.media.audiences import Audience


class FormerAddressMiddleware:
    """Answers an address that no page has with where its page stands now, or with the editors' redirect.

    In place of wagtail.contrib.redirects.middleware (Wagtail 8.0.1), which names the address of a redirect's page
    even where that page is a draft or restricted: a `Location` would tell its slug.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        found = resolve_path(request.get_full_path(), Audience.OWN, request=request)
        if not found.location:
            return response
        kind = HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect
        return kind(found.location)

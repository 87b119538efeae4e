"""Answers WordPress's short addresses (`/?p=123`), which would otherwise open the first page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from wagtail.models import Site

from cms.feed.addresses import editors_redirect
from cms.media.audiences import Audience


class ShortLinkMiddleware:
    """Follows the redirect of a short address.

    FormerAddressMiddleware acts on 404 answers only, and the first page answers 200 whatever stands behind it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = request.GET.get("p", "") if request.path == "/" and request.method in ("GET", "HEAD") else ""
        if number.isdecimal() and len(number) < 20:
            site = Site.find_for_request(request)
            found = editors_redirect(f"/?p={int(number)}", Audience.OWN, site)
            if found is not None:
                return HttpResponsePermanentRedirect(found.location)
        return self.get_response(request)

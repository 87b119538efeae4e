"""A form that strangers send without a cookie: what came from another site's page is turned away.

The public site sets no cookie, which its foot says, and Django's CSRF token needs one. Browsers have said for years
where a request comes from: that is the protection here. There is no session to abuse either: the form asks nothing of
who is logged in.
Source: Fetch Metadata (W3C, Sec-Fetch-Site); RFC 6454 and Fetch, 3.2 (Origin); the same rule as Go's
net/http.CrossOriginProtection.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


def comes_from_our_pages(request: HttpRequest) -> bool:
    """Tell whether a request that changes something was sent by a page of this site, or by no browser at all."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def same_origin(view: View) -> View:
    """Refuse unsafe requests from other sites' pages, in the place of the cookie and its token.

    Errors: PermissionDenied.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD", "OPTIONS"} and not comes_from_our_pages(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded

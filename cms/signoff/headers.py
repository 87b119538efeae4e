"""What every public answer of this room carries: seen by one person, kept by nobody, running nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Decorate a view of this room with its headers.

    Shape: `Referrer-Policy` is same-origin where a page has forms: with no-referrer a browser sends `Origin: null`, and
    Django refuses the form (Fetch standard, “append a request Origin header”; django.middleware.csrf). None of those
    pages has a secret in its address; the one address that has (entering.py) says no-referrer by itself.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return seal(view(request, *args, **kwargs), POLICY)

    return guarded


def seal(response: HttpResponse, policy: str) -> HttpResponse:
    """Put on an answer what keeps it with the one person it is for. Shape: `policy` is its Content-Security-Policy."""
    response["Content-Security-Policy"] = policy
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["X-Frame-Options"] = "DENY"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response.setdefault("Referrer-Policy", "same-origin")
    return response

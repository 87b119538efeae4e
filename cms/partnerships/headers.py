"""What answers carry: those of the partner's own page, seen by its contacts alone; those of the open builder."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from cms.signoff.headers import seal

# As for the sign-off, and moreover our own scripts, our own data, and our own embeds in a frame.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Decorate a view of the partner's page with its headers. A section that sends a policy of its own keeps it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        return seal(response, response.get("Content-Security-Policy", POLICY))

    return guarded


def public(view: View) -> View:
    """Decorate a view for everybody with the policy of these pages, unless it sends its own.

    Shape: kept by no cache, since what it shows may be withdrawn at the next second.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("X-Frame-Options", "DENY")
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response

    return guarded

"""What other people's pages may put into a frame: the addresses under /embed/ and nothing else of ours.

Shared by the door (middleware.py), which answers refusals inside a frame with a page, and by the frames themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from cms.delivery.asking_page import is_frame
from cms.delivery.frame_style import frame_style, style_hash
from cms.delivery.http import accepts, caller_of
from cms.delivery.problems import Problem, problem_response
from cms.partners.auth import origins_of


def frame_policy(*, ancestors: str = "*", pictures: Iterable[str] = (), styles: Iterable[str] = ()) -> str:
    """Return the policy of a frame.

    Shape: `ancestors` are the origins that may hold it; `pictures` the origins of the pictures in it (ours, which may
    be another host than the one that was asked); `styles` the hashes of its own style elements.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            " ".join(("style-src 'self'", *(f"'{style}'" for style in styles))),
            " ".join(("img-src 'self' data:", *sorted(set(pictures) - {""}))),
            "font-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
        )
    )


def ancestors_for(request: HttpRequest) -> str:
    """Return who may hold the answer in a frame: everybody, or with a publishable key its partner's pages alone."""
    caller = caller_of(request)
    if caller.partner_id is None:
        return "*"
    return " ".join(origins_of(caller.partner_id)) or "'none'"


def refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the answer for a problem: a page where a person would see it in a frame, problem details elsewhere.

    Shape: the page says no technical word; who mends a frame asks for `application/problem+json` beside `text/html`.
    """
    accept = request.META.get("HTTP_ACCEPT", "")
    if not is_frame(request) or "application/problem+json" in accept or not accepts(accept, "text/html"):
        return problem_response(problem)
    locale = _locale_of(request)
    with translation.override(locale):
        style, site = frame_style(), settings.WAGTAIL_SITE_NAME
        home = "/" if locale == settings.LANGUAGE_CODE else f"/{locale}/"
        context = {"problem": problem, "locale": locale, "site": site, "home": home, "style": style}
        page = render_to_string("delivery/embed/fault.html", context)
    response = HttpResponse(page, status=problem.status, content_type="text/html; charset=utf-8")
    # Open to every page: it says nothing, and a frame that stays empty helps nobody.
    response.headers["Content-Security-Policy"] = frame_policy(styles=(style_hash(style),))
    response.headers["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def _locale_of(request: HttpRequest) -> str:
    asked = parse_qs(request.META.get("QUERY_STRING", "")).get("locale", [""])[0]
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

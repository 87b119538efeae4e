"""From the mailed address to the pages: the only address that holds a token, and it shows nothing."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from cms.signoff import cookies, throttle
from cms.signoff.choices import Purpose
from cms.signoff.headers import private
from cms.signoff.opening import find_link


@require_safe
@private
@sensitive_variables("token")
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Set the cookie of a link and lead on. Nothing is counted, noted or decided, whoever asks.

    Errors: 404 with one and the same page for whatever opens nothing; 429 for those who guessed too often.
    """
    left_s = throttle.wait_s(request)
    if left_s:
        return _too_many(left_s)
    link = find_link(token)
    if link is None:
        throttle.note_wrong(request)
        return unknown(request)
    response = redirect("signoff:start" if link.purpose == Purpose.PROOF else "signoff:receipt")
    response.status_code = 303
    response["Referrer-Policy"] = "no-referrer"
    cookies.remember(response, link)
    return response


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer whatever opens nothing: a guess, a cut link, a browser that opened none."""
    return render(request, "signoff/unknown.html", status=404)


def _too_many(left_s: int) -> HttpResponse:
    response = HttpResponse(_patience(get_language() or "", -(-left_s // 60)), status=429)
    response["Retry-After"] = str(left_s)
    return response


@lru_cache(maxsize=256)
def _patience(language: str, minutes: int) -> str:
    """Return the page of those who guessed too often: made once, since they are many."""
    return render_to_string("signoff/too_many.html", {"minutes": minutes})

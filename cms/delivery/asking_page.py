"""From which page a question comes: for whoever judges a key, and for whoever counts what was shown where."""

from __future__ import annotations

import re

from django.http import HttpRequest

from cms.partners.origins import origin_of

FRAMES = re.compile(r"(?:/sandbox)?/embed(?:/(?!.*\.js$).*)?", re.DOTALL)


def is_frame(request: HttpRequest) -> bool:
    """Tell whether an address is a page for frames (the scripts beside them are none)."""
    return FRAMES.fullmatch(request.path_info) is not None


def asking_origin(request: HttpRequest) -> str:
    """Return the origin of the page that asks.

    Shape: a browser sends no `Origin` when it opens a frame; there, `Referer` names the page that holds the frame. It
    proves as much: no script of a page can forge either, everybody else can forge both.
    Source: Fetch, "append a request Origin header"; Referrer Policy, section 8.3.
    """
    origin = request.META.get("HTTP_ORIGIN", "")
    if origin or not is_frame(request):
        return str(origin)
    return origin_of(request.META.get("HTTP_REFERER", ""))

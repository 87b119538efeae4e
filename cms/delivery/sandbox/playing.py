"""The play's two buttons. They take no key and no token against forged requests: whoever makes a stranger press them
moves invented documents on by one scene, which anybody may do.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cms.delivery.bodies import to_json
from cms.delivery.http import absolute, accepts
from cms.delivery.parameters import ParameterSet
from cms.delivery.problems import NotFound, Problem
from cms.delivery.vocabulary import LOCALE
from cms.feed.sandbox.play import SCENES
from cms.feed.sandbox.writing import PAUSE_S, TooSoon, advance, is_loaded, rewind, scene
from cms.feed.transaction import EditorialBusy

PARAMETERS = ParameterSet((LOCALE,))


def play_view(request: HttpRequest) -> HttpResponse:
    """Play the next scene (POST), or say which one is on (GET)."""
    return _answer(request, lambda: advance())


def rewind_view(request: HttpRequest) -> HttpResponse:
    """Go back to before the first scene (POST), or say which one is on (GET)."""
    return _answer(request, lambda: rewind())


def _answer(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    values = PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    if not is_loaded():
        raise NotFound
    is_asked_to_act = request.method == "POST"
    if is_asked_to_act:
        try:
            act()
        except TooSoon as error:
            raise Problem(
                429,
                f"Everybody shares the play: it went on less than {PAUSE_S} seconds ago. Wait {error.wait_s} seconds.",
                headers={"Retry-After": str(error.wait_s)},
            ) from error
        except EditorialBusy as error:
            raise Problem(
                503, "Somebody else is writing. Try again in a few seconds.", headers={"Retry-After": str(PAUSE_S)}
            ) from error
    locale = values.get("locale", "")
    accept = request.META.get("HTTP_ACCEPT", "")
    if is_asked_to_act and "text/html" in accept and accepts(accept, "text/html"):
        response = HttpResponse(status=303)
        response.headers["Location"] = absolute(request, f"/{f'?locale={locale}' if locale else ''}#play")
        return response
    number = scene()
    with translation.override(locale or "en"):
        body = {"scene": number, "of": len(SCENES) - 1, "title": str(SCENES[number].title)}
    response = HttpResponse(to_json(body), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response

"""The faces' own way through Django: straight to the view, past what only people's pages need.

Sessions, languages, cookies, CSRF, messages and redirects have no meaning for data; they would cost half of the time
and add `Vary: Cookie, Accept-Language` to answers that depend on neither. Stands after SecurityMiddleware.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_resolver

from cms.delivery.http import METHODS, accepts, finish, options_response
from cms.delivery.problems import Moved, NotFound, Problem, moved_response, problem_response

PREFIXES = ("/api/",)
SAFE = frozenset({"GET", "HEAD"})
logger = logging.getLogger("django.request")


class DeliveryMiddleware:
    """Answers the faces' addresses itself and leaves every other one to the rest of the chain."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIXES):
            return self.get_response(request)
        try:
            response = _answer(request)
        except Problem as problem:
            response = problem_response(problem)
        except Moved as moved:
            response = moved_response(moved)
        except Http404:
            response = problem_response(NotFound())
        except (SuspiciousOperation, BadRequest):
            response = problem_response(Problem(400, "This request cannot be understood. Check the host and the path."))
        except Exception:
            # The same signal and logger as Django's own handler, so that monitoring sees one kind of failure.
            got_request_exception.send(sender=self.__class__, request=request)
            logger.exception("Internal Server Error: %s", request.path)
            response = problem_response(Problem(500, "We failed. Try again in a minute; the fault is recorded here."))
        return finish(request, response)


def _answer(request: HttpRequest) -> HttpResponse:
    # Refuses a host that is not ours before anything is built from it.
    request.get_host()
    method = request.method
    match = request.resolver_match = get_resolver().resolve(request.path_info)
    media_type = getattr(match.func, "media_type", None)
    if media_type is None:
        # The pages' own catch-all took it: nothing of ours lives at this address.
        raise NotFound
    if method == "OPTIONS":
        return options_response()
    if method not in SAFE:
        raise Problem(
            405, f"This address answers {METHODS} only: the data is read, never written.", headers={"Allow": METHODS}
        )
    if not accepts(request.META.get("HTTP_ACCEPT", ""), media_type):
        raise Problem(406, f"This address speaks {media_type} only. Send `Accept: {media_type}` or none.")
    # Views know GET alone: HEAD is the same answer without its body.
    request.method = "GET"
    try:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    finally:
        request.method = method
    return response

"""The faces' own way through Django: straight to the view, past what only people's pages need.

Sessions, languages, cookies, CSRF, messages and redirects have no meaning for data; they would cost half of the time
and add `Vary: Cookie, Accept-Language` to answers that depend on neither. Stands after SecurityMiddleware.

The order of the questions: is the host ours, who is asking, how often, is there such an address, may it be asked so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import unquote_plus

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_resolver

from cms.delivery.asking_page import asking_origin
from cms.delivery.face import face_of
from cms.delivery.framing import refusal
from cms.delivery.http import accepts, finish, options_response
from cms.delivery.problems import BadParameters, Moved, NotFound, Problem, moved_response, problem_response
from cms.partners.auth import ANYONE, Caller, KeyMisplaced, KeyRefused, OriginRefused, identify
from cms.partners.limits import take
from cms.partners.sandbox import identify_in_sandbox
from cms.partners.visitors import address_of

SANDBOX_MOUNT = "/sandbox"
PREFIXES = ("/api/", "/feeds/", "/embed/", f"{SANDBOX_MOUNT}/")
EXACT = ("/oembed", "/feeds", "/embed", SANDBOX_MOUNT)
logger = logging.getLogger("django.request")
_KEY = "key"


class DeliveryMiddleware:
    """Answers the faces' addresses itself and leaves every other one to the rest of the chain."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (request.path_info.startswith(PREFIXES) or request.path_info in EXACT):
            return self.get_response(request)
        limits: dict[str, str] = {}
        try:
            response = _answer(request, limits)
        except Problem as problem:
            response = refusal(request, problem)
        except Moved as moved:
            response = moved_response(moved)
        except Http404:
            response = refusal(request, NotFound())
        except (SuspiciousOperation, BadRequest):
            response = problem_response(Problem(400, "This request cannot be understood. Check the host and the path."))
        except Exception:
            # The same signal and logger as Django's own handler, so that monitoring sees one kind of failure.
            got_request_exception.send(sender=self.__class__, request=request)
            logger.exception("Internal Server Error: %s", request.path)
            response = refusal(request, Problem(500, "We failed. Try again in a minute; the fault is recorded here."))
        for name, value in limits.items():
            response.headers[name] = value
        return finish(request, response)


def _answer(request: HttpRequest, limits: dict[str, str]) -> HttpResponse:
    # Refuses a host that is not ours before anything is built from it.
    request.get_host()
    try:
        caller = _identify(request)
    except Problem:
        # Whoever tries keys is counted like anybody else.
        _take(request, ANYONE, limits)
        raise
    if _is_sandbox(request):
        request.delivery_mount = SANDBOX_MOUNT  # type: ignore[attr-defined]
    request.delivery_caller = caller  # type: ignore[attr-defined]
    if request.method != "OPTIONS":
        _take(request, caller, limits)
    match = request.resolver_match = get_resolver().resolve(request.path_info)
    face = face_of(match.func)
    if face is None:
        # The pages' own catch-all took it: nothing of ours lives at this address.
        raise NotFound
    method = request.method
    if method == "OPTIONS":
        return options_response(face.methods)
    if method not in face.methods:
        allowed = ", ".join(face.methods)
        raise Problem(
            405, f"This address answers {allowed} only: the data is read, never written.", headers={"Allow": allowed}
        )
    accept = request.META.get("HTTP_ACCEPT", "")
    if not any(accepts(accept, media_type) for media_type in face.media_types):
        spoken = " or ".join(face.media_types)
        raise Problem(406, f"This address speaks {spoken} only. Send `Accept: {face.media_types[0]}` or none.")
    # Views know GET alone: HEAD is the same answer without its body.
    request.method = "GET" if method == "HEAD" else method
    try:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    finally:
        request.method = method
    return response


def _identify(request: HttpRequest) -> Caller:
    """Return who is asking, and take a publishable key out of the query: views never see it."""
    key = _take_key(request)
    who = identify_in_sandbox if _is_sandbox(request) else identify
    origin = asking_origin(request)
    try:
        return who(authorization=request.META.get("HTTP_AUTHORIZATION", ""), key=key, origin=origin)
    except KeyRefused as error:
        raise Problem(
            401,
            "This key opens nothing: it is unknown, was revoked, or has ended. Ask for your partner page anew, or send "
            "no key to read the open data.",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        ) from error
    except OriginRefused as error:
        raise Problem(
            403,
            "This publishable key is not valid from here: it is for browsers, on pages of the origins listed for its "
            "partner.",
        ) from error
    except KeyMisplaced as error:
        raise Problem(401, str(error), headers={"WWW-Authenticate": 'Bearer error="invalid_request"'}) from error


def _is_sandbox(request: HttpRequest) -> bool:
    return request.path_info.startswith(f"{SANDBOX_MOUNT}/")


def _take_key(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    if _KEY not in query and "%" not in query:
        return ""
    pairs = [pair.partition("=") for pair in query.split("&")]
    keys = [unquote_plus(value) for name, _, value in pairs if unquote_plus(name) == _KEY]
    if not keys:
        return ""
    # Cut out, not written anew: whoever reads the rest meets it as it was sent.
    request.META["QUERY_STRING"] = "&".join("".join(pair) for pair in pairs if unquote_plus(pair[0]) != _KEY)
    if len(keys) > 1 or not keys[0]:
        raise BadParameters((("key", "Send one publishable key, once, such as key=fvm_pk_…, or none."),))
    return keys[0]


def _take(request: HttpRequest, caller: Caller, limits: dict[str, str]) -> None:
    allowance = take(caller, address_of(request))
    limits.update(allowance.headers)
    if allowance.is_exceeded:
        raise Problem(
            429,
            f"More than {allowance.limit} requests within a minute. Wait {allowance.reset_s} seconds, and let a cache "
            "that honours Cache-Control and ETag stand before your pages.",
            headers={"Retry-After": str(allowance.reset_s)},
        )

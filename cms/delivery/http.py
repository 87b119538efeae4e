"""What every face sends with its bytes: validators, freshness, keys for the CDN, CORS. Written once.

No face builds these headers by itself, and nothing here knows any content type.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from cms.delivery.coding import compressed, encoding_for, weighted
from cms.delivery.conditional import etag_of, is_not_modified
from cms.delivery.counting import count
from cms.feed.selectors import Row
from cms.media.audiences import Audience
from cms.partners.auth import ANYONE, Caller

# Until webhooks purge the CDN by Surrogate-Key, a minute is the longest that a withdrawn document may linger.
MAX_AGE_S = 60
S_MAX_AGE_S = 60
STALE_S = 30
SHORTEST_WORTH_COMPRESSING_BYTES = 860
METHODS = ("GET", "HEAD", "OPTIONS")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._=-]{8,128}")
_EXPOSED = (
    "ETag, Last-Modified, Link, Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
)


@dataclass(frozen=True)
class Answer:
    """Bytes that are ready to send, and what caches must know of them.

    Shape: `until` is the instant from which the bytes are no longer true; `rows` are the documents shown, `keys` name
    what else a purge must find;
    `changed_at` is given where `last_modified` cannot prove that nothing changed since (a removal from a list leaves
    no date behind): it is asked in its place, and only when a client relies on a date; `packed` are the bytes in a
    coding, where they were compressed beforehand.
    """

    body: bytes
    content_type: str = "application/json"
    last_modified: datetime | None = None
    until: datetime | None = None
    keys: Iterable[str] = ()
    rows: Sequence[Row] = ()
    links: tuple[tuple[str, str], ...] = ()
    changed_at: Callable[[], datetime | None] | None = None
    packed: Mapping[str, bytes] = field(default_factory=dict)


def caller_of(request: HttpRequest) -> Caller:
    """Return who is asking, as the door of the faces has found out (middleware.py)."""
    return getattr(request, "delivery_caller", ANYONE)


def audience_of(request: HttpRequest) -> Audience:
    """Return for which audience a request is answered."""
    return caller_of(request).audience


def mount_of(request: HttpRequest) -> str:
    """Return what stands before the faces' addresses: nothing, or the sandbox's prefix."""
    return getattr(request, "delivery_mount", "")


def absolute(request: HttpRequest, path: str) -> str:
    """Return the absolute address of a face's path, on the host that was asked and under the same mount."""
    return f"{request.scheme}://{request.get_host()}{mount_of(request)}{path}"


def respond(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Return 200 with the bytes, or 304 where the client already holds them."""
    body, caller = answer.body, caller_of(request)
    may_compress = len(body) >= SHORTEST_WORTH_COMPRESSING_BYTES
    encoding = encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", "")) if may_compress else ""
    etag = etag_of(body, encoding)
    if is_not_modified(request, etag=etag, last_modified=_provable_date(request, answer)):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        if encoding:
            body = answer.packed.get(encoding) or compressed(body, encoding)
        response = HttpResponse(body, content_type=answer.content_type)
        if encoding:
            response.headers["Content-Encoding"] = encoding
    headers = response.headers
    headers["ETag"] = etag
    if answer.last_modified is not None:
        headers["Last-Modified"] = http_date(int(answer.last_modified.timestamp()))
    headers["Cache-Control"] = cache_control(caller, answer.until)
    if may_compress:
        headers["Vary"] = "Accept-Encoding"
    kinds = dict.fromkeys(row.type for row in answer.rows)
    ids = (str(row.document_id) for row in answer.rows)
    headers["Surrogate-Key"] = " ".join(dict.fromkeys(("site", *kinds, *answer.keys, *ids)))
    if answer.links:
        headers["Link"] = ", ".join(f'<{url}>; rel="{relation}"' for relation, url in answer.links)
    count(request, caller, answer.rows)
    return response


def cache_control(caller: Caller, until: datetime | None) -> str:
    """Return how long these bytes may be kept: never beyond the instant at which they stop being true.

    Units: whole seconds, rounded down. Source: RFC 9111, RFC 5861.
    """
    left = None if until is None else int((until - timezone.now()).total_seconds())
    if left is not None and left <= 0:
        return "private, no-cache" if caller.is_keyed else "no-cache"
    fresh = MAX_AGE_S if left is None else min(MAX_AGE_S, left)
    if caller.is_keyed:
        return f"private, max-age={fresh}"
    shared = S_MAX_AGE_S if left is None else min(S_MAX_AGE_S, left)
    stale = STALE_S if left is None else min(STALE_S, left - shared)
    return f"public, max-age={fresh}, s-maxage={shared}, stale-while-revalidate={stale}"


def finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add what every answer of every face carries, errors included, and take the body away from a HEAD."""
    headers = response.headers
    caller: Caller | None = getattr(request, "delivery_caller", None)
    asked = request.META.get("HTTP_X_REQUEST_ID", "")
    headers["X-Request-ID"] = asked if _REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
    headers["X-Content-Type-Options"] = "nosniff"
    # What does not say who may frame it is framed by nobody: this door stands before Django's own guard.
    if "frame-ancestors" not in headers.get("Content-Security-Policy", ""):
        headers.setdefault("X-Frame-Options", "DENY")
    # A cache must not hand the open answer to somebody who sent a key, nor one site's answer to another.
    patch_vary_headers(
        response, ["Authorization", "Origin"] if caller is None or caller.is_keyed else ["Authorization"]
    )
    # None: a key was refused. Such an answer is granted to no page at all.
    granted = "" if caller is None else caller.origin if caller.is_keyed else "*"
    if granted:
        headers["Access-Control-Allow-Origin"] = granted
        headers["Access-Control-Expose-Headers"] = _EXPOSED
    if response.status_code not in (204, 304) and not response.streaming:
        headers.setdefault("Content-Length", str(len(response.content)))
    if request.method == "HEAD":
        response.content = b""
    return response


def options_response(methods: Sequence[str] = METHODS) -> HttpResponse:
    """Answer OPTIONS, a browser's preflight included. `Authorization` is not admitted: secret keys stay on servers."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    allowed = ", ".join(methods)
    response.headers["Allow"] = allowed
    response.headers["Access-Control-Allow-Methods"] = allowed
    names = "If-None-Match, If-Modified-Since, Prefer, X-Request-ID" + (", Content-Type" if "POST" in methods else "")
    response.headers["Access-Control-Allow-Headers"] = names
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def accepts(header: str, media_type: str) -> bool:
    """Tell whether an Accept header admits a media type (RFC 9110, section 12.5.1). Absent means: anything."""
    if not header.strip() or header == "*/*":
        return True
    main = media_type.partition("/")[0]
    weights = dict(weighted(header))
    for pattern in (media_type, f"{main}/*", "*/*"):
        if pattern in weights:
            return weights[pattern] > 0
    return False


def _provable_date(request: HttpRequest, answer: Answer) -> datetime | None:
    if answer.changed_at is None:
        return answer.last_modified
    if "HTTP_IF_MODIFIED_SINCE" in request.META and "HTTP_IF_NONE_MATCH" not in request.META:
        return answer.changed_at()
    return None

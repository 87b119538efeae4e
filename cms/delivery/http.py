"""What every face sends with its bytes: validators, freshness, keys for the CDN, compression, CORS. Written once.

No face builds these headers by itself, and nothing here knows any content type.
"""

from __future__ import annotations

import gzip
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date

from cms.delivery.conditional import etag_of, is_not_modified
from cms.media.audiences import Audience

# Until webhooks purge the CDN by Surrogate-Key, a minute is the longest that a withdrawn document may linger.
MAX_AGE_S = 60
S_MAX_AGE_S = 60
STALE_S = 30
SHORTEST_WORTH_COMPRESSING_BYTES = 860
METHODS = "GET, HEAD, OPTIONS"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._=-]{8,128}")
_EXPOSED = "ETag, Last-Modified, Link, Location, X-Request-ID"


@dataclass(frozen=True)
class Answer:
    """Bytes that are ready to send, and what caches must know of them.

    Shape: `until` is the instant from which the bytes are no longer true; `keys` name what a purge must find;
    `changed_at` is given where `last_modified` cannot prove that nothing changed since (a removal from a list leaves
    no date behind): it is asked in its place, and only when a client relies on a date.
    """

    body: bytes
    content_type: str = "application/json"
    last_modified: datetime | None = None
    until: datetime | None = None
    keys: Iterable[str] = ()
    links: tuple[tuple[str, str], ...] = ()
    changed_at: Callable[[], datetime | None] | None = None


def audience_of(request: HttpRequest) -> Audience:
    """Return who is asking: the one door through which keys will enter."""
    return Audience.OPEN


def respond(request: HttpRequest, answer: Answer, *, audience: Audience) -> HttpResponse:
    """Return 200 with the bytes, or 304 where the client already holds them."""
    body = answer.body
    may_compress = len(body) >= SHORTEST_WORTH_COMPRESSING_BYTES
    encoding = "gzip" if may_compress and accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")) else ""
    etag = etag_of(body, encoding)
    if is_not_modified(request, etag=etag, last_modified=_provable_date(request, answer)):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        response = HttpResponse(_gzipped(body) if encoding else body, content_type=answer.content_type)
        if encoding:
            response.headers["Content-Encoding"] = encoding
    headers = response.headers
    headers["ETag"] = etag
    if answer.last_modified is not None:
        headers["Last-Modified"] = http_date(int(answer.last_modified.timestamp()))
    headers["Cache-Control"] = cache_control(audience, answer.until)
    vary = [] if audience is Audience.OPEN else ["Authorization", "Origin"]
    if may_compress:
        vary.append("Accept-Encoding")
    if vary:
        headers["Vary"] = ", ".join(vary)
    headers["Surrogate-Key"] = " ".join(("site", *answer.keys))
    if answer.links:
        headers["Link"] = ", ".join(f'<{url}>; rel="{relation}"' for relation, url in answer.links)
    return response


def cache_control(audience: Audience, until: datetime | None) -> str:
    """Return how long these bytes may be kept: never beyond the instant at which they stop being true.

    Units: whole seconds, rounded down. Source: RFC 9111, RFC 5861.
    """
    left = None if until is None else int((until - timezone.now()).total_seconds())
    if left is not None and left <= 0:
        return "no-cache" if audience is Audience.OPEN else "private, no-cache"
    fresh = MAX_AGE_S if left is None else min(MAX_AGE_S, left)
    if audience is not Audience.OPEN:
        return f"private, max-age={fresh}"
    shared = S_MAX_AGE_S if left is None else min(S_MAX_AGE_S, left)
    stale = STALE_S if left is None else min(STALE_S, left - shared)
    return f"public, max-age={fresh}, s-maxage={shared}, stale-while-revalidate={stale}"


def finish(request: HttpRequest, response: HttpResponse, *, audience: Audience = Audience.OPEN) -> HttpResponse:
    """Add what every answer of every face carries, errors included, and take the body away from a HEAD."""
    headers = response.headers
    asked = request.META.get("HTTP_X_REQUEST_ID", "")
    headers["X-Request-ID"] = asked if _REQUEST_ID.fullmatch(asked) else uuid.uuid4().hex
    headers["X-Content-Type-Options"] = "nosniff"
    if audience is Audience.OPEN:
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = _EXPOSED
    if response.status_code not in (204, 304):
        headers.setdefault("Content-Length", str(len(response.content)))
    if request.method == "HEAD":
        response.content = b""
    return response


def options_response() -> HttpResponse:
    """Answer OPTIONS, a browser's preflight included."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    response.headers["Allow"] = METHODS
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, X-Request-ID"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def accepts_gzip(header: str) -> bool:
    """Tell whether a client asks for gzip (RFC 9110, section 12.5.3). Absent means: no coding."""
    if not header:
        return False
    weights = dict(_weighted(header))
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def accepts(header: str, media_type: str) -> bool:
    """Tell whether an Accept header admits a media type (RFC 9110, section 12.5.1). Absent means: anything."""
    if not header.strip() or header == "*/*":
        return True
    main = media_type.partition("/")[0]
    weights = dict(_weighted(header))
    for pattern in (media_type, f"{main}/*", "*/*"):
        if pattern in weights:
            return weights[pattern] > 0
    return False


def _weighted(header: str) -> Iterable[tuple[str, float]]:
    for member in header.lower().split(","):
        name, *parameters = (part.strip() for part in member.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        if name:
            yield name, weight


def _gzipped(body: bytes) -> bytes:
    # Without a time stamp, so that equal bytes compress to equal bytes: the tag is strong.
    return gzip.compress(body, compresslevel=5, mtime=0)


def _provable_date(request: HttpRequest, answer: Answer) -> datetime | None:
    if answer.changed_at is None:
        return answer.last_modified
    if "HTTP_IF_MODIFIED_SINCE" in request.META and "HTTP_IF_NONE_MATCH" not in request.META:
        return answer.changed_at()
    return None

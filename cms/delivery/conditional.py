"""Conditional requests (RFC 9110, section 13): does the client already hold these bytes?"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from django.http import HttpRequest
from django.utils.http import parse_http_date_safe

_TAG = re.compile(r'\s*(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')


def etag_of(body: bytes, encoding: str = "") -> str:
    """Return the strong validator of a representation, quoted.

    Shape: SHA-256 of the bytes; a compressed representation has a tag of its own (RFC 9110, section 8.8.3.3).
    """
    digest = hashlib.sha256(body).hexdigest()
    return f'"{digest}-{encoding}"' if encoding else f'"{digest}"'


def is_not_modified(request: HttpRequest, *, etag: str, last_modified: datetime | None) -> bool:
    """Tell whether 304 is the right answer to a GET or HEAD.

    Shape: `last_modified` is None where a date can prove nothing; If-Modified-Since counts only where no
    If-None-Match was sent (RFC 9110, section 13.2.2).
    """
    wanted = request.META.get("HTTP_IF_NONE_MATCH")
    if wanted is not None:
        return wanted.strip() == "*" or etag in known_tags(wanted)
    since = request.META.get("HTTP_IF_MODIFIED_SINCE")
    if since is None or last_modified is None:
        return False
    moment = parse_http_date_safe(since)
    return moment is not None and int(last_modified.timestamp()) <= moment


def known_tags(header: str) -> frozenset[str]:
    """Return the tags of an If-None-Match list, without their weakness: comparison is weak for GET.

    Shape: nothing after the first malformed member counts.
    """
    found: set[str] = set()
    place = 0
    while place < len(header):
        match = _TAG.match(header, place)
        if match is None:
            break
        found.add(match[1])
        place = match.end()
    return frozenset(found)

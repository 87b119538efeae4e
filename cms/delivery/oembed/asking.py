"""What an oEmbed consumer may ask, and which document it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest

from cms.delivery.http import accepts, caller_of
from cms.delivery.parameters import Parameter, ParameterSet, split_query
from cms.delivery.problems import Gone, NotFound, Problem
from cms.feed.addresses import resolve_on_site
from cms.feed.selectors import Row
from cms.feed.sites import site_at

LONGEST_URL = 2_000
FORMATS = ("json", "xml")
_SIZE = {"type": "integer", "minimum": 1, "maximum": 99_999}


def _read_url(text: str) -> str:
    if len(text) > LONGEST_URL or not re.match(r"https?://", text, re.IGNORECASE):
        raise ValueError(f"`url` is the whole address of a page of this site, at most {LONGEST_URL} characters.")
    return text


def _size(name: str, description: str) -> Parameter:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or int(text) < 1:
            raise ValueError(f"`{name}` is a whole number of pixels from 1 on, for instance {name}=480.")
        return int(text)

    return Parameter(name, description, _SIZE, read, example=480)


PARAMETERS = ParameterSet(
    (
        Parameter(
            "url",
            "Address of a page of this site, percent-encoded.",
            {"type": "string", "format": "uri", "maxLength": LONGEST_URL},
            _read_url,
            example="https://example.org/ambassadeurs/atelier-des-deux-rives/",
            is_required=True,
        ),
        Parameter("format", "`json` or `xml`.", {"type": "string", "enum": list(FORMATS)}, str, example="json"),
        _size("maxwidth", "Widest that the frame may be, in pixels."),
        _size("maxheight", "Highest that the frame may be, in pixels."),
    )
)


def read(request: HttpRequest) -> tuple[Mapping[str, Any], str]:
    """Return the parameters and the format to answer in.

    Shape: what oEmbed does not name is left aside: consumers add parameters of their own to every provider's address
    (WordPress sends `dnt=1`), and would be refused for nothing.
    Errors: Problem 400, and 501 where the format is none of ours (oEmbed 1.0, section 2.3.5).
    """
    known = [pair for pair in split_query(request.META.get("QUERY_STRING", "")) if pair[0] in PARAMETERS.by_name]
    values = PARAMETERS.read(urlencode(known))
    accept = request.META.get("HTTP_ACCEPT", "")
    form = values.get("format") or ("json" if accepts(accept, "application/json") else "xml")
    if form not in FORMATS:
        raise Problem(501, "This provider answers in json and xml. Send format=json, format=xml, or neither.")
    return values, form


def find(request: HttpRequest, url: str) -> Row:
    """Return the document that stands at an address of this site now, also where the address is a former one.

    Errors: NotFound where this caller may see none there, whatever the reason; Gone where it saw one once.
    """
    caller = caller_of(request)
    # A former address leads to the present one; what an editor set may lead on once more.
    for _hop in range(3):
        site = site_at(url, request=request)
        if site is None:
            break
        parts = urlsplit(url)
        found = resolve_on_site(f"{parts.path}?{parts.query}".rstrip("?"), caller.audience, site)
        if found.type and not caller.may_have(found.type):
            raise NotFound
        if found.row is not None:
            return found.row
        if found.is_gone:
            raise Gone
        if not found.location:
            break
        url = found.location
    raise NotFound

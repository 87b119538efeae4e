"""The two scripts for other people's pages: the elements (`v1.js`), and what gives a frame its height (`resize.js`).

Written by hand, without a build step: the words and the styles are put in, comments and indentation are left out, and
both are compressed once, as well as can be.
"""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cms.delivery.embed.labels import script_words
from cms.delivery.frame_style import card_style
from cms.delivery.http import Answer, respond
from cms.delivery.parameters import ParameterSet

HERE = Path(__file__).parent
# These bytes follow from the code alone: they are as old as this process.
STARTED_AT = timezone.now()
# A day without asking, then the ETag answers; a week in which a cache may still hand out the old one while it asks.
CACHE = "public, max-age=86400, stale-while-revalidate=604800"
CONTENT_TYPE = "text/javascript; charset=utf-8"
NO_PARAMETERS = ParameterSet(())


@cache
def elements_script() -> bytes:
    """Return the module that defines the custom elements."""
    source = (HERE / "v1.js").read_text(encoding="utf-8")
    words = json.dumps(script_words(), ensure_ascii=False, separators=(",", ":"))
    styles = json.dumps(card_style(), ensure_ascii=False)
    return lean(source).replace('"{{words}}"', words).replace('"{{styles}}"', styles).encode()


@cache
def resize_script() -> bytes:
    """Return the script that gives our frames on a page the height they ask for."""
    return lean((HERE / "resize.js").read_text(encoding="utf-8")).encode()


@cache
def packed(body: bytes) -> dict[str, bytes]:
    """Return a script in every coding that browsers take."""
    return {"br": brotli.compress(body, quality=11), "gzip": gzip.compress(body, compresslevel=9, mtime=0)}


def lean(source: str) -> str:
    """Return a script without its indentation and the lines that are comments alone; no line within a text is one."""
    return re.sub(r"^\s*//.*\n|^\s+", "", source, flags=re.MULTILINE)


def elements_view(request: HttpRequest) -> HttpResponse:
    """Answer with `v1.js`."""
    return _script(request, elements_script())


def resize_view(request: HttpRequest) -> HttpResponse:
    """Answer with `resize.js`."""
    return _script(request, resize_script())


def _script(request: HttpRequest, body: bytes) -> HttpResponse:
    NO_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    answer = Answer(
        body=body, content_type=CONTENT_TYPE, last_modified=STARTED_AT, keys=("embed",), packed=packed(body)
    )
    response = respond(request, answer)
    response.headers["Cache-Control"] = CACHE
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response

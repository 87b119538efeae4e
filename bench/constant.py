"""Views that return bytes they were given: what our answers are compared with."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path


@lru_cache
def _bytes(name: str) -> bytes:
    return (Path(os.environ["BENCH_BYTES"]) / name).read_bytes()


def constant(request: HttpRequest, name: str) -> HttpResponse:
    """Return the bytes that our own server gave to the question of this name."""
    body = _bytes(name)
    # As every answer of ours; without it the server would send in chunks.
    return HttpResponse(body, content_type="application/json", headers={"Content-Length": str(len(body))})


urlpatterns = [path("constant/<slug:name>", constant)]

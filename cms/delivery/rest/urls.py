"""Addresses of REST, under /api/v1/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, re_path

from cms.delivery.face import face
from cms.delivery.problems import NotFound
from cms.delivery.rest.api import api
from cms.delivery.rest.changes import MEDIA_TYPES as CHANGES_MEDIA_TYPES
from cms.delivery.rest.service import docs_view, openapi_view

app_name = "rest"


def nothing_here(request: HttpRequest, **kwargs: Any) -> Any:
    """Answer every address that is none of ours as one that does not exist."""
    raise NotFound


def _operations() -> list[URLPattern]:
    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in found:
        face(*(CHANGES_MEDIA_TYPES if pattern.name == "changes" else ()))(pattern.callback)
    return found


urlpatterns = [
    path("openapi.json", face()(openapi_view), name="openapi"),
    path("docs", face("text/html")(docs_view), name="docs"),
    *_operations(),
    re_path(r"", face()(nothing_here)),
]

"""Rows with pictures and stories, and a wire on which independent clients reach the site without a server."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from urllib3 import HTTPResponse

from cms.feed.models import FeedDocument
from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner, PartnerOrigin
from tests.cms.delivery.feed_rows import ambassador_row

IMAGE = {
    "url": "http://localhost/media/renditions/four-1200.jpg",
    "width": 1200,
    "height": 800,
    "alt": "Une mouleuse ouvre le moule.",
    "credit": "Photo Anna Petit <CCI>",
    "licence": "CC-BY-4.0",
    "focal_point": {"x": 0.5, "y": 0.5},
    "placeholder": "data:image/webp;base64,UklGRg==",
    "srcset": [
        {"url": "http://localhost/media/renditions/four-400.avif", "width": 400, "type": "image/avif"},
        {"url": "http://localhost/media/renditions/four-400.jpg", "width": 400, "type": "image/jpeg"},
        {"url": "http://localhost/media/renditions/four-800.jpg", "width": 800, "type": "image/jpeg"},
        {"url": "http://localhost/media/renditions/four-1600.jpg", "width": 1600, "type": "image/jpeg"},
    ],
}
# A letter of five bytes, half a surrogate's neighbour, what XML cannot write, what it must escape, and no-break spaces.
ODD = "Œuvre « forgée » & <script>alert(1)</script> ]]> 🔥 a\x0bb\x00c\ufffe d\u2028e"
ODD_WRITTEN = "Œuvre « forgée » & <script>alert(1)</script> ]]> 🔥 abc d\u2028e"


def story_row(*, fields: dict[str, Any] | None = None, **columns: Any) -> FeedDocument:
    """Make the row of an ambassador whose document has these fields besides."""
    return rewrite(ambassador_row(**columns), **(fields or {}))


def rewrite(row: FeedDocument, **fields: Any) -> FeedDocument:
    """Change fields of a stored document, in both of its forms."""
    for column in ("item", "document"):
        stored = json.loads(bytes(getattr(row, column)))
        stored |= {name: value for name, value in fields.items() if column == "document" or name in stored}
        setattr(row, column, json.dumps(stored, ensure_ascii=False).encode())
    row.save()
    return row


def a_partner(
    *, audience: str = "partners", types: tuple[str, ...] = (), kind: KeyKind = KeyKind.SECRET, name: str = "Ville"
) -> str:
    """Make a partner and return a key of it; a publishable one is valid on https://ville.example."""
    partner = Partner.objects.create(name=name, audience=audience, allowed_types=list(types))
    PartnerOrigin.objects.create(partner=partner, origin="https://ville.example")
    return issue_key(partner, kind)


def wire(monkeypatch: pytest.MonkeyPatch, client: Client) -> list[tuple[str, int]]:
    """Have the library `requests` reach Django's test client; return the list of what was asked and answered."""
    asked: list[tuple[str, int]] = []

    def send(self: Any, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
        answer = client.get(f"{parts.path}?{parts.query}".rstrip("?"), headers={**headers, "host": parts.netloc})
        asked.append((str(request.url), answer.status_code))
        raw = HTTPResponse(
            body=io.BytesIO(answer.content),
            headers=dict(answer.headers),
            status=answer.status_code,
            preload_content=False,
            decode_content=False,
        )
        return self.build_response(request, raw)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    return asked

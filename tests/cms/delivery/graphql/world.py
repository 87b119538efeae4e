"""A small feed of every kind, and how it is asked."""

from __future__ import annotations

import datetime
import json
import uuid
from typing import Any

from django.test import Client

from cms.feed import registry
from cms.feed.identity import document_id
from cms.feed.models import FeedDocument
from tests.cms.delivery.feed_rows import START, ambassador_row, store

DAY = datetime.timedelta(days=1)
ADDRESS = "/api/graphql"
NEWER = "application/graphql-response+json"
TITLES = "{ ambassadors { nodes { title } } }"


def ask(
    client: Client, query: str, variables: Any = None, *, address: str = ADDRESS, name: str = "", **headers: Any
) -> Any:
    """Send one operation by POST, and return the response."""
    content: dict[str, Any] = {"query": query, "variables": variables or {}}
    if name:
        content["operationName"] = name
    headers.setdefault("HTTP_ACCEPT", NEWER)
    return client.post(address, json.dumps(content), content_type="application/json", **headers)


def get(client: Client, query: str, *, address: str = ADDRESS, **headers: Any) -> Any:
    """Send one operation by GET."""
    return client.get(address, {"query": query}, **headers)


def data(client: Client, query: str, variables: Any = None, **more: Any) -> Any:
    """Return the data of an operation that has no errors."""
    response = ask(client, query, variables, **more)
    content = response.json()
    assert response.status_code == 200, content
    assert "errors" not in content, content
    return content["data"]


def errors(client: Client, query: str, variables: Any = None, **more: Any) -> list[dict[str, Any]]:
    """Return the errors of an operation that has some."""
    found: list[dict[str, Any]] = ask(client, query, variables, **more).json()["errors"]
    return found


def row(type_name: str, *, name: str, locale: str = "fr", columns: dict[str, Any] | None = None, **fields: Any) -> Any:
    """Make the row of a document of any type; what is not given is empty."""
    feed_type = registry.for_name(type_name)
    assert feed_type is not None
    content_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{type_name}-{name}")
    path = f"/site/{type_name}/{name}/"
    shape = {
        "id": str(document_id(content_id, locale)),
        "content_id": str(content_id),
        "type": type_name,
        "locale": locale,
        "slug": name,
        "url": f"http://localhost{path}",
        "title": name.capitalize(),
        "summary": "Deux phrases.",
        "published_at": START,
        "updated_at": START,
        "image": None,
        "tags": [],
        "licence": "etalab-2.0",
        "attribution": "Fabriqué en Val-de-Marne",
        "translations": [],
        **fields,
    }
    return store(type_name, feed_type.document.model_validate(shape), path=path, **(columns or {}))


def article(name: str, *ambassadors: FeedDocument, **more: Any) -> FeedDocument:
    """Make an article that speaks of some ambassadors."""
    made: FeedDocument = row(
        "article", name=name, date=datetime.date(2026, 11, 22), category=None, author="La rédaction",
        is_demonstration=False, ambassadors=[str(a.document_id) for a in ambassadors],
        body=[block("heading", text="Une coulée", level=2, anchor="une-coulee"), text("<p>Jeudi.</p>")], **more,
    )  # fmt: skip
    return made


def white_paper(name: str, *, chapters: int, **more: Any) -> tuple[FeedDocument, list[FeedDocument]]:
    """Make a white paper and its chapters, in order."""
    content_id = uuid.uuid5(uuid.NAMESPACE_URL, f"whitepaper-{name}")
    parent_id = document_id(content_id, "fr")
    made = [
        row(
            "chapter", name=f"{name}-{n}", parent=str(parent_id), position=n, number=n, body=[text(f"<p>{n}</p>")],
            columns={"parent_id": parent_id, "position": f"{n:04}"},
        )
        for n in range(1, chapters + 1)
    ]  # fmt: skip
    whole = row(
        "whitepaper", name=name, version="1re édition", edition_date=datetime.date(2026, 6, 15), citation_id=name,
        authors="CCI", foreword=[], chapters=[str(c.document_id) for c in made], **more,
    )  # fmt: skip
    return whole, made


def text(html: str) -> dict[str, Any]:
    """Return a block of rich text."""
    return {"id": "t1", "type": "rich_text", "value": html}


def block(kind: str, **value: Any) -> dict[str, Any]:
    """Return a block of any kind."""
    return {"id": "b1", "type": kind, "value": value}


def image(number: int = 1) -> dict[str, Any]:
    """Return a picture with two renditions."""
    address = f"http://localhost/media/renditions/{number}"
    return {
        "url": f"{address}.jpg", "width": 1200, "height": 800, "alt": "Une mouleuse.", "credit": "Photo Anna Petit",
        "licence": "CC-BY-4.0", "focal_point": {"x": 0.5, "y": 1.0}, "placeholder": "data:image/webp;base64,AA",
        "srcset": [{"url": f"{address}-{w}.avif", "width": w, "type": "image/avif"} for w in (400, 800)],
    }  # fmt: skip


def everything() -> None:
    """Make a feed with every listed type, links between them, and a block of several kinds."""
    first, second, third = (
        ambassador_row(title=title, slug=title.lower(), published_at=START + n * DAY, tags=(("bronze", "bronze"),))
        for n, title in enumerate(("Fonderie", "Lutherie", "Brasserie"))
    )
    article("coulee", first, second)
    article("visite", third, first)
    white_paper("productif", chapters=3)
    row(
        "home", name="accueil", hero={"title": "Ici", "text": ""}, key_figures=[], latest_news_count=3, call=None,
        image=image(), featured_ambassadors=[str(third.document_id), str(first.document_id)],
        white_paper=str(FeedDocument.objects.get(type="whitepaper").document_id),
    )  # fmt: skip

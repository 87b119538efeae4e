"""Rows of the feed made directly: what a face reads, without the pages behind it."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import uuid
from typing import Any

from ambassadors.feed import AmbassadorDocument
from cms.feed import registry
from cms.feed.identity import document_id, sort_key
from cms.feed.models import FeedDocument, FeedFacet, FormerPath, State

START = datetime.datetime(2026, 1, 1, 9, tzinfo=datetime.UTC)
_numbers = itertools.count(1_000)


def ambassador_row(
    *,
    title: str = "",
    locale: str = "fr",
    slug: str = "",
    commune: tuple[str, str] | None = ("94028", "Créteil"),
    sector: tuple[str, str] | None = ("25", "Produits métalliques"),
    tags: tuple[tuple[str, str], ...] = (),
    published_at: datetime.datetime | None = None,
    **columns: Any,
) -> FeedDocument:
    """Make the row of an ambassador for the audience `open`; every value may be given."""
    number = next(_numbers)
    content_id = columns.pop("content_id", None) or uuid.uuid5(uuid.NAMESPACE_URL, f"content-{number}")
    title = title or f"Atelier {number}"
    slug = slug or f"atelier-{number}"
    published_at = published_at or START
    path = f"/ambassadeurs/{slug}/" if locale == "fr" else f"/{locale}/ambassadors/{slug}/"
    document = AmbassadorDocument.model_validate(
        {
            "id": str(document_id(content_id, locale)),
            "content_id": str(content_id),
            "type": "ambassador",
            "locale": locale,
            "slug": slug,
            "url": f"http://localhost{path}",
            "title": title,
            "summary": columns.pop("summary", "Fonderie d’art à Créteil."),
            "published_at": published_at,
            "updated_at": columns.pop("updated_at", published_at),
            "image": None,
            "tags": [{"slug": tag, "name": name} for tag, name in tags],
            "licence": "etalab-2.0",
            "attribution": "Fabriqué en Val-de-Marne",
            "translations": [],
            "company": dict.fromkeys(("siren", "siret", "workforce", "founded_year", "website", "chamber"))
            | {"name": title},
            "leader": None,
            "commune": {"code": commune[0], "name": commune[1]} if commune else None,
            "location": None,
            "sector": {"code": sector[0], "name": sector[1]} if sector else None,
            "cohort": None,
            "number": None,
            "made_here": "",
            "quote": "",
            "is_demonstration": False,
            "commitments": [],
            "body": [{"id": "b1", "type": "rich_text", "value": "<p>Un récit.</p>"}],
        }
    )
    return store("ambassador", document, path=path, **columns)


def store(type_name: str, document: Any, *, path: str, **columns: Any) -> FeedDocument:
    """Store a shape as the row that the feed would have made of it."""
    feed_type = registry.for_name(type_name)
    assert feed_type is not None
    number = next(_numbers)
    values = {
        "document_id": uuid.UUID(document.id),
        "content_id": uuid.UUID(document.content_id),
        "locale": document.locale,
        "audience": "open",
        "page_id": number,
        "type": type_name,
        "state": State.LIVE,
        "site_id": 1,
        "path": path,
        "slug": document.slug,
        "title": document.title,
        "sort_title": sort_key(document.title),
        "search_text": document.summary,
        "published_at": document.published_at,
        "updated_at": document.updated_at,
        "item": document.model_dump_json(include=set(feed_type.item.model_fields)).encode(),
        "document": document.model_dump_json().encode(),
        "digest": hashlib.sha256(document.model_dump_json().encode()).hexdigest(),
        "change": number,
        "modified_at": document.updated_at,
        **columns,
    }
    row = FeedDocument.objects.create(**values)
    FeedFacet.objects.bulk_create(
        FeedFacet(document=row, name=facet.name, value=found.value, label=found.label)
        for facet in feed_type.facets
        for found in facet.values(document)
    )
    return row


def former_path(row: FeedDocument, *, slug: str, path: str = "") -> FormerPath:
    """Note an address that a document had before."""
    return FormerPath.objects.create(
        site_id=row.site_id,
        path=path or f"/ambassadeurs/{slug}/",
        audience=row.audience,
        locale=row.locale,
        type=row.type,
        slug=slug,
        document_id=row.document_id,
        moved_at=START,
    )


def bury(row: FeedDocument, *, is_announced: bool = True) -> FeedDocument:
    """Turn a row into a tombstone, or into one that was never announced to this audience."""
    FeedDocument.objects.filter(pk=row.pk).update(
        state=State.GONE, item=b"", document=b"", title="", search_text="", was_shown=is_announced
    )
    row.facets.all().delete()
    return row

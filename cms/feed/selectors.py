"""Read side of the feed: what faces and templates ask. Returns rows, never pages. Writes live in services.py.

Every answer compares the rows' time window with the database's clock, so that what has expired is gone at that second
with every scheduler stopped.
"""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet

from cms.feed import prepared
from cms.feed.batches import documents_by_ids, parts_of_many
from cms.feed.changes import changes_since
from cms.feed.lists import (
    DEFAULT_ORDER,
    ORDERS,
    ListQuery,
    ListResult,
    count_documents,
    facet_counts,
    list_documents,
    list_rows,
    list_window,
)
from cms.feed.models import FeedDocument, FormerPath
from cms.feed.rows import COLUMNS, Row, could_be_seen, from_driver, live, to_row, with_body
from cms.feed.searching import search_documents
from cms.feed.windows import Window
from cms.media.audiences import Audience

__all__ = [
    "DEFAULT_ORDER", "ORDERS", "ListQuery", "ListResult", "Row", "Window", "changes_since", "count_documents",
    "document_by_id", "document_by_path", "document_by_slug", "document_for_page", "documents_by_ids", "facet_counts",
    "list_documents", "list_rows", "list_window", "live", "moved_to", "parts_of", "parts_of_many", "search_documents",
    "tombstone",
]  # fmt: skip


def document_by_id(
    document_id: uuid.UUID,
    audience: Audience,
    *,
    type_name: str = "",
    locale: str = "",
    parent_id: uuid.UUID | None = None,
) -> Row | None:
    """Return a whole live document by its public id, in one query; only of a type, language or parent if given."""
    wanted = {"document_id": document_id, "type": type_name, "locale": locale, "parent_id": parent_id}
    return _one(audience, {name: value for name, value in wanted.items() if value})


def document_by_slug(
    type_name: str, slug: str, *, locale: str, audience: Audience, parent_id: uuid.UUID | None = None
) -> Row | None:
    """Return a whole live document by its slug, in one query; the oldest where two places share a slug."""
    wanted: dict[str, Any] = {"type": type_name, "locale": locale, "slug": slug}
    return _one(audience, wanted if parent_id is None else {**wanted, "parent_id": parent_id})


def _one(audience: Audience, wanted: dict[str, Any]) -> Row | None:
    """Return the oldest whole live document with these column values."""

    def build(audience_value: str, *values: Any) -> QuerySet[FeedDocument, tuple[Any, ...]]:
        rows = live(SimpleNamespace(value=audience_value)).filter(  # type: ignore[arg-type]
            **dict(zip(wanted, values, strict=True))
        )
        return with_body(rows, "document").order_by("published_at", "document_id").values_list(*COLUMNS)[:1]

    found = prepared.run(("one", *wanted), build, [audience.value, *wanted.values()])
    return to_row(from_driver(found[0])) if found else None


def document_by_path(path: str, audience: Audience, *, site_id: int | None = None) -> Row | None:
    """Return the whole live document whose page stands at a site path."""
    rows = live(audience).filter(path=path)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    found = with_body(rows, "document").order_by("site_id", "pk").values_list(*COLUMNS).first()
    return to_row(found) if found else None


def parts_of(parent_id: uuid.UUID, audience: Audience, *, column: str = "item") -> list[Row]:
    """Return the live parts of a document (the chapters of a white paper) in the editors' order.

    Shape: `column` is the form of the rows, "item" or "document".
    """
    rows = with_body(live(audience).filter(parent_id=parent_id), column)
    return [to_row(values) for values in rows.order_by("position").values_list(*COLUMNS)]


def document_for_page(page: Any, audience: Audience) -> dict[str, Any] | None:
    """Return the stored document of a page for an audience, parsed, or None if it may not be seen now."""
    rows = live(audience).filter(content_id=page.translation_key, page_id=page.pk)
    found = with_body(rows, "document").values_list(*COLUMNS).first()
    return to_row(found).data if found else None


def tombstone(
    audience: Audience,
    *,
    document_id: uuid.UUID | None = None,
    path: str | None = None,
    site_id: int | None = None,
    type_name: str | None = None,
    slug: str | None = None,
    locale: str | None = None,
) -> FeedDocument | None:
    """Return what is left of a document that was public for this audience and is gone, or None.

    Shape: a row past its time whose scheduler is late counts as gone.
    """
    rows = FeedDocument.objects.filter(could_be_seen(), audience=audience.value).exclude(
        pk__in=live(audience).values("pk")
    )
    if document_id is not None:
        rows = rows.filter(document_id=document_id)
    elif path is not None:
        rows = rows.filter(path=path)
        if site_id is not None:
            rows = rows.filter(site_id=site_id)
    else:
        rows = rows.filter(type=type_name, slug=slug, locale=locale)
    return rows.defer("item", "document", "next_item", "next_document", "search_text").order_by("-change").first()


def moved_to(
    audience: Audience,
    *,
    path: str | None = None,
    site_id: int | None = None,
    type_name: str | None = None,
    slug: str | None = None,
    locale: str | None = None,
    parent_id: uuid.UUID | None = None,
) -> dict[str, Any] | None:
    """Return the live document that used to have this address (or this slug in this type), or None.

    Shape: `parent_id` admits the parts of that document alone.
    """
    former = FormerPath.objects.filter(audience=audience.value)
    if path is not None:
        former = former.filter(path=path)
        if site_id is not None:
            former = former.filter(site_id=site_id)
    else:
        former = former.filter(type=type_name, slug=slug, locale=locale)
    for document_id in former.order_by("-moved_at").values_list("document_id", flat=True)[:5]:
        row = document_by_id(document_id, audience, parent_id=parent_id)
        if row is not None:
            return row.data
    return None

"""What nobody shows: documents that partners may have, and of which no partner was handed any version.

The other half of “Who shows what” (overview.py). What only our own site shows is no part of it: nobody could have it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, QuerySet
from wagtail.models import Page

from cms.feed import registry
from cms.feed.models import FeedDocument
from cms.feed.rows import live_now
from cms.media.audiences import Audience
from cms.partners.usage_tables import PartnerCopy
from cms.partnerships.kinds import kind_of_one


@dataclass(frozen=True)
class Unshown:
    """One document that nobody shows."""

    document_id: uuid.UUID
    page: Page
    kind: str
    locale: str
    published_at: datetime | None

    @property
    def title(self) -> str:
        """The page's title."""
        return str(self.page.title)

    @property
    def url(self) -> str:
        """The page's address on the site."""
        return self.page.full_url or ""


def listed_kinds() -> list[tuple[str, str]]:
    """Return the types that partners can list, in words; a page of a list itself is nothing that a partner shows."""
    return [(one.name, kind_of_one(one.name)) for one in registry.all_types() if one.is_listed]


def unshown() -> QuerySet[Any, Any]:
    """Return the documents that nobody was handed, one row each, whichever audiences may have them."""
    handed = PartnerCopy.objects.filter(document_id=OuterRef("document_id"))
    rows = FeedDocument.objects.filter(
        live_now(),
        ~Exists(handed),
        audience__in=[Audience.OPEN.value, Audience.PARTNERS.value],
        type__in=[name for name, _label in listed_kinds()],
    )
    # The rows of one document bear the same title.
    return rows.values("document_id", "type", "locale", "page_id", "sort_title").annotate(since=Min("published_at"))


def unshown_lines(rows: Iterable[dict[str, Any]]) -> list[Unshown]:
    """Return rows of `unshown()` with the titles of their pages, in two queries."""
    rows = list(rows)
    pages = Page.objects.in_bulk({row["page_id"] for row in rows})
    return [_line(row, pages[row["page_id"]]) for row in rows if row["page_id"] in pages]


def _line(row: dict[str, Any], page: Page) -> Unshown:
    return Unshown(
        document_id=row["document_id"],
        page=page,
        kind=kind_of_one(row["type"]),
        locale=row["locale"],
        published_at=row["since"],
    )

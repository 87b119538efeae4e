"""Who shows what, across all partners: one line per document and partner, with the version the partner has.

What is beside a page (copies_panel.py) for all pages at once, counted by the database so that a list can be narrowed.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms.feed.identity import plain_words
from cms.feed.models import FeedDocument
from cms.feed.rows import live_now, of_pages
from cms.partners.usage_tables import PartnerCopy
from cms.partnerships.kinds import kind_of_one
from cms.partnerships.versions import OPEN, is_present


class Version(models.TextChoices):
    """What a partner has of a document, compared with what its audience is shown now."""

    PRESENT = "present", gettext_lazy("present")
    EARLIER = "earlier", gettext_lazy("earlier")
    GONE = "gone", gettext_lazy("no longer in the feed")


@dataclass(frozen=True)
class Line:
    """One document at one partner.

    Shape: `page` is None once it was deleted; `since` is when the partner
    was first handed any version, `last_at` when it last was.
    """

    document_id: uuid.UUID
    page: Page | None
    kind: str
    locale: str
    partner_id: int
    partner: str
    version: Version
    since: datetime
    last_at: datetime

    @property
    def title(self) -> str:
        """The page's title; of a page that was deleted, its public id is all there is."""
        if self.page is not None:
            return str(self.page.title)
        return title_of_deleted(self.document_id)

    @property
    def url(self) -> str:
        """The page's address on the site, empty while nobody can read it there."""
        return (self.page.full_url or "") if self.page is not None and self.page.live else ""


def title_of_deleted(document_id: uuid.UUID) -> str:
    """Return what is said in place of a title of which nothing is left."""
    return _("A page that was deleted (%(id)s)") % {"id": document_id}


def holdings() -> QuerySet[PartnerCopy, dict[str, Any]]:
    """Return what every partner was handed, one row per document and partner.

    Shape: `newest` is the change number of the newest version it was handed, `shown` that of what its audience is
    shown now (null: nothing), `opened` that of the open data; `sort_title` is empty for what nobody is shown, which
    therefore comes first.
    """
    rows = FeedDocument.objects.filter(document_id=OuterRef("document_id"))
    shown = rows.filter(live_now(), audience=OuterRef("partner__audience")).values("change")
    titles = of_pages().filter(document_id=OuterRef("document_id")).order_by("-sort_title").values("sort_title")
    opened = rows.filter(live_now(), audience=OPEN).values("change")
    columns = ("document_id", "type", "partner_id", "partner__name", "partner__audience")
    return PartnerCopy.objects.values(*columns).annotate(
        newest=Max("change"),
        since=Min("first_at"),
        last=Max("last_at"),
        shown=Subquery(shown[:1]),
        opened=Subquery(opened[:1]),
        sort_title=Coalesce(Subquery(titles[:1]), models.Value("")),
    )


def with_version(rows: QuerySet[Any, Any], version: str) -> QuerySet[Any, Any]:
    """Keep the rows whose partner has this version."""
    if version == Version.GONE:
        return rows.filter(shown__isnull=True)
    shown = rows.filter(shown__isnull=False)
    present = Q(shown=F("newest")) | Q(opened__isnull=False, opened=F("newest"))
    return shown.filter(present) if version == Version.PRESENT else shown.exclude(present)


def with_title(rows: QuerySet[Any, Any], words: str) -> QuerySet[Any, Any]:
    """Keep the documents whose page says these words in its title, with or without accents; also once withdrawn."""
    named = Page.objects.filter(title__icontains=words).values("pk")
    told = of_pages().filter(Q(sort_title__contains=plain_words(words)) | Q(page_id__in=named))
    return rows.filter(document_id__in=told.values("document_id"))


def pages_of(document_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Page | None, str]]:
    """Return what the house knows of documents, whoever is shown them: the page and the language, in two queries.

    Shape: the page is None once it was deleted; what has no row left is not there.
    """
    told = of_pages().filter(document_id__in=document_ids).values_list("document_id", "page_id", "locale")
    known = {document_id: (page_id, locale) for document_id, page_id, locale in told}
    pages = Page.objects.in_bulk({page_id for page_id, _locale in known.values()})
    return {document_id: (pages.get(page_id), locale) for document_id, (page_id, locale) in known.items()}


def lines_of(rows: Iterable[dict[str, Any]]) -> list[Line]:
    """Return rows of `holdings()` with what the house knows of their pages, in two queries."""
    rows = list(rows)
    known = pages_of({row["document_id"] for row in rows})
    return [_line(row, *known.get(row["document_id"], (None, ""))) for row in rows]


def _line(row: dict[str, Any], page: Page | None, locale: str) -> Line:
    return Line(
        document_id=row["document_id"],
        page=page,
        kind=kind_of_one(row["type"]),
        locale=locale,
        partner_id=row["partner_id"],
        partner=row["partner__name"],
        version=_version(row),
        since=row["since"],
        last_at=row["last"],
    )


def _version(row: dict[str, Any]) -> Version:
    if row["shown"] is None:
        return Version.GONE
    shown = {OPEN: row["opened"], row["partner__audience"]: row["shown"]}
    return Version.PRESENT if is_present(row["newest"], row["partner__audience"], shown) else Version.EARLIER

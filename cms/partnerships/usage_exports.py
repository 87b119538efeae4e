"""The counts of a partner as files for a spreadsheet."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.text import slugify

from cms.partners.choices import Face
from cms.partners.models import Partner
from cms.partners.usage_reading import Period
from cms.partners.usage_tables import DocumentUsage, PartnerCopy, PartnerUsage
from cms.partnerships.kinds import kind_of_one
from cms.partnerships.overview import pages_of
from cms.recall.exports import CSV, as_table, download

Rows = Iterable[tuple[Any, ...]]


def _names(rows: QuerySet[Any]) -> Callable[[uuid.UUID], tuple[str, str]]:
    """Return who tells the title of a document's page, as colleagues see it in the page tree, and its language.

    Shape: both are empty once the page was deleted and its tombstone forgotten; the title once it was deleted.
    """
    known = pages_of(set(rows.order_by().values_list("document_id", flat=True).distinct()))

    def named(document_id: uuid.UUID) -> tuple[str, str]:
        page, locale = known.get(document_id, (None, ""))
        return ("" if page is None else page.title), locale

    return named


def _counts(partner: Partner, period: Period) -> Rows:
    """Return every answer once: what may be added up."""
    for day, face, _kind, *sums in _sums(partner, period).filter(type=""):
        yield day, _channel(face), *sums


def _types(partner: Partner, period: Period) -> Rows:
    """Return the answers that held a type: one that held two is in two lines."""
    for day, face, kind, *sums in _sums(partner, period).exclude(type=""):
        yield day, _channel(face), kind_of_one(kind), *sums


def _sums(partner: Partner, period: Period) -> QuerySet[PartnerUsage, tuple[Any, ...]]:
    rows = PartnerUsage.objects.filter(partner=partner, day__gte=period.first, day__lte=period.last)
    return rows.order_by("day", "face", "type").values_list("day", "face", "type", "requests", "documents")


def _documents(partner: Partner, period: Period) -> Rows:
    columns = ("day", "face", "type", "document_id", "times")
    rows = DocumentUsage.objects.filter(partner=partner, day__gte=period.first, day__lte=period.last)
    named = _names(rows)
    for day, face, kind, document_id, times in rows.order_by(*columns[:4]).values_list(*columns).iterator():
        yield day, _channel(face), kind_of_one(kind), document_id, *named(document_id), times


def _copies(partner: Partner, period: Period) -> Rows:
    """Return every copy, whatever the period: who holds what does not end with it."""
    columns = ("document_id", "type", "change", "face", "first_at", "last_at")
    rows = PartnerCopy.objects.filter(partner=partner)
    named = _names(rows)
    for document_id, kind, change, face, *times in rows.order_by(*columns[:3]).values_list(*columns).iterator():
        yield document_id, *named(document_id), kind_of_one(kind), change, _channel(face), *times


def _channel(face: str) -> str:
    return str(Face(face).label) if face in Face.values else face


FILES = {
    "counts.csv": (("day", "face", "requests", "documents"), _counts),
    "types.csv": (("day", "face", "type", "requests", "documents"), _types),
    "documents.csv": (("day", "face", "type", "document", "title", "locale", "times"), _documents),
    "copies.csv": (("document", "title", "locale", "type", "change", "first_face", "first_at", "last_at"), _copies),
}


def respond(partner: Partner, period: Period, name: str) -> HttpResponse:
    """Return a file of one partner. Shape: `name` is one of FILES."""
    header, find = FILES[name]
    base = f"{slugify(partner.name) or partner.pk}-{period.last:%Y-%m-%d}-{name}"
    return attached(base, header, find(partner, period))


def attached(name: str, header: Sequence[str], rows: Rows) -> HttpResponse:
    """Return rows as a download. Shape: `name` is that of the file."""
    return download(name, as_table(header, rows), CSV)

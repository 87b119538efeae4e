"""What was handed out, as the rows say: for charts, for the page of a partner, and for who must be told of a recall."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Max, Min, QuerySet, Sum
from django.utils import timezone

from cms.partners import usage
from cms.partners.models import Partner, PartnerOrigin
from cms.partners.usage_tables import DocumentUsage, PartnerCopy, PartnerUsage


@dataclass(frozen=True)
class Sums:
    """How many answers, and how many documents in them."""

    requests: int = 0
    documents: int = 0


@dataclass(frozen=True)
class Shown:
    """One document and how often it was handed out."""

    document_id: uuid.UUID
    type: str
    times: int


@dataclass(frozen=True)
class Copy:
    """One version of one document that a partner was handed. Units: `change` is its change number."""

    partner_id: int
    document_id: uuid.UUID
    change: int
    face: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Period:
    """The last days, today included. Units: `days` is their number."""

    days: int
    last: date

    @classmethod
    def until_today(cls, days: int) -> Period:
        """Return the last so many days."""
        return cls(days, timezone.localdate())

    @property
    def first(self) -> date:
        """The first of them."""
        return self.last - timedelta(days=self.days - 1)


def per_day(partner: Partner, period: Period) -> dict[date, Sums]:
    """Return the sums of every day of a period, those without any included."""
    rows = _within(partner, period).filter(type="").values_list("day").annotate(Sum("requests"), Sum("documents"))
    found = {day: Sums(requests, documents) for day, requests, documents in rows}
    days = (period.first + timedelta(days=number) for number in range(period.days))
    return {day: found.get(day, Sums()) for day in days}


def per_face(partner: Partner, period: Period) -> dict[str, Sums]:
    """Return the sums of each face that was asked, most asked first."""
    rows = _within(partner, period).filter(type="").values_list("face").annotate(Sum("requests"), Sum("documents"))
    return _most_first(rows)


def per_type(partner: Partner, period: Period) -> dict[str, Sums]:
    """Return the sums of each type that was handed out, most asked first."""
    rows = _within(partner, period).exclude(type="").values_list("type").annotate(Sum("requests"), Sum("documents"))
    return _most_first(rows)


def most_shown(partner: Partner, period: Period, *, limit: int | None = None) -> list[Shown]:
    """Return the documents handed out in a period, the most frequent first."""
    rows = DocumentUsage.objects.filter(partner=partner, day__gte=period.first, day__lte=period.last)
    counted = rows.values_list("document_id", "type").annotate(sum=Sum("times")).order_by("-sum", "document_id")
    return [Shown(*values) for values in counted[:limit]]


def copies_of(document_ids: Collection[uuid.UUID], *, partner: Partner | None = None) -> list[Copy]:
    """Return who was handed which version of some documents, the newest versions first.

    Shape: what this process has not written down yet is there too; what others have not, is within USAGE_FLUSH_S.
    """
    rows = PartnerCopy.objects.filter(document_id__in=document_ids)
    if partner is not None:
        rows = rows.filter(partner=partner)
    found: dict[tuple[int, uuid.UUID, int], Copy] = {
        (row.partner_id, row.document_id, row.change): Copy(
            row.partner_id, row.document_id, row.change, row.face, row.first_at, row.last_at
        )
        for row in rows
    }
    for copy in _unwritten(set(document_ids)):
        if partner is None or copy.partner_id == partner.pk:
            found.setdefault((copy.partner_id, copy.document_id, copy.change), copy)
    return sorted(found.values(), key=lambda copy: (-copy.change, copy.partner_id))


def held_versions(partner: Partner, document_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, tuple[int, datetime]]:
    """Return, by document, the newest version that a partner was handed, and since when it has any version of it."""
    rows = PartnerCopy.objects.filter(partner=partner, document_id__in=list(document_ids)).values_list("document_id")
    return {pk: (change, first) for pk, change, first in rows.annotate(Max("change"), Min("first_at"))}


def _within(partner: Partner, period: Period) -> QuerySet[PartnerUsage]:
    return PartnerUsage.objects.filter(partner=partner, day__gte=period.first, day__lte=period.last).order_by()


def _most_first(rows: Iterable[tuple[str, int, int]]) -> dict[str, Sums]:
    found = {name: Sums(requests, documents) for name, requests, documents in rows}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].requests, pair[0])))


def _unwritten(document_ids: set[uuid.UUID]) -> list[Copy]:
    waiting = [(key, last) for key, last in usage.unwritten_copies() if key[4] in document_ids]
    if not waiting:
        return []
    numbers = {key[0] for key, _last in waiting if isinstance(key[0], int)}
    origins = {key[0] for key, _last in waiting if isinstance(key[0], str)}
    listed = PartnerOrigin.objects.filter(origin__in=origins).values_list("origin", "partner_id")
    known = set(Partner.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    found = []
    for (who, _day, face, _kind, document_id, change), last in waiting:
        names = [who] if isinstance(who, int) else [partner_id for origin, partner_id in listed if origin == who]
        at = datetime.fromtimestamp(last, tz=UTC)
        found += [
            Copy(name, document_id, change, face, at, at) for name in names if name in known or isinstance(who, str)
        ]
    return found

"""What the invented partner is said to have asked for, so that charts, “Who shows what” and a recall show something."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cms.demo.partners import NAME
from cms.feed.rows import live
from cms.media.audiences import Audience
from cms.partners.choices import Face
from cms.partners.models import Partner
from cms.partners.usage_tables import DocumentUsage, PartnerCopy, PartnerUsage

Found = dict[str, list[tuple[uuid.UUID, int]]]
DAYS = 30
# What its pages show: of each type so many documents, in the language of its readers.
SHOWN = {"ambassador": 12, "article": 4}
LANGUAGE = "fr"
# Requests of a day, Monday first: its server asks by night, its readers open the embedded pages by day.
BY_FACE = {Face.REST: (24, 24, 24, 24, 24, 24, 24), Face.EMBED: (62, 71, 68, 74, 57, 19, 14)}


@transaction.atomic
def load_usage() -> int:
    """Write thirty days of the partner's usage, and what it holds; returns how many documents.

    Shape: nothing where the partner is gone or holds anything already, so that real requests are never mixed up.
    """
    partner = Partner.objects.select_for_update().filter(name=NAME).first()
    if partner is None or PartnerCopy.objects.filter(partner=partner).exists():
        return 0
    shown = _shown(partner)
    today = timezone.localdate()
    # Today is left to what is really asked.
    days = [today - timedelta(days=number) for number in range(DAYS, 0, -1)]
    PartnerUsage.objects.bulk_create(_counts(partner, days, shown), ignore_conflicts=True)
    DocumentUsage.objects.bulk_create(_documents(partner, days, shown), ignore_conflicts=True)
    first, last = _at(days[0], 2), _at(days[-1], 23)
    PartnerCopy.objects.bulk_create(
        PartnerCopy(
            partner=partner, document_id=pk, type=kind, change=change, face=Face.REST, first_at=first, last_at=last
        )
        for kind, found in shown.items()
        for pk, change in found
    )
    return sum(map(len, shown.values()))


def _shown(partner: Partner) -> Found:
    rows = live(Audience(partner.audience)).filter(locale=LANGUAGE).order_by("change")
    return {
        kind: list(rows.filter(type=kind).values_list("document_id", "change")[:most]) for kind, most in SHOWN.items()
    }


def _counts(partner: Partner, days: list[date], shown: Found) -> list[PartnerUsage]:
    """Return, for each day and face, every answer once (no type) and those of each type."""
    kinds = {kind: len(found) for kind, found in shown.items() if found}
    made = []
    for day, face, requests in _asked(days):
        for kind, number in (("", sum(kinds.values())), *kinds.items()):
            made.append(
                PartnerUsage(
                    partner=partner, day=day, face=face, type=kind, requests=requests, documents=requests * number
                )
            )
    return made


def _documents(partner: Partner, days: list[date], shown: Found) -> list[DocumentUsage]:
    return [
        DocumentUsage(partner=partner, day=day, face=face, type=kind, document_id=pk, times=requests)
        for day, face, requests in _asked(days)
        for kind, found in shown.items()
        for pk, _change in found
    ]


def _asked(days: list[date]) -> list[tuple[date, Face, int]]:
    return [(day, face, week[day.weekday()]) for day in days for face, week in BY_FACE.items()]


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))

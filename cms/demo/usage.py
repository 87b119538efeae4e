"""What the invented partner is said to have asked for, so that charts, “Who shows what” and a recall show something."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cms.demo.partners import NAME
from cms.feed.rows import live
from cms.media.audiences import Audience
from cms.partners.choices import Face
from cms.partners.models import Partner
from cms.partners.usage_tables import DocumentUsage, PartnerCopy, PartnerUsage

DAYS = 30
LANGUAGE = "fr"
# Requests of a day, Monday first: its server asks by night, its readers open the embedded pages by day.
BY_FACE = {Face.REST: (24, 24, 24, 24, 24, 24, 24), Face.EMBED: (62, 71, 68, 74, 57, 19, 14)}
# How many of each type one answer holds, the newest first: its server takes them all, its pages show a few.
IN_ONE_ANSWER = {Face.REST: {"ambassador": 100, "article": 100}, Face.EMBED: {"ambassador": 6, "article": 3}}


@dataclass(frozen=True)
class _Held:
    """A document that the partner was handed. Shape: `since` is the day of its publication."""

    document_id: uuid.UUID
    type: str
    change: int
    since: date


@dataclass(frozen=True)
class _Asked:
    """What one face handed out on one day: so many answers of a type, each with the same documents."""

    day: date
    face: Face
    type: str
    requests: int
    documents: list[_Held]


@transaction.atomic
def load_usage() -> int:
    """Write thirty days of the partner's usage, and what it holds; returns how many documents.

    Shape: nothing where the partner is gone or holds anything already, so that real requests are never mixed up.
    """
    partner = Partner.objects.select_for_update().filter(name=NAME).first()
    if partner is None or PartnerCopy.objects.filter(partner=partner).exists():
        return 0
    today = timezone.localdate()
    # Today is left to what is really asked.
    days = [today - timedelta(days=number) for number in range(DAYS, 0, -1)]
    held = [one for one in _held(partner) if one.since < days[-1]]
    asked = list(_asked(days, held))
    PartnerUsage.objects.bulk_create(_counts(partner, asked), ignore_conflicts=True)
    DocumentUsage.objects.bulk_create(_documents(partner, asked), ignore_conflicts=True)
    PartnerCopy.objects.bulk_create(
        PartnerCopy(
            partner=partner,
            document_id=one.document_id,
            type=one.type,
            change=one.change,
            face=Face.REST,
            # In the night after it came out, or the first in which the partner asked.
            first_at=_at(max(days[0], one.since + timedelta(days=1)), 2),
            last_at=_at(days[-1], 23),
        )
        for one in held
    )
    return len(held)


def _held(partner: Partner) -> list[_Held]:
    """Return what the partner may have, the newest first."""
    rows = live(Audience(partner.audience)).filter(locale=LANGUAGE, type__in=IN_ONE_ANSWER[Face.REST])
    columns = ("document_id", "type", "change", "published_at")
    return [
        _Held(pk, kind, change, timezone.localdate(published_at))
        for pk, kind, change, published_at in rows.order_by("-published_at", "change").values_list(*columns)
    ]


def _asked(days: list[date], held: list[_Held]) -> Iterator[_Asked]:
    for day in days:
        for face, week in BY_FACE.items():
            for kind, most in IN_ONE_ANSWER[face].items():
                shown = [one for one in held if one.type == kind and one.since < day][:most]
                yield _Asked(day, face, kind, week[day.weekday()], shown)


def _counts(partner: Partner, asked: list[_Asked]) -> list[PartnerUsage]:
    """Return, for each day and face, every answer once (no type) and those that held a type."""
    made: dict[tuple[date, Face, str], PartnerUsage] = {}
    for one in asked:
        for kind in ("", one.type) if one.documents else ("",):
            empty = PartnerUsage(partner=partner, day=one.day, face=one.face, type=kind, requests=0, documents=0)
            row = made.setdefault((one.day, one.face, kind), empty)
            row.requests += one.requests
            row.documents += one.requests * len(one.documents)
    return list(made.values())


def _documents(partner: Partner, asked: list[_Asked]) -> list[DocumentUsage]:
    return [
        DocumentUsage(
            partner=partner,
            day=one.day,
            face=one.face,
            type=one.type,
            document_id=held.document_id,
            times=one.requests,
        )
        for one in asked
        for held in one.documents
    ]


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))

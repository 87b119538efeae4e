"""What a partner was handed: charts with their numbers, the documents it shows most, files for the staff."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cms.feed.rows import COLUMNS, Row, live, to_row, with_body
from cms.media.audiences import Audience
from cms.pages.charts import Chart, draw
from cms.partners.choices import Face
from cms.partners.models import Partner
from cms.partners.usage_reading import (
    Period,
    Shown,
    Sums,
    held_versions,
    most_shown,
    per_day,
    per_face,
    per_type,
)
from cms.partnerships import usage_exports
from cms.partnerships.desk import Desk, Section, register_section, render_section
from cms.partnerships.kinds import kind_label
from cms.partnerships.overview import pages_of
from cms.partnerships.versions import OPEN, is_present

PERIODS = (30, 90)
MOST_DOCUMENTS = 20


@dataclass(frozen=True)
class Bar:
    """One line of a table that draws its own bar. Units: `width` is percent of the longest."""

    label: str
    sums: Sums
    width: float


@dataclass(frozen=True)
class ShownDocument:
    """One document as the desk shows it.

    Shape: `title`, `url` and `locale` are empty where the document is no longer in the feed for this partner;
    `is_current` is None then, or where it is not known which version it holds. `former_title` is what the staff call it
    then: not for the partner, to whom nothing is said of what was withdrawn.
    """

    shown: Shown
    kind: str
    title: str
    url: str
    locale: str
    since: datetime | None
    is_current: bool | None
    former_title: str = ""


def usage_view(request: HttpRequest, desk: Desk, rest: str) -> HttpResponse:
    """Show the counts of a partner, or send them as a file to the staff. Errors: Http404 for an unknown rest."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(number) for number in PERIODS} else PERIODS[0]
    period = Period.until_today(days)
    if rest in usage_exports.FILES and desk.is_staff:
        return usage_exports.respond(desk.partner, period, rest)
    if rest:
        raise Http404
    context = {
        "period": period,
        "periods": PERIODS,
        "files": [(name, desk.url(SECTION.name, name)) for name in usage_exports.FILES] if desk.is_staff else [],
        "is_known_by_origin": desk.partner.origins.exists(),
        **charts_of(desk.partner, period),
    }
    if desk.is_staff:
        context["documents"] = with_former_titles(context["documents"])
    return render_section(request, desk, SECTION.name, "partnerships/usage.html", context)


def charts_of(partner: Partner, period: Period) -> dict[str, Any]:
    """Return everything the page draws, in seven queries whatever the numbers."""
    by_day = per_day(partner, period)
    requests = sum(sums.requests for sums in by_day.values())
    most = max(by_day.values(), key=lambda sums: sums.requests, default=Sums())
    return {
        "total": Sums(requests, sum(sums.documents for sums in by_day.values())),
        "days": list(reversed(by_day.items())),
        "busiest": most.requests,
        "chart": daily_chart(by_day),
        "faces": _bars((str(Face(name).label), sums) for name, sums in per_face(partner, period).items()),
        "kinds": _bars((kind_label(name), sums) for name, sums in per_type(partner, period).items()),
        "documents": documents_of(partner, most_shown(partner, period, limit=MOST_DOCUMENTS)),
    }


def daily_chart(by_day: dict[date, Sums]) -> Chart:
    """Return the columns of the requests of each day."""
    data = [(formats.date_format(day, _("j M")), [float(sums.requests)]) for day, sums in by_day.items()]
    return draw("columns", (_("Requests"),), data)


def documents_of(partner: Partner, found: list[Shown]) -> list[ShownDocument]:
    """Return documents with what their audience may know of them now, in three queries."""
    ids = [shown.document_id for shown in found]
    rows = _rows(partner, ids)
    held = held_versions(partner, ids)
    opened = dict(live(Audience.OPEN).filter(document_id__in=ids).values_list("document_id", "change"))

    def is_current(pk: uuid.UUID) -> bool | None:
        if pk not in held or pk not in rows:
            return None
        shown = {OPEN: opened.get(pk, 0), partner.audience: rows[pk].change}
        return is_present(held[pk][0], partner.audience, shown)

    return [
        _document(one, rows.get(one.document_id), held.get(one.document_id), is_current(one.document_id))
        for one in found
    ]


def with_former_titles(documents: list[ShownDocument]) -> list[ShownDocument]:
    """Name what left the feed as colleagues see it in the page tree, in two queries; a deleted page has no name."""
    known = pages_of({one.shown.document_id for one in documents if not one.title})
    pages = {document_id: page for document_id, (page, _locale) in known.items() if page is not None}
    return [
        replace(one, former_title=pages[one.shown.document_id].title) if one.shown.document_id in pages else one
        for one in documents
    ]


def _rows(partner: Partner, ids: list[uuid.UUID]) -> dict[uuid.UUID, Row]:
    rows = live(Audience(partner.audience)).filter(document_id__in=ids)
    if partner.allowed_types:
        rows = rows.filter(type__in=partner.allowed_types)
    found = (to_row(values) for values in with_body(rows, "item").values_list(*COLUMNS))
    return {row.document_id: row for row in found}


def _document(
    shown: Shown, row: Row | None, held: tuple[int, datetime] | None, is_current: bool | None
) -> ShownDocument:
    data = row.data if row is not None else {}
    return ShownDocument(
        shown=shown,
        kind=kind_label(shown.type),
        title=data.get("title", ""),
        url=data.get("url", ""),
        locale=data.get("locale", ""),
        since=held[1] if held else None,
        is_current=is_current,
    )


def _bars(rows: Iterable[tuple[str, Sums]]) -> list[Bar]:
    found = list(rows)
    longest = max((sums.requests for _label, sums in found), default=0) or 1
    return [Bar(label, sums, round(sums.requests / longest * 100, 2)) for label, sums in found]


SECTION = register_section(Section("usage", _l("Usage"), usage_view, order=20, icon="view"))

"""The stretch of time that a calendar page shows: a month, a week, or a month as a list."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.workflow.calendar_entries import CalendarEntry

# Wide enough for any plan, narrow enough that no link leads nowhere for ever.
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class Layout(models.TextChoices):
    """How it is shown. `AUTO`: the month as a table where there is room, as a list where there is not."""

    AUTO = "", _("Month, or list on a narrow screen")
    MONTH = "month", _("Month")
    WEEK = "week", _("Week")
    LIST = "list", _("List")


@dataclass(frozen=True)
class Day:
    """One day with what happens on it."""

    date: date
    entries: tuple[CalendarEntry, ...]
    is_today: bool
    is_outside: bool


@dataclass(frozen=True)
class Period:
    """A stretch of days.

    Shape: `first` up to and including `last`; `weeks` are whole weeks, from Monday, around it.
    """

    layout: Layout
    on: date
    first: date
    last: date

    @classmethod
    def around(cls, on: date, layout: Layout) -> Period:
        """Return the week or the month in which a day lies."""
        if layout == Layout.WEEK:
            monday = on - timedelta(days=on.weekday())
            return cls(layout, on, monday, monday + timedelta(days=6))
        first = on.replace(day=1)
        return cls(layout, on, first, _next_month(first) - timedelta(days=1))

    @property
    def previous(self) -> date:
        """A day of the stretch before."""
        return self.first - timedelta(days=1)

    @property
    def next(self) -> date:
        """A day of the stretch after."""
        return self.last + timedelta(days=1)

    @property
    def shown(self) -> tuple[date, date]:
        """First and last day that the table shows: a month is filled up to whole weeks."""
        if self.layout in {Layout.AUTO, Layout.MONTH}:
            weeks = Calendar().monthdatescalendar(self.first.year, self.first.month)
            return weeks[0][0], weeks[-1][-1]
        return self.first, self.last

    @property
    def window(self) -> tuple[datetime, datetime]:
        """The instants between which entries are asked for."""
        first, last = self.shown
        return start_of(first), start_of(last + timedelta(days=1))

    def weeks(self, entries: Iterable[CalendarEntry]) -> list[list[Day]]:
        """Return the days that are shown, by week, each with its entries."""
        by_day = _by_day(entries)
        first, last = self.shown
        days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        filled = [self._day(day, by_day) for day in days]
        return [filled[start : start + 7] for start in range(0, len(filled), 7)]

    def days_with_entries(self, entries: Iterable[CalendarEntry]) -> list[Day]:
        """Return the days of the stretch on which something happens."""
        by_day = _by_day(entries)
        return [self._day(day, by_day) for day in sorted(by_day) if self.first <= day <= self.last]

    def _day(self, day: date, by_day: dict[date, list[CalendarEntry]]) -> Day:
        is_outside = not self.first <= day <= self.last
        return Day(day, tuple(by_day.get(day, ())), day == timezone.localdate(), is_outside)


def parse_day(text: str) -> date:
    """Return the day that an address names, or today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return min(max(day, EARLIEST), LATEST)


def parse_layout(text: str) -> Layout:
    """Return the layout that an address names, or the one that suits the screen."""
    return Layout(text) if text in Layout.values else Layout.AUTO


def start_of(day: date) -> datetime:
    """Return the instant at which a day begins here."""
    return timezone.make_aware(datetime.combine(day, time()))


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _by_day(entries: Iterable[CalendarEntry]) -> dict[date, list[CalendarEntry]]:
    found: dict[date, list[CalendarEntry]] = defaultdict(list)
    for entry in entries:
        found[entry.day].append(entry)
    return found

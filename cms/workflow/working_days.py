"""Working days in France: Monday to Friday, public holidays not counted."""

from __future__ import annotations

from datetime import date, timedelta

import holidays


def is_working_day(day: date) -> bool:
    """Tell whether people are at work on that day."""
    return day.weekday() < 5 and day not in holidays.country_holidays("FR", years=day.year)


def add_working_days(start: date, count: int) -> date:
    """Return the day `count` working days after `start`, which itself is not counted.

    Units: whole days; `count` is at least 0. With 0: `start`, or the next working day.
    """
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to and including `end`; negative if `end` lies before."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)

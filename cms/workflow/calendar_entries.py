"""What has a date in the house. Each room that knows of such dates registers a source; the calendar asks them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """What happens at a date."""

    RELEASE = "release", _("Release")
    SCHEDULED = "scheduled", _("Scheduled publication")
    EMBARGOED = "embargoed", _("Embargo on a draft")
    EXPIRING = "expiring", _("End of publication")
    RIGHTS = "rights", _("End of the rights of a photo")
    CONSENT = "consent", _("End of a consent")
    MANDATE = "mandate", _("End of a mandate")
    REVIEW = "review", _("Decision due")
    SIGN_OFF = "sign_off", _("Link for the sign-off expires")


@dataclass(frozen=True)
class CalendarEntry:
    """One date.

    Shape: `uid` is the same for the same thing at each question, also when its date moves; `at` is an instant (aware)
    or, for what concerns a whole day, a date; `url` leads to it in the admin. `title` is all that leaves the admin.
    """

    uid: str
    kind: EntryKind
    title: str
    at: datetime | date
    url: str = ""
    note: str | Promise = ""

    @property
    def is_all_day(self) -> bool:
        """A date without a time."""
        return not isinstance(self.at, datetime)

    @property
    def day(self) -> date:
        """The day on which it falls, as people here count."""
        return timezone.localtime(self.at).date() if isinstance(self.at, datetime) else self.at

    @property
    def instant(self) -> datetime:
        """The instant in UTC; for a whole day, its beginning here."""
        if isinstance(self.at, datetime):
            return self.at.astimezone(UTC)
        return timezone.make_aware(datetime(self.at.year, self.at.month, self.at.day)).astimezone(UTC)


Source = Callable[[datetime, datetime, Any], Iterable[CalendarEntry]]
_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Add a source: source(start, end, user) -> the entries from `start` until before `end` that this user may see.

    Used as a decorator while apps get ready; registering twice is harmless.
    """
    if source not in _sources:
        _sources.append(source)
    return source


def entries(start: datetime, end: datetime, user: Any, *, kinds: Iterable[str] = ()) -> list[CalendarEntry]:
    """List what happens from `start` until before `end`, in order of time, for one user.

    Shape: whole days first on their day; `kinds` narrows (all by default). A day that only touches the window at the
    edge of a time zone is cut here, so that sources need not care.
    """
    wanted = set(kinds)
    first, last = timezone.localtime(start).date(), timezone.localtime(end)
    found: dict[str, CalendarEntry] = {}
    for source in _sources:
        for entry in source(start, end, user):
            inside = start <= entry.at < end if isinstance(entry.at, datetime) else _in_days(entry.at, first, last)
            if inside and (not wanted or entry.kind in wanted):
                found.setdefault(entry.uid, entry)
    return sorted(found.values(), key=lambda entry: (entry.instant, not entry.is_all_day, entry.title, entry.uid))


def _in_days(day: date, first: date, last: datetime) -> bool:
    return first <= day and (day < last.date() or (day == last.date() and (last.hour, last.minute) != (0, 0)))

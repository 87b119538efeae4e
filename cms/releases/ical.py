"""Calendar entries → iCalendar. Titles and times only: the file leaves the admin.

Source: RFC 5545; RFC 7986 for NAME and REFRESH-INTERVAL.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from cms.workflow.calendar_entries import CalendarEntry

REFRESH = timedelta(hours=1)


def as_ical(found: Iterable[CalendarEntry], *, now: datetime, language: str) -> bytes:
    """Return one calendar.

    Shape: an entry at an instant is an event without a duration, in UTC; one of a day lasts that day and takes nobody's
    time. A UID is the entry's own, so that a moved date moves the event.
    """
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    name = _("%(site)s: editorial calendar") % {"site": settings.WAGTAIL_SITE_NAME}
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//editorial calendar//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in found:
        calendar.add_component(_event(entry, host, now))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, host: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", _("%(kind)s: %(title)s") % {"kind": entry.kind.label, "title": entry.title})
    # A day as a day (DATE), an instant as an instant (DATE-TIME in UTC): no table of time zones to go out of date.
    event.add("dtstart", entry.instant if not entry.is_all_day else entry.at)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [str(entry.kind.label)])
    return event

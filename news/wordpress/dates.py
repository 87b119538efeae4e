"""The date of a post, from the fields WordPress fills more or less well."""

from __future__ import annotations

import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from news.wordpress.items import Item
from news.wordpress.pieces import Issue

_UTC = ZoneInfo("UTC")
_FORMAT = "%Y-%m-%d %H:%M:%S"
_EARLIEST_YEAR = 1900
_WIDEST_ZONE = datetime.timedelta(hours=15)


def written_at(item: Item) -> tuple[datetime.datetime | None, list[Issue]]:
    """Return when a post was (or is to be) published, and what had to be guessed for it.

    Units: an aware datetime in UTC; None when no field holds a possible date. Drafts have the GMT date
    0000-00-00 by design, so falling back is no issue for them.
    """
    exact = _parse(item.date_gmt, _UTC)
    if exact is not None:
        return exact, []
    local = _parse(item.date_local, timezone.get_default_timezone())
    fallback = local or _parse_rfc822(item.pub_date) or _parse(item.modified_gmt, _UTC)
    if item.status in ("draft", "pending", "auto-draft"):
        return fallback, []
    if fallback is not None:
        reason = _("Its date (%s) does not exist; the next best date of the export was taken.") % (item.date_gmt or "—")
    else:
        reason = _("None of its dates exists; it needs one before it can be published.")
    return fallback, [Issue("date", reason, f"{item.date_gmt} / {item.date_local} / {item.pub_date}")]


def printed_on(item: Item, at: datetime.datetime | None) -> datetime.date:
    """Return the day that WordPress printed: that of its own clock, unless it contradicts the exact time."""
    local = _parse(item.date_local, _UTC)
    if local is not None and (at is None or abs(local - at) <= _WIDEST_ZONE):
        return local.date()
    return timezone.localdate(at) if at else timezone.localdate()


def _parse(text: str, zone: datetime.tzinfo) -> datetime.datetime | None:
    try:
        moment = datetime.datetime.strptime(text, _FORMAT).replace(tzinfo=zone)
        return moment.astimezone(_UTC) if moment.year >= _EARLIEST_YEAR else None
    except (ValueError, OverflowError):
        return None


def _parse_rfc822(text: str) -> datetime.datetime | None:
    # WordPress writes the date it does not have as "Wed, 30 Nov -0001", which Python reads as 2001.
    if " -0" in text.rpartition(" ")[0]:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=_UTC)
    return moment.astimezone(_UTC) if moment.year >= _EARLIEST_YEAR else None

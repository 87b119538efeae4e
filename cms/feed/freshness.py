"""When did the answer to a question last change? Asked only by clients that revalidate with a date."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Min, Q
from django.db.models.functions import Now

from cms.feed.clock import database_now
from cms.feed.models import FeedDocument
from cms.feed.rows import could_be_seen, live
from cms.media.audiences import Audience


def changed_at(audience: Audience, *, locale: str, type_name: str = "") -> datetime:
    """Return the latest instant at which a list of this audience and language may have changed, in one query.

    Shape: counts publications, removals (tombstones) and windows that opened or closed by themselves; never earlier
    than the age at which tombstones are pruned, because a forgotten removal proves nothing.
    """
    # What this audience could never see changed nothing for it: a date must not tell that somebody works on it.
    rows = FeedDocument.objects.filter(could_be_seen(), audience=audience.value, locale=locale)
    if type_name:
        rows = rows.filter(type=type_name)
    passed = {name: Max(name, filter=Q(**{f"{name}__lte": Now()})) for name in ("not_before", "not_after", "next_at")}
    found = rows.aggregate(modified=Max("modified_at"), **passed)
    oldest = database_now() - timedelta(days=settings.FEED_TOMBSTONE_DAYS)
    return max([oldest, *(moment for moment in found.values() if moment is not None)])


def counts_end_at(audience: Audience, *, locale: str, type_names: Collection[str] = ()) -> datetime | None:
    """Return the next instant at which a document ends by itself, in one query: no count is true beyond it.

    Shape: counts speak of documents that are on other pages too, whose own ends the rows of one page do not tell.
    """
    rows = live(audience).filter(locale=locale)
    if type_names:
        rows = rows.filter(type__in=type_names)
    ends: datetime | None = rows.aggregate(end=Min("not_after"))["end"]
    return ends

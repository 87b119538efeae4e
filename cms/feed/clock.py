"""Change numbers and the database's own time."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from django.db import connection
from django.db.models import F
from django.utils import timezone

from cms.feed import prepared
from cms.feed.models import FeedClock


def database_now() -> datetime:
    """Return the database's clock: the one that the selectors compare with.

    SQLite has no clock of its own: it is this machine's.
    """
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


def take_changes(count: int) -> range:
    """Give out the next change numbers, in order.

    Errors: must run inside editorial_transaction(): its lock is what makes the order that of the commits.
    """
    table = connection.ops.quote_name(FeedClock._meta.db_table)
    with connection.cursor() as cursor:
        # One statement, which holds the row until commit.
        advance = f"UPDATE {table} SET change = change + %s WHERE id = 1 RETURNING change"  # noqa: S608 (ours)
        cursor.execute(advance, [count])
        row = cursor.fetchone()
        if row is None:
            FeedClock.objects.create(pk=1)
            cursor.execute(advance, [count])
            row = cursor.fetchone()
    last: int = row[0]
    return range(last - count + 1, last + 1)


def note_written() -> None:
    """Tell those who keep answers that rows were written without a change number.

    Errors: must run inside editorial_transaction(), like take_changes().
    """
    if not FeedClock.objects.filter(pk=1).update(version=F("version") + 1):
        FeedClock.objects.create(pk=1, version=1)


def read_clock() -> FeedClock:
    """Return the clock; a fresh one where nothing was ever published."""
    return FeedClock.objects.filter(pk=1).first() or FeedClock(pk=1)


def clock_mark() -> tuple[str, int, int]:
    """Return the epoch, the latest change number and the version, in one prepared query: what answers are kept under.

    Read it before what it is to date: an answer kept under an older mark is thrown away early, never late.
    """
    found = prepared.run(
        ("clock",), lambda: FeedClock.objects.filter(pk=1).values_list("epoch", "change", "version"), ()
    )
    return (prepared.to_uuid(found[0][0]).hex, found[0][1], found[0][2]) if found else ("", 0, 0)


def start_new_epoch() -> uuid.UUID:
    """Begin a new epoch and return it: change numbers given out since the backup may be given out again.

    Errors: must run inside editorial_transaction().
    """
    clock, _created = FeedClock.objects.select_for_update().get_or_create(pk=1)
    clock.epoch = uuid.uuid4()
    clock.save(update_fields=["epoch"])
    return clock.epoch

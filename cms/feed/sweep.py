"""What time changes, and what nobody signalled: the sweeper's round, every minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q

from cms.feed.clock import database_now, note_written
from cms.feed.models import DirtyMark, FeedClock, FormerPath, State
from cms.feed.rows import of_pages
from cms.feed.transaction import editorial_transaction, mark_dirty


@dataclass(frozen=True)
class Swept:
    """What a round found: pages whose time had come, marks that were waiting, tombstones forgotten."""

    due: int
    marks: int
    forgotten: int


def sweep(*, now: datetime | None = None) -> Swept:
    """Write the new state of everything that time or an unsignalled writer has changed; forget old tombstones."""
    with editorial_transaction():
        moment = now or database_now()
        marks = DirtyMark.objects.count()
        due = set(due_pages(moment))
        for page_id in due:
            mark_dirty("page", page_id)
        forgotten = _forget(moment - timedelta(days=settings.FEED_TOMBSTONE_DAYS))
    return Swept(len(due), marks, forgotten)


def due_pages(now: datetime) -> list[int]:
    """List the pages whose rows say that something was to happen by now."""
    passed = Q(not_after__lte=now) | Q(next_at__lte=now) | Q(not_before__lte=now, is_announced=False)
    rows = of_pages().filter(passed, state=State.LIVE)
    return list(rows.values_list("page_id", flat=True).distinct())


def _forget(before: datetime) -> int:
    # The sandbox's tombstones are examples of what was deleted: they never age.
    old = of_pages().exclude(state=State.LIVE).filter(modified_at__lt=before)
    newest = old.aggregate(newest=Max("change"))["newest"]
    if newest is None:
        return 0
    # Never back: this machine's time may jump, and what was forgotten stays forgotten.
    FeedClock.objects.filter(pk=1, forgotten_change__lt=newest).update(forgotten_change=newest)
    note_written()
    FormerPath.objects.filter(document_id__in=old.values("document_id")).delete()
    return old.delete()[1].get("feed.FeedDocument", 0)

"""Make the whole feed anew from the pages. The same function as syncing, in a loop: only changed rows get a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cms.feed.clock import database_now
from cms.feed.drain import every_page
from cms.feed.models import State
from cms.feed.plan import in_batches, plan_pages
from cms.feed.rows import of_pages
from cms.feed.services import sync_pages
from cms.feed.transaction import editorial_transaction

Progress = Callable[[int, int], None]


class TooManyRemovals(RuntimeError):
    """A rebuild would remove more documents than allowed: rather a mistake upstream than a wish."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild looked at and wrote."""

    pages: int
    changes: int
    removals: int


def rebuild_feed(*, max_removed_share: float = 0.1, force: bool = False, progress: Progress | None = None) -> Rebuilt:
    """Bring every document in step with its page.

    Shape: writes in batches, each its own transaction, so that editors are never kept waiting for long.
    Units: `max_removed_share` is a fraction of the live rows, 0..1.
    Errors: TooManyRemovals before anything is written, unless `force`.
    """
    everything = sorted(every_page())
    removals = 0 if force else _count_removals(everything)
    live = of_pages().filter(state=State.LIVE).count()
    if live and removals / live > max_removed_share and not force:
        raise TooManyRemovals(
            f"{removals} of {live} live documents would be removed, more than {max_removed_share:.0%}. "
            "Nothing was written. Look for the cause (a site record, a restriction at the root, a missing app); "
            "if it is meant, run again with --force."
        )
    changes = done = 0
    for batch in in_batches(everything):
        with editorial_transaction():
            written, _moved = sync_pages(batch)
        changes += len(written)
        if force:
            removals += sum(1 for change in written if change.state != State.LIVE)
        done += len(batch)
        if progress is not None:
            progress(done, len(everything))
    return Rebuilt(len(everything), changes, removals)


def _count_removals(page_ids: list[int]) -> int:
    now = database_now()
    return sum(
        sum(1 for change in plan_pages(batch, now).changes if change.view is None) for batch in in_batches(page_ids)
    )

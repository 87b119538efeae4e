"""Rebuilding and verifying a whole feed."""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass

from django.db import connection

from cms.feed.rebuild import rebuild_feed
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import verify_feed


class NotInStep(RuntimeError):
    """The feed differs from its pages: whatever was measured is worth nothing."""


@dataclass(frozen=True)
class Maintained:
    """Units: milliseconds per page, of the clock and of this process's processor time; megabytes at the highest."""

    documents: int
    verify_ms: float
    verify_cpu_ms: float
    rebuild_ms: float
    peak_memory_mb: float


def settle() -> None:
    """Let the database learn how its tables have grown, as its own upkeep would have by now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(documents: int) -> Maintained:
    """Verify the whole feed, then rebuild it with nothing to write.

    Errors: NotInStep if the feed is not what it should be.
    """
    started, cpu = time.perf_counter(), time.process_time()
    with editorial_transaction():
        report = verify_feed()
    verified = time.perf_counter()
    used = time.process_time() - cpu
    if not report.is_clean:
        raise NotInStep(f"{dict(report.differences)} {report.examples}")
    rebuild_feed()
    rebuilt = time.perf_counter()
    each = 1e3 / documents
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Maintained(documents, (verified - started) * each, used * each, (rebuilt - verified) * each, peak)

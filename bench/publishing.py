"""What publishing costs: Wagtail's own time, and ours beside it, alternating in one process."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ambassadors.models import AmbassadorPage
from bench.database import database_cpu_s
from cms.feed import drain, triggers
from cms.feed.models import DirtyMark
from cms.feed.sources import all_sources
from cms.feed.transaction import editorial_transaction, mark_dirty

PER_BLOCK = 5


@dataclass(frozen=True)
class Cost:
    """What something costs, with the feed and without it.

    Units: medians in milliseconds; `cpu_ms` adds the database's own processes; `drain_ms` is the time inside the feed's
    last step alone.
    """

    what: str
    documents: int
    ms: float
    bare_ms: float
    cpu_ms: float
    bare_cpu_ms: float
    drain_ms: float
    queries: int
    bare_queries: int

    @property
    def share(self) -> float:
        """Our share: processor time that we add, as a fraction of Wagtail's own."""
        return self.cpu_ms / self.bare_cpu_ms - 1

    @property
    def ratio(self) -> float:
        """Time with the feed, as a multiple of the time without it."""
        return self.ms / self.bare_ms


@contextmanager
def without_feed() -> Iterator[None]:
    """Take the feed away: no receivers, no triggers, no last step; what was left undone is caught up afterwards."""
    with connection.cursor() as cursor:
        for statement in _drop_statements():
            cursor.execute(statement)
    with (
        patch("cms.feed.receivers.mark_dirty", lambda kind, key: None),
        patch("cms.feed.drain.drain", list),
    ):
        yield
    triggers.install()
    DirtyMark.objects.all().delete()


def _drop_statements() -> Iterator[str]:
    for source in all_sources():
        for event in ("insert", "update", "delete"):
            name = f"{triggers._name(source.model)}_{event}"
            on = f' ON "{source.model._meta.db_table}"' if connection.vendor == "postgresql" else ""
            yield f"DROP TRIGGER IF EXISTS {name}{on}"


def catch_up(page_ids: list[int], kind: str = "page") -> None:
    """Bring the feed in step with what was done without it."""
    with editorial_transaction():
        for page_id in page_ids:
            mark_dirty(kind, page_id)


def publish(page: Any) -> None:
    """Publish a change of one portrait as an editor would."""
    page.quote = f"On répare d’abord. {random.random()}"
    with editorial_transaction():
        page.save_revision().publish()


class _Watch:
    """Wall and processor time of repeated work, and the part of it inside drain()."""

    def __init__(self) -> None:
        self.ms: list[float] = []
        self.cpu_ms: list[float] = []
        self.drain_ms: list[float] = []
        self.queries: list[int] = []

    def time(self, work: Callable[[], None], *, count: bool = False) -> None:
        inside: list[float] = []
        real = drain.drain

        def timed() -> Any:
            started = time.perf_counter()
            try:
                return real()
            finally:
                inside.append((time.perf_counter() - started) * 1e3)

        with patch("cms.feed.drain.drain", timed):
            if count:
                # Recording queries costs time: counted on a run of its own.
                with CaptureQueriesContext(connection) as asked:
                    work()
                self.queries.append(len(asked))
                return
            cpu, database, started = time.process_time(), database_cpu_s(), time.perf_counter()
            work()
            self.ms.append((time.perf_counter() - started) * 1e3)
            self.cpu_ms.append((time.process_time() - cpu + database_cpu_s() - database) * 1e3)
            self.drain_ms.append(sum(inside))


def measure_publishing(documents: int, *, blocks: int) -> Cost:
    """Publish portraits in alternating blocks, with the feed and without it."""
    ids = list(AmbassadorPage.objects.order_by("?").values_list("pk", flat=True)[: PER_BLOCK + 2])
    ours, bare = _Watch(), _Watch()
    for block in range(blocks):
        _block(ours, ids, count=block == 0)
        with without_feed():
            _block(bare, ids, count=block == 0)
        catch_up(ids)
    return cost("publish one portrait", documents, ours, bare)


def _block(watch: _Watch, ids: list[int], *, count: bool) -> None:
    # The first after a change of the triggers pays for the database's plans.
    publish(AmbassadorPage.objects.get(pk=ids[0]))
    for pk in random.sample(ids[2:], min(PER_BLOCK, len(ids) - 2)):
        page = AmbassadorPage.objects.get(pk=pk)
        watch.time(lambda page=page: publish(page))  # type: ignore[misc]
    if count:
        page = AmbassadorPage.objects.get(pk=ids[1])
        watch.time(lambda: publish(page), count=True)


def cost(what: str, documents: int, ours: _Watch, bare: _Watch) -> Cost:
    """Sum up two watches."""
    median = statistics.median
    return Cost(
        what, documents, median(ours.ms), median(bare.ms), median(ours.cpu_ms), median(bare.cpu_ms),
        median(ours.drain_ms), median(ours.queries or [0]), median(bare.queries or [0]),
    )  # fmt: skip

"""The worker: reads the feed for every endpoint, sends what is due, and settles what came of it.

One thread speaks to the database; the others only send. Several workers may run side by side, on one machine or more.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from cms.delivery.webhooks.claiming import Claim, claim
from cms.delivery.webhooks.reading import behind, read
from cms.delivery.webhooks.sending import Result, send
from cms.delivery.webhooks.settling import settle

logger = logging.getLogger(__name__)
POLL_S = 1.0
THREADS = 8
MOST_THREADS = 64
# A round of the minute ends in time for the next one.
ROUND_S = 40.0


@dataclass
class Tally:
    """What a worker did."""

    sent: int = 0
    failed: int = 0
    errors: int = 0


class Worker:
    """Sends what is due. Units: `threads` is how many attempts are made at once."""

    def __init__(self, *, threads: int = THREADS) -> None:
        self.threads = max(1, min(threads, MOST_THREADS))
        self.tally = Tally()
        self._flying: dict[Future[Result], Claim] = {}

    def run_round(self, *, seconds: float = ROUND_S) -> Tally:
        """Work until nothing is due any more, or the time is up; what is on its way is waited for."""
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(self.threads, "webhooks") as pool:
            while time.monotonic() < end:
                has_more = self._read_all()
                self._take(pool)
                if not self._flying and not has_more:
                    break
                self._settle(timeout_s=POLL_S if self._flying else 0)
            self._settle_all()
        return self.tally

    def run_forever(self, stop: threading.Event) -> Tally:
        """Work until told to stop; what is on its way then is waited for. A database that is away is waited for too."""
        with ThreadPoolExecutor(self.threads, "webhooks") as pool:
            while not stop.is_set():
                try:
                    close_old_connections()
                    has_more = self._read_all()
                    self._take(pool)
                    self._settle(timeout_s=0 if has_more else POLL_S)
                    if not self._flying and not has_more:
                        stop.wait(POLL_S)
                except DatabaseError:
                    logger.exception("The database does not answer: trying again.")
                    self.tally.errors += 1
                    stop.wait(POLL_S)
            self._settle_all()
        return self.tally

    def _read_all(self) -> bool:
        """Read one part for every endpoint that is behind. One that fails does not hold up the others."""
        has_more = False
        for endpoint_id in behind():
            try:
                has_more = read(endpoint_id) or has_more
            except Exception:
                logger.exception("The feed could not be read for endpoint %s.", endpoint_id)
                self.tally.errors += 1
        return has_more

    def _take(self, pool: ThreadPoolExecutor) -> None:
        while len(self._flying) < self.threads and (taken := claim(timezone.now())) is not None:
            self._flying[pool.submit(send, taken)] = taken

    def _settle(self, *, timeout_s: float | None) -> None:
        done, _others = wait(self._flying, timeout=timeout_s, return_when=FIRST_COMPLETED)
        for future in done:
            taken = self._flying.pop(future)
            try:
                result = future.result()
            except Exception:
                # A fault of ours. Its lease ends by itself, and it is tried again.
                logger.exception("Message %s could not be sent.", taken.webhook_id)
                self.tally.errors += 1
                continue
            settle(taken, result, timezone.now())
            self.tally.sent += result.is_success
            self.tally.failed += not result.is_success

    def _settle_all(self) -> None:
        while self._flying:
            self._settle(timeout_s=None)

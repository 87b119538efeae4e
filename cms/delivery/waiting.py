"""Long polls: readers who wait until something is published. Few at a time, not for long, and with no transaction.

The wait ends at once for what this process publishes (the signal feed_changed) and within a tick for what others do:
one of the waiting readers looks at the clock's row for all of them.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.conf import settings

from cms.feed.clock import read_clock
from cms.feed.models import FeedClock
from cms.feed.transaction import feed_changed

MOST_WAIT_S = 30
TICK_S = 0.75
# RFC 7240, section 2: tokens are case-insensitive, and a value may be quoted; section 4.3: seconds.
_WAIT = re.compile(r'(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:[;,]|$)', re.IGNORECASE)
Found = TypeVar("Found")


def wait_of(header: str) -> int:
    """Return for how many seconds a Prefer header asks to wait, at most MOST_WAIT_S; 0 where it asks for nothing."""
    match = _WAIT.search(header)
    return min(int(match[1]), MOST_WAIT_S) if match else 0


class WaitingRoom:
    """The readers of this process who wait."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._turn = 0
        self._seated = 0
        self._clock: tuple[Any, ...] = ()
        self._looked_at = 0.0

    @contextmanager
    def seat(self) -> Iterator[bool]:
        """Take a seat for a while; tell whether there was one."""
        with self._changed:
            is_seated = self._seated < settings.FEED_WAITERS
            self._seated += is_seated
        try:
            yield is_seated
        finally:
            with self._changed:
                self._seated -= is_seated

    @property
    def seated(self) -> int:
        """How many are waiting."""
        return self._seated

    def wake(self, **kwargs: Any) -> None:
        """Tell everybody that something was published."""
        with self._changed:
            self._turn += 1
            self._changed.notify_all()

    def wait_for(self, look: Callable[[], Found | None], *, seconds: float, seen: FeedClock) -> Found | None:
        """Look until there is something to see or the time is over; look only when the clock has moved, and at the end.

        Shape: `seen` is the clock from before the caller's own first look. Between two looks nothing is held but the
        connection.
        """
        deadline = time.monotonic() + seconds
        known: tuple[Any, ...] = (seen.epoch, seen.change)
        while (left := deadline - time.monotonic()) > 0:
            is_woken = self._pause(min(left, TICK_S))
            clock = self._look_at_clock(is_fresh=is_woken)
            if clock == known:
                continue
            known = clock
            found = look()
            if found is not None:
                return found
        # What opens by itself moves no clock.
        return look()

    def _pause(self, seconds: float) -> bool:
        with self._changed:
            turn = self._turn
            return self._changed.wait_for(lambda: self._turn != turn, timeout=seconds)

    def _look_at_clock(self, *, is_fresh: bool = False) -> tuple[Any, ...]:
        with self._changed:
            if not is_fresh and time.monotonic() - self._looked_at < TICK_S / 2:
                return self._clock
        clock = read_clock()
        with self._changed:
            self._clock, self._looked_at = (clock.epoch, clock.change), time.monotonic()
            return self._clock


room = WaitingRoom()
feed_changed.connect(room.wake, dispatch_uid="cms.delivery.waiting")

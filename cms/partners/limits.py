"""How often somebody may ask: counted per key, or per address where there is none. No address is kept in clear.

Counted in Redis where there is one, so that all processes count together; else in this process, in a bounded table.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from cms.partners.auth import Caller

logger = logging.getLogger(__name__)
WINDOW_S = 60
# Beyond this many askers in a minute, those who asked longest ago are forgotten: memory stays bounded under attack.
MOST_COUNTED = 50_000


@dataclass(frozen=True)
class Allowance:
    """What is left of a limit. Units: `reset_s` is seconds until the window ends."""

    policy: str
    limit: int
    left: int
    reset_s: int

    @property
    def is_exceeded(self) -> bool:
        """This request is one too many."""
        return self.left < 0

    @property
    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10, structured fields)."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={WINDOW_S}',
            "RateLimit": f'"{self.policy}";r={max(0, self.left)};t={self.reset_s}',
        }


def take(caller: Caller, address: str, *, now: float | None = None) -> Allowance:
    """Count one request and return what is left."""
    moment = time.time() if now is None else now
    window = int(moment // WINDOW_S)
    if caller.is_keyed:
        policy, who = "key", f"k{caller.key_id}"
        if caller.partner_id is None:
            # A key that everybody has (the sandbox's): nobody uses up what is another's.
            who += "a" + _masked(address)
        limit = caller.requests_per_minute or settings.PARTNER_REQUESTS_PER_MINUTE
    else:
        policy, who = "address", "a" + _masked(address)
        limit = settings.OPEN_REQUESTS_PER_MINUTE
    count = _count(f"limit:{who}:{window}", window)
    return Allowance(policy, limit, limit - count, max(1, int((window + 1) * WINDOW_S - moment)))


def _masked(address: str) -> str:
    return salted_hmac("cms.partners.limits", address).hexdigest()[:24]


def _count(key: str, window: int) -> int:
    if settings.REDIS_URL:
        try:
            return _count_together(key)
        except Exception as error:  # noqa: BLE001 (whatever Redis answers, readers are served: this process counts)
            logger.warning("Redis does not count requests: %s. Counting in this process.", type(error).__name__)
    return _local.count(key, window)


def _count_together(key: str) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:
        # The first of its window. Were two first at once, `add` lets one in and both are counted.
        cache.add(key, 0, WINDOW_S * 2)
        return int(cache.incr(key))


class _LocalCounts:
    """Counts of this process: of one window only, the least recent askers thrown away first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._window = 0
        self._counts: OrderedDict[str, int] = OrderedDict()

    def count(self, key: str, window: int) -> int:
        """Count one more, and return how many there were in the window."""
        with self._lock:
            if window != self._window:
                self._window = window
                self._counts.clear()
            count = self._counts.pop(key, 0) + 1
            self._counts[key] = count
            if len(self._counts) > MOST_COUNTED:
                self._counts.popitem(last=False)
            return count


_local = _LocalCounts()

"""Guessing links is hopeless; this makes it slow as well. Counts in the cache; no address is kept in clear.

`room` names whose links are guessed: each counts by itself, and none makes another's readers wait.
"""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from cms.partners.visitors import address_of

# Slips of a mail programme that cuts a link, before anybody has to wait.
FREE_PER_ADDRESS = 5
FREE_FOR_ALL = 200
LONGEST_WAIT_S = 3600
MEMORY_S = 24 * 3600
HOUR_S = 3600


def wait_s(request: HttpRequest, room: str = "signoff") -> int:
    """Return how many seconds an address must wait before a link of its is looked at; 0 if it need not.

    Shape: an address that has not guessed wrong is never made to wait by others: nobody can lock out a signer by
    guessing from elsewhere.
    """
    key = _key(request, room)
    until = cache.get(f"{key}:until", 0)
    left = int(until - time.time()) + 1 if until > time.time() else 0
    if cache.get(key, 0):
        left = max(left, _wait_for_all(room))
    return left


def note_wrong(request: HttpRequest, room: str = "signoff") -> None:
    """Count a link that opened nothing, and make the next one wait longer."""
    key = _key(request, room)
    count = count_up(key, MEMORY_S)
    count_up(_all_key(room), HOUR_S)
    if count > FREE_PER_ADDRESS:
        delay = min(2 ** (count - FREE_PER_ADDRESS), LONGEST_WAIT_S)
        cache.set(f"{key}:until", time.time() + delay, MEMORY_S)


def count_up(key: str, timeout_s: int) -> int:
    """Count one more under a key and return how many there are."""
    cache.add(key, 0, timeout_s)
    try:
        return int(cache.incr(key))
    except ValueError:
        # It ran out between the two.
        cache.set(key, 1, timeout_s)
        return 1


def masked(text: str) -> str:
    """Return what stands in the cache for an address of a person or of a machine."""
    return salted_hmac("cms.signoff.throttle", text).hexdigest()


def _wait_for_all(room: str) -> int:
    beyond = cache.get(_all_key(room), 0) - FREE_FOR_ALL
    return min(2 ** min(beyond // 20, 12), LONGEST_WAIT_S) if beyond > 0 else 0


def _key(request: HttpRequest, room: str) -> str:
    return f"{room}:wrong:{masked(address_of(request))}"


def _all_key(room: str) -> str:
    return f"{room}:wrong:all:{int(time.time()) // HOUR_S}"

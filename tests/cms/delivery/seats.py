"""The seats of the waiting room, as tests count them."""

from __future__ import annotations

import time

from cms.delivery.waiting import MOST_WAIT_S, room


def assert_seated(number: int) -> None:
    """Wait until so many readers are waiting. Errors: AssertionError once every wait there could be is over."""
    until = time.monotonic() + 2 * MOST_WAIT_S
    while room.seated != number and time.monotonic() < until:
        time.sleep(0.01)
    assert room.seated == number

"""One page of the change feed: from which place, for whom, up to where. Knows nothing of how it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cms.delivery.change_places import Binding, Place, PlaceLost, question_of, start
from cms.delivery.problems import BadParameters
from cms.delivery.vocabulary import BROKEN_CURSOR, MOST_ITEMS
from cms.feed.changes import ChangeRow, CursorTooOld
from cms.feed.clock import read_clock
from cms.feed.cursors import BrokenCursor
from cms.feed.models import FeedClock
from cms.feed.selectors import changes_since
from cms.partners.auth import Caller

DEFAULT_LIMIT = MOST_ITEMS


class FeedLost(LookupError):
    """What the reader follows is no more: it must read the feed from its start."""


@dataclass(frozen=True)
class Page:
    """What a reader gets. Shape: `is_end` where there is nothing and `next` is the place it was asked from."""

    rows: Sequence[ChangeRow]
    next: Place
    clock: FeedClock
    is_full: bool = False
    is_end: bool = False


def read_page(values: Mapping[str, Any], *, caller: Caller, mount: str) -> Page:
    """Read one page.

    Shape: `values` are the parameters as changes_parameters() reads them. Three queries.
    Errors: BadParameters for a cursor that is not one of this question, FeedLost for one whose feed is no more.
    """
    asked, locale, limit = values.get("type"), values.get("locale"), values.get("limit", DEFAULT_LIMIT)
    # Read before the rows: what is published between the two is read twice at worst, never missed.
    clock = read_clock()
    binding = Binding(question_of(asked or (), locale, mount), caller, clock.epoch.hex)
    try:
        place = _place(binding, clock, values)
        rows = changes_since(
            after=place.after,
            limit=limit,
            audience=caller.audience,
            types=caller.types if asked is None else caller.narrowed(asked),
            locale=locale,
            begun_at=place.begun_at,
        )
    except BrokenCursor as error:
        raise BadParameters((("after", BROKEN_CURSOR),)) from error
    except (CursorTooOld, PlaceLost) as error:
        raise FeedLost from error
    return _page(binding, clock, place, rows, is_full=len(rows) == limit)


def _place(binding: Binding, clock: FeedClock, values: Mapping[str, Any]) -> Place:
    text, number = values.get("after"), values.get("afterChangeNumber")
    if text is None:
        if number is not None:
            raise BadParameters((("afterChangeNumber", "A number alone is no place. Follow `next` as it is."),))
        return start(clock.change)
    place = binding.read(text)
    if number is not None and number != place.after:
        raise BadParameters((("afterChangeNumber", "This number is not the cursor's. Follow `next` as it is."),))
    return place


def _page(binding: Binding, clock: FeedClock, place: Place, rows: Sequence[ChangeRow], *, is_full: bool) -> Page:
    if rows:
        reached = place.at(rows[-1].change)
        following = reached if is_full else reached.caught_up(clock.change)
        return Page(rows, binding.write(following), clock, is_full=is_full)
    if place.is_ageing:
        return Page(rows, binding.write(place.caught_up(clock.change)), clock)
    return Page(rows, place, clock, is_end=True)

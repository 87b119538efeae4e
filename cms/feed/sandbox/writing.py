"""Writes the rows of the sandbox, through the same door as the pages' rows: numbers, facets, addresses, index.

No page stands behind them: whoever goes through the pages' rows (cms.feed.rows.of_pages) never meets them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cms.feed.clock import database_now
from cms.feed.models import FeedDocument, FormerPath, State
from cms.feed.plan import Plan, compare, facets_of
from cms.feed.sandbox.building import Fixture, RowKey, Standing, fixtures, timely_fixtures
from cms.feed.sandbox.cases import DELETED, PAUSE
from cms.feed.sandbox.play import SCENES, current_scene, play_fixtures
from cms.feed.services import Written, write_plan
from cms.feed.transaction import editorial_transaction, tell
from cms.media.audiences import SANDBOX

# Between two steps of the play that somebody asks for: everybody shares it.
PAUSE_S = 5
# Where nobody asks, the play goes on by itself.
BY_ITSELF = timedelta(minutes=15)
Rows = dict[RowKey, FeedDocument]


@dataclass(frozen=True)
class Loaded:
    """What a loading found: `documents` in the sandbox, `changes` written."""

    documents: int
    changes: int


class TooSoon(RuntimeError):
    """The play went on a moment ago. Units: `wait_s` is seconds."""

    def __init__(self, wait_s: int):
        super().__init__(wait_s)
        self.wait_s = wait_s


def load_sandbox(*, now: datetime | None = None) -> Loaded:
    """Make the rows of the sandbox what they should be. A second run writes nothing.

    Shape: what no case asks for any more becomes a tombstone. What the hour changes is left to tend().
    """
    moment = now or database_now()
    wanted = list(fixtures(moment))
    in_turn = _in_turn(moment)
    with editorial_transaction():
        rows = _rows()
        playing = play_fixtures(current_scene(rows) or 0)
        due = [fixture for fixture in wanted if not _is_in_turn(rows.get(fixture.key), in_turn)]
        written = _bring_about([*due, *playing], rows, moment)
        keys = {fixture.key for fixture in (*wanted, *playing)}
        plan = Plan()
        for key, row in rows.items():
            if key not in keys:
                compare(plan, key, row, None, DELETED, moment)
        written += write_plan(plan, moment)
        _tell_after_commit(written)
    return Loaded(documents=len(keys), changes=len(written))


def _in_turn(now: datetime) -> set[tuple[RowKey, str]]:
    """Return what the rows that the hour changes may hold, whatever the minute: each with its digest."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return {
        (fixture.key, standing.view.digest if standing.view else "")
        for moment in (hour, hour + PAUSE)
        for fixture in timely_fixtures(moment)
        for standing in fixture.standings
    }


def _is_in_turn(row: FeedDocument | None, in_turn: set[tuple[RowKey, str]]) -> bool:
    return row is not None and ((row.content_id, row.locale, row.audience), row.digest) in in_turn


def is_loaded() -> bool:
    """Tell whether there is a sandbox."""
    return FeedDocument.objects.filter(audience=SANDBOX.value).exists()


def advance(*, now: datetime | None = None, pause_s: int = PAUSE_S) -> int:
    """Play the next scene and return its number.

    Errors: TooSoon within `pause_s` of the scene before.
    """
    with editorial_transaction():
        moment = now or database_now()
        rows = _rows()
        _wait(rows, moment, pause_s)
        scene = _next(rows)
        _tell_after_commit(_bring_about(play_fixtures(scene), rows, moment))
    return scene


def tend(*, now: datetime | None = None) -> int:
    """Write what the hour has changed, and play the next scene if nobody has for a while.

    Shape: returns how many changes were written; does nothing where there is no sandbox.
    """
    if not is_loaded():
        return 0
    with editorial_transaction():
        moment = now or database_now()
        rows = _rows()
        written = _bring_about(timely_fixtures(moment), rows, moment)
        if _is_rested(rows, moment):
            written += _bring_about(play_fixtures(_next(rows)), rows, moment)
        _tell_after_commit(written)
    return len(written)


def rewind(*, now: datetime | None = None, pause_s: int = PAUSE_S) -> None:
    """Go back to before the first scene: what was published is deleted.

    Errors: TooSoon within `pause_s` of the scene before.
    """
    with editorial_transaction():
        moment = now or database_now()
        rows = _rows()
        _wait(rows, moment, pause_s)
        written: list[Written] = []
        if current_scene(rows) != 0:
            # A tombstone keeps its first reason: what was withdrawn is shown once more before it is deleted.
            written += _bring_about(play_fixtures(1), rows, moment)
            written += _bring_about(play_fixtures(0), _rows(), moment)
        _tell_after_commit(written)


def scene() -> int:
    """Return the number of the scene that is on."""
    return current_scene(_rows()) or 0


def _rows() -> Rows:
    found = FeedDocument.objects.filter(audience=SANDBOX.value)
    return {(row.content_id, row.locale, row.audience): row for row in found}


def _next(rows: Rows) -> int:
    return ((current_scene(rows) or 0) + 1) % len(SCENES) or 1


def _wait(rows: Rows, now: datetime, pause_s: int) -> None:
    latest = _played_at(rows)
    if latest is not None and (left := pause_s - (now - latest).total_seconds()) > 0:
        raise TooSoon(int(left) + 1)


def _is_rested(rows: Rows, now: datetime) -> bool:
    latest = _played_at(rows)
    return latest is None or now - latest >= BY_ITSELF


def _played_at(rows: Rows) -> datetime | None:
    keys = {fixture.key for fixture in play_fixtures(0)}
    return max((rows[key].modified_at for key in keys if key in rows), default=None)


def _bring_about(wanted: Iterable[Fixture], rows: Rows, now: datetime) -> list[Written]:
    """Write what differs, state after state, so that former addresses and tombstones come about as they do in life."""
    led = _former_paths()
    lives = {fixture.key: (fixture, _missing(fixture, rows.get(fixture.key), led)) for fixture in wanted}
    written: list[Written] = []
    while waiting := {key: states for key, (_fixture, states) in lives.items() if states}:
        known = rows if not written else _rows()
        plan = Plan()
        facets = facets_of(known[key] for key in waiting if key in known)
        for key, states in waiting.items():
            standing, row = states.pop(0), known.get(key)
            compare(plan, key, row, standing.view, standing.reason, now)
            if standing.view is not None and standing.view.facets != (facets.get(row.pk, ()) if row else ()):
                plan.facets.append((key, standing.view.facets))
        written += write_plan(plan, now)
    return written


def _missing(fixture: Fixture, row: FeedDocument | None, led: set[tuple[int, str]]) -> list[Standing]:
    """Return the states still to be lived through: all of them, or the last where the way there is known."""
    final = fixture.final
    if final.view is None and (row is not None or len(fixture.standings) > 1):
        reason = final.reason
        is_there = row is not None and reason is not None and (row.state, row.reason) == (reason.state, reason.code)
        return [] if is_there else list(fixture.standings)
    former = {(fixture.draft.site_id, path) for path in fixture.former_paths}
    if row is None or row.state != State.LIVE or not former <= led:
        return list(fixture.standings)
    return [final]


def _former_paths() -> set[tuple[int, str]]:
    return set(FormerPath.objects.filter(audience=SANDBOX.value).values_list("site_id", "path"))


def _tell_after_commit(written: list[Written]) -> None:
    if written:
        transaction.on_commit(lambda: tell(written))

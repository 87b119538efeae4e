"""The rules of the committee as pure functions over numbers: docs/decisions/0018-selection.md, each with its test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from cms.selection.states import Choice, Outcome


@dataclass(frozen=True)
class Quorum:
    """Whether enough members are there to vote on one candidate.

    Shape: `eligible` are the active members who are not recused for it, `present` those of them in the room.
    """

    eligible: int
    present: int
    percent: int = 50

    @property
    def needed(self) -> int:
        """How many must be present: strictly more than the percentage of those eligible, and at least one."""
        return self.eligible * self.percent // 100 + 1

    @property
    def is_reached(self) -> bool:
        """Tell whether a vote counts."""
        return self.present >= self.needed


@dataclass(frozen=True)
class Count:
    """The votes on one candidate. `chair` is the chair's own vote, if they cast one."""

    votes_for: int = 0
    votes_against: int = 0
    abstentions: int = 0
    chair: Choice | None = None

    @property
    def cast(self) -> int:
        """Votes that count: abstentions do not."""
        return self.votes_for + self.votes_against

    @property
    def is_by_chair(self) -> bool:
        """Tell whether the chair's vote decides: as many for as against, and the chair took a side."""
        return self.cast > 0 and self.votes_for == self.votes_against and self.chair in {Choice.YES, Choice.NO}

    @property
    def result(self) -> Outcome | None:
        """Return what the votes say: the majority of votes cast, the chair where they are equal, else nothing."""
        if self.cast == 0:
            return None
        if self.votes_for != self.votes_against:
            return Outcome.ACCEPTED if self.votes_for > self.votes_against else Outcome.REFUSED
        if self.is_by_chair:
            return Outcome.ACCEPTED if self.chair == Choice.YES else Outcome.REFUSED
        return None


def count_votes(votes: Iterable[tuple[int, str]], *, chair_id: int | None) -> Count:
    """Count (member id, choice) pairs."""
    pairs = [(member_id, Choice(choice)) for member_id, choice in votes]
    return Count(
        votes_for=sum(choice == Choice.YES for _member, choice in pairs),
        votes_against=sum(choice == Choice.NO for _member, choice in pairs),
        abstentions=sum(choice == Choice.ABSTAIN for _member, choice in pairs),
        chair=dict(pairs).get(chair_id) if chair_id is not None else None,
    )


def may_record(outcome: Outcome, *, quorum: Quorum, count: Count) -> bool:
    """Tell whether an outcome follows from the vote. Putting a candidate off needs neither quorum nor vote."""
    return outcome == Outcome.DEFERRED or (quorum.is_reached and count.result == outcome)


def weighted_average(scores: Iterable[tuple[int, int]]) -> Fraction | None:
    """Return the average of (points, weight) pairs, or None without any. Units: points, 0 to 4."""
    pairs = list(scores)
    total = sum(weight for _points, weight in pairs)
    return Fraction(sum(points * weight for points, weight in pairs), total) if total else None

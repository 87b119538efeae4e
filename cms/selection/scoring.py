"""The members' scores: who may give them, who may see them, what they come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.selection.candidates import Candidate
from cms.selection.criteria import Criterion
from cms.selection.instruction import locked
from cms.selection.members import is_member, is_recused, name_of
from cms.selection.refusals import SelectionRefused
from cms.selection.rules import weighted_average
from cms.selection.sessions import MOST_POINTS, Score
from cms.selection.states import CandidateState

SCORED_STATES = frozenset({CandidateState.INSTRUCTION, CandidateState.COMMITTEE})


@dataclass(frozen=True)
class Row:
    """One criterion with every member's points and notes. `average` is None until somebody has scored."""

    criterion: Criterion
    average: Fraction | None
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Tally:
    """All scores of a candidate. Shape: `average` weighs the criteria; recused and former members do not count."""

    rows: tuple[Row, ...]
    members: tuple[str, ...]
    average: Fraction | None


def may_score(user: Any, candidate: Candidate) -> bool:
    """Tell whether somebody may score a candidate now."""
    return (
        candidate.state in SCORED_STATES
        and user.has_perm("selection.add_score")
        and is_member(user)
        and not is_recused(user, candidate)
    )


def may_see_scores(user: Any, candidate: Candidate) -> bool:
    """Tell whether somebody may see the scores of others.

    Nobody who is recused does. A member who is to score sees them once they have scored every criterion: the first
    opinion heard must not become everybody's.
    """
    if not user.has_perm("selection.view_score") or is_recused(user, candidate):
        return False
    if not may_score(user, candidate):
        return True
    given = Score.objects.filter(candidate=candidate, member_id=user.pk).values("criterion_id")
    return not Criterion.objects.filter(is_active=True).exclude(pk__in=given).exists()


def give_scores(candidate: Candidate, member: Any, scores: Mapping[Criterion, tuple[int, str]]) -> None:
    """Record a member's points (0 to 4) and notes; what they gave before on the same criterion is replaced.

    Errors: SelectionRefused if they may not score this candidate now; ValueError for points out of range.
    """
    if any(not 0 <= points <= MOST_POINTS for points, _note in scores.values()):
        raise ValueError("Scores go from 0 to 4.")
    with transaction.atomic():
        fresh = locked(candidate)
        if not may_score(member, fresh):
            raise SelectionRefused(_("You cannot score this candidate now: it is closed, or you are recused."))
        for criterion, (points, note) in scores.items():
            Score.objects.update_or_create(
                candidate=fresh, member=member, criterion=criterion, defaults={"points": points, "note": note}
            )


def tally(candidate: Candidate) -> Tally:
    """Return the scores of those who are not recused, with the averages."""
    recused = candidate.recusals.values("member_id")
    found = Score.objects.filter(candidate=candidate, criterion__is_active=True).exclude(member_id__in=recused)
    by_criterion: dict[int, list[Score]] = defaultdict(list)
    members: dict[int, str] = {}
    for score in found.select_related("member", "criterion").order_by("member_id"):
        by_criterion[score.criterion_id].append(score)
        members[score.member_id] = name_of(score.member)
    rows = tuple(
        Row(
            criterion,
            weighted_average((score.points, 1) for score in by_criterion[criterion.pk]),
            tuple(by_criterion[criterion.pk]),
        )
        for criterion in Criterion.objects.filter(is_active=True)
    )
    every = [(score.points, score.criterion.weight) for scores in by_criterion.values() for score in scores]
    return Tally(rows, tuple(members.values()), weighted_average(every))

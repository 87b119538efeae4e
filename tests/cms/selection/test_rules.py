"""The rules of the committee, each as a table: docs/decisions/0018-selection.md."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cms.selection.rules import Count, Quorum, count_votes, may_record, weighted_average
from cms.selection.states import Choice, Outcome

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


class TestQuorum:
    @pytest.mark.parametrize(
        ("eligible", "present", "percent", "is_reached"),
        [
            (5, 3, 50, True),
            (5, 2, 50, False),
            (4, 2, 50, False),  # half is not more than half
            (4, 3, 50, True),
            (1, 1, 50, True),
            (0, 0, 50, False),  # everybody recused: nobody can decide
            (9, 6, 66, True),
            (9, 5, 66, False),
            (3, 1, 0, True),
            (3, 0, 0, False),
            (3, 3, 99, True),
            (3, 2, 99, False),
        ],
    )
    def test_strictly_more_than_the_share_must_be_there(
        self, eligible: int, present: int, percent: int, is_reached: bool
    ) -> None:
        quorum = Quorum(eligible, present, percent)
        assert quorum.is_reached is is_reached
        assert quorum.needed > eligible * percent / 100


class TestCount:
    @pytest.mark.parametrize(
        ("votes", "chair", "result", "is_by_chair"),
        [
            ([(1, YES), (2, YES), (3, NO)], 1, Outcome.ACCEPTED, False),
            ([(1, YES), (2, NO), (3, NO)], 1, Outcome.REFUSED, False),
            ([(1, YES), (2, ABSTAIN), (3, ABSTAIN)], 2, Outcome.ACCEPTED, False),  # abstentions are not cast
            ([(1, YES), (2, NO)], 1, Outcome.ACCEPTED, True),
            ([(1, YES), (2, NO)], 2, Outcome.REFUSED, True),
            ([(1, YES), (2, NO), (3, ABSTAIN)], 3, None, False),  # the chair abstains: a tie stays a tie
            ([(1, YES), (2, NO)], 9, None, False),  # the chair is recused or away
            ([(1, YES), (2, NO)], None, None, False),
            ([(1, ABSTAIN)], 1, None, False),
            ([], 1, None, False),
        ],
    )
    def test_the_majority_of_votes_cast_decides_and_the_chair_a_tie(
        self, votes: list[tuple[int, str]], chair: int | None, result: Outcome | None, is_by_chair: bool
    ) -> None:
        count = count_votes(votes, chair_id=chair)
        assert (count.result, count.is_by_chair) == (result, is_by_chair)


class TestRecording:
    reached, missed = Quorum(5, 3), Quorum(5, 2)

    @pytest.mark.parametrize(
        ("outcome", "quorum", "count", "may"),
        [
            (Outcome.ACCEPTED, reached, Count(2, 1), True),
            (Outcome.REFUSED, reached, Count(2, 1), False),
            (Outcome.REFUSED, reached, Count(1, 2), True),
            (Outcome.ACCEPTED, missed, Count(2, 0), False),
            (Outcome.ACCEPTED, reached, Count(), False),
            (Outcome.DEFERRED, missed, Count(), True),
            (Outcome.DEFERRED, reached, Count(3, 0), True),
        ],
    )
    def test_only_what_the_votes_say_or_a_deferral(
        self, outcome: Outcome, quorum: Quorum, count: Count, may: bool
    ) -> None:
        assert may_record(outcome, quorum=quorum, count=count) is may


def test_the_average_weighs_the_criteria() -> None:
    assert weighted_average([(4, 3), (0, 1)]) == Fraction(3)
    assert weighted_average([]) is None

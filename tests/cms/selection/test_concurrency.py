"""Real connections: two decisions at once, a form sent twice at once, a vote against a closing."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from cms.selection.deciding import decide
from cms.selection.models import Candidate, CommitteeDecision, Vote
from cms.selection.refusals import AlreadyDecided, SelectionRefused
from cms.selection.robots import open_form
from cms.selection.states import CandidateState, Choice, Outcome
from cms.selection.voting import cast_vote, close_session
from cms.workflow.roles import Role
from tests import selection_world
from tests.cms.selection.test_nomination import GOOD, address

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.postgres,
    pytest.mark.slow,
]


def at_once(*works: Any) -> list[Any]:
    """Run functions side by side, each with a connection of its own; return what each returned or raised."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Any) -> None:
        barrier.wait(30)
        try:
            results[place] = work()
        except Exception as error:  # noqa: BLE001 (handed to the test)
            results[place] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


@pytest.mark.parametrize("turn", range(3))
def test_of_two_decisions_at_once_one_wins_and_the_other_is_told(turn: int) -> None:
    candidate = selection_world.before_the_committee()
    session = selection_world.session()
    users = [selection_world.person(Role.PUBLICATION) for _each in range(2)]

    def decide_as(user: Any) -> Any:
        return lambda: decide(session, candidate, Outcome.DEFERRED, motivation="Visite.", user=user)

    results = at_once(*(decide_as(user) for user in users))
    assert sorted(type(result).__name__ for result in results) == ["AlreadyDecided", "CommitteeDecision"]
    told = next(result for result in results if isinstance(result, AlreadyDecided))
    winner = CommitteeDecision.objects.get(candidate=candidate)
    assert winner.recorded_by_name in str(told)


def test_a_form_sent_twice_at_once_is_kept_once() -> None:
    selection_world.call()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cms.selection.nomination_form.SHORTEST_FILLING_S", -1)
        token = open_form()
        results = at_once(*(lambda: Client().post(address(), {**GOOD, "opened": token}) for _each in range(4)))
    assert [getattr(result, "status_code", result) for result in results] == [302] * 4
    assert Candidate.objects.count() == 1


def test_no_vote_slips_into_a_session_that_closes() -> None:
    candidate = selection_world.before_the_committee()
    members = selection_world.members(3)
    session = selection_world.session(*members, minutes="Dit.")
    results = at_once(
        lambda: close_session(session, user=members[0]),
        *(lambda member=member: cast_vote(session, candidate, member, Choice.YES) for member in members),
    )
    session.refresh_from_db()
    assert session.closed_at is not None
    cast = Vote.objects.filter(session=session)
    assert cast.count() == sum(isinstance(result, Vote) for result in results)
    assert all(isinstance(result, SelectionRefused | Vote) for result in results[1:])
    assert Candidate.objects.get().state == CandidateState.COMMITTEE

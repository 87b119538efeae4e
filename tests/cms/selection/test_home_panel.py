"""The committee on the home page of the admin."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.selection.admin.home_panel import next_session, to_instruct, to_score
from cms.selection.candidates import Candidate
from cms.selection.criteria import Criterion
from cms.selection.sessions import CommitteeSession, Recusal, Score
from cms.selection.states import CandidateState
from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def colette() -> Any:
    set_up_roles()
    return person("colette", Role.COMMITTEE)


@pytest.fixture
def candidate() -> Candidate:
    return Candidate.objects.create(
        company_name="Prothèses Lachaume",
        commune="94028",
        made_here="prothèses",
        why="Parce que.",
        contact_name="Inès",
        contact_email="ines@exemple.fr",
        state=CandidateState.COMMITTEE,
    )


def test_it_works(colette: Any, candidate: Candidate, client: Client) -> None:
    client.force_login(colette)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Prothèses Lachaume" in page


def test_who_has_scored_everything_is_asked_nothing(colette: Any, candidate: Candidate) -> None:
    assert to_score(colette) == [candidate]
    for criterion in Criterion.objects.filter(is_active=True):
        Score.objects.create(candidate=candidate, member=colette, criterion=criterion, points=3)
    assert to_score(colette) == []


def test_who_is_recused_is_asked_nothing(colette: Any, candidate: Candidate) -> None:
    Recusal.objects.create(candidate=candidate, member=colette, reason="Ma sœur y travaille.")
    assert to_score(colette) == []


def test_what_is_to_be_looked_into(candidate: Candidate) -> None:
    assert to_instruct() == []
    Candidate.objects.update(state=CandidateState.RECEIVED)
    assert to_instruct() == [candidate]


def test_the_next_session_is_the_nearest_to_come() -> None:
    today = datetime.date.today()
    assert next_session() is None
    for days in (30, -3, 5):
        CommitteeSession.objects.create(held_on=today + datetime.timedelta(days=days))
    found = next_session()
    assert found is not None
    assert found.held_on == today + datetime.timedelta(days=5)


def test_others_do_not_see_it(candidate: Candidate, client: Client) -> None:
    set_up_roles()
    client.force_login(person("parvati", Role.PARTNERSHIPS))
    assert "Prothèses Lachaume" not in client.get(reverse("wagtailadmin_home")).content.decode()

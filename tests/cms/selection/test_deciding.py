"""From the nomination to the mandate, by the rules."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from ambassadors.models import AmbassadorPage
from cms.feed.transaction import editorial_transaction
from cms.selection.deciding import Terms, accept, decide
from cms.selection.decisions import IsFinal
from cms.selection.instruction import lift_recusal, move, obstacles, recuse
from cms.selection.members import quorum_of
from cms.selection.models import CommitteeDecision, Criterion, Mandate, Recusal, Score, SelectionSettings, Vote
from cms.selection.refusals import AlreadyDecided, SelectionRefused
from cms.selection.scoring import give_scores, may_score, may_see_scores, tally
from cms.selection.states import CandidateState, Choice, Outcome
from cms.selection.voting import cast_vote, close_session, count_of, set_presence
from cms.workflow.roles import Role
from tests import factories, selection_world

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TERMS = Terms(TODAY, TODAY + datetime.timedelta(days=1000))


def vote_all(session: Any, candidate: Any, members: list[Any], choice: Choice = Choice.YES) -> None:
    for member in members:
        cast_vote(session, candidate, member, choice)


@pytest.fixture
def members(db: None) -> list[Any]:
    return selection_world.members(3)


class TestAcceptance:
    def test_it_works(self, directory: Any, director: Any, members: list[Any]) -> None:
        cohort = factories.cohort()
        candidate = selection_world.candidate(
            state=CandidateState.COMMITTEE, company_name="Fonderie de Bièvre", cohort=cohort, workforce=12,
            siret="73282932000074", website="https://fonderie.example/",
        )  # fmt: skip
        selection_world.with_evidence(candidate, for_portrait="Fait :")
        session = selection_world.session(*members)
        vote_all(session, candidate, members)
        decision = accept(session, candidate, terms=TERMS, motivation="Tout y est.", user=director)
        candidate.refresh_from_db()
        page = candidate.page.specific
        assert (candidate.state, decision.outcome, decision.votes_for) == ("accepted", "accepted", 3)
        assert isinstance(page, AmbassadorPage)
        assert (page.live, page.slug, page.owner) == (False, "fonderie-de-bievre", director)
        assert (page.company_name, page.siret, page.workforce, page.cohort, page.chamber) == (
            "Fonderie de Bièvre", "73282932000074", 12, cohort, "cma",
        )  # fmt: skip
        assert page.leader_name == "Nadia Ferrand"
        # “Convinced” is a criterion and no commitment.
        kinds = {row.kind: row.evidence for row in page.commitments.all()}
        assert kinds["local-hiring"] == "Fait : local-hiring"
        assert "convinced" not in kinds
        assert page.get_latest_revision().user == director
        mandate = Mandate.objects.get()
        assert (mandate.content_id, mandate.page_id, mandate.decision) == (page.translation_key, page.pk, decision)
        assert timezone.localtime(mandate.starts_at).date() == TODAY
        assert mandate.last_day == TERMS.last_day
        assert PageLogEntry.objects.filter(page=page.pk, action="fabrique.mandate_grant").exists()
        assert ModelLogEntry.objects.filter(action="fabrique.committee_decision").exists()

    def test_two_of_one_name_get_two_addresses(self, directory: Any, director: Any, members: list[Any]) -> None:
        session = selection_world.session(*members)
        slugs = []
        for _each in range(2):
            candidate = selection_world.before_the_committee(company_name="Tissage")
            vote_all(session, candidate, members)
            accept(session, candidate, terms=TERMS, motivation="Oui.", user=director)
            candidate.refresh_from_db()
            slugs.append(candidate.page.slug)
        assert slugs == ["tissage", "tissage-2"]

    def test_without_a_directory_nothing_is_kept(self, director: Any, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(*members)
        vote_all(session, candidate, members)
        with pytest.raises(SelectionRefused, match=r"directory|annuaire"):
            accept(session, candidate, terms=TERMS, motivation="Oui.", user=director)
        candidate.refresh_from_db()
        assert candidate.state == CandidateState.COMMITTEE
        assert not CommitteeDecision.objects.exists()
        assert not Mandate.objects.exists()

    @pytest.mark.parametrize(("first", "last"), [(10, 5), (-30, -1)], ids=["ends before it begins", "is over already"])
    def test_a_mandate_needs_sound_dates(
        self, directory: Any, director: Any, members: list[Any], first: int, last: int
    ) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(*members)
        vote_all(session, candidate, members)
        days = [TODAY + datetime.timedelta(days=number) for number in (first, last)]
        with pytest.raises(SelectionRefused):
            accept(session, candidate, terms=Terms(*days), motivation="Oui.", user=director)
        assert not Page.objects.filter(title=candidate.company_name).exists()


class TestOtherDecisions:
    def test_a_refusal_gives_no_mandate(self, director: Any, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(*members)
        vote_all(session, candidate, members, Choice.NO)
        decide(session, candidate, Outcome.REFUSED, motivation="Pas encore.", user=director)
        candidate.refresh_from_db()
        assert (candidate.state, candidate.page, Mandate.objects.count()) == ("refused", None, 0)
        assert candidate.closed_at is not None

    def test_a_deferral_leads_back_to_the_instruction_and_another_session(
        self, director: Any, members: list[Any]
    ) -> None:
        candidate = selection_world.before_the_committee()
        decide(selection_world.session(), candidate, Outcome.DEFERRED, motivation="Une visite manque.", user=director)
        candidate.refresh_from_db()
        assert candidate.state == CandidateState.DEFERRED
        move(candidate, CandidateState.INSTRUCTION, user=director)
        move(candidate, CandidateState.COMMITTEE, user=director)
        again = selection_world.session(*members)
        vote_all(again, candidate, members, Choice.NO)
        decide(again, candidate, Outcome.REFUSED, motivation="Non.", user=director)
        assert candidate.decisions.count() == 2

    @pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REFUSED])
    def test_without_quorum_only_a_deferral(self, director: Any, members: list[Any], outcome: Outcome) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(members[0])
        cast_vote(session, candidate, members[0], Choice.YES if outcome == Outcome.ACCEPTED else Choice.NO)
        terms = TERMS if outcome == Outcome.ACCEPTED else None
        with pytest.raises(SelectionRefused, match="quorum"):
            decide(session, candidate, outcome, motivation="Oui.", user=director, terms=terms)

    def test_what_the_votes_do_not_say_is_not_recorded(self, director: Any, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(*members)
        vote_all(session, candidate, members)
        with pytest.raises(SelectionRefused):
            decide(session, candidate, Outcome.REFUSED, motivation="Non.", user=director)

    def test_a_motivation_is_needed(self, director: Any) -> None:
        candidate = selection_world.before_the_committee()
        with pytest.raises(SelectionRefused):
            decide(selection_world.session(), candidate, Outcome.DEFERRED, motivation="  ", user=director)

    def test_the_second_is_told_who_was_first(self, director: Any) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session()
        decide(session, candidate, Outcome.DEFERRED, motivation="Une visite manque.", user=director)
        with pytest.raises(AlreadyDecided, match="Directrice"):
            decide(session, candidate, Outcome.DEFERRED, motivation="Moi aussi.", user=director)

    def test_a_decision_is_only_ever_added(self, director: Any) -> None:
        candidate = selection_world.before_the_committee()
        decision = decide(selection_world.session(), candidate, Outcome.DEFERRED, motivation="Visite.", user=director)
        decision.motivation = "Autre chose."
        for attempt in (
            decision.save,
            decision.delete,
            lambda: CommitteeDecision.objects.update(motivation=""),
            lambda: CommitteeDecision.objects.all().delete(),
        ):
            with pytest.raises(IsFinal):
                attempt()


class TestMoves:
    def test_only_what_is_documented_reaches_the_committee(self, director: Any) -> None:
        candidate = selection_world.candidate(state=CandidateState.INSTRUCTION, naf_division="", siren="")
        assert len(obstacles(candidate)) == 3
        with pytest.raises(SelectionRefused) as refused:
            move(candidate, CandidateState.COMMITTEE, user=director)
        assert len(refused.value.reasons) == 3
        candidate.naf_division, candidate.siren = "24", "732829320"
        candidate.save()
        selection_world.with_evidence(candidate)
        assert move(candidate, CandidateState.COMMITTEE, user=director).state == CandidateState.COMMITTEE

    def test_a_criterion_out_of_use_asks_for_nothing(self, director: Any) -> None:
        candidate = selection_world.candidate(state=CandidateState.INSTRUCTION)
        Criterion.objects.update(is_active=False)
        assert obstacles(candidate) == []

    @pytest.mark.parametrize("state", [CandidateState.ACCEPTED, CandidateState.REFUSED, CandidateState.WITHDRAWN])
    def test_nothing_leads_out_of_an_end(self, director: Any, state: CandidateState) -> None:
        candidate = selection_world.candidate(state=state)
        for target in CandidateState:
            with pytest.raises(SelectionRefused):
                move(candidate, target, user=director)

    def test_no_hand_moves_what_a_decision_moves(self, director: Any) -> None:
        candidate = selection_world.before_the_committee()
        for target in (CandidateState.ACCEPTED, CandidateState.REFUSED, CandidateState.DEFERRED):
            with pytest.raises(SelectionRefused):
                move(candidate, target, user=director)


class TestRecusal:
    def test_a_recused_member_has_nothing_to_say(self, director: Any, members: list[Any]) -> None:
        candidate, other = selection_world.before_the_committee(), selection_world.before_the_committee()
        session = selection_world.session(*members)
        first = members[0]
        give_scores(candidate, first, dict.fromkeys(Criterion.objects.all(), (4, "")))
        vote_all(session, candidate, members[:2])
        recuse(candidate, first, reason="Cousin", user=first)
        assert not Score.objects.filter(candidate=candidate, member=first).exists()
        assert count_of(session, candidate).cast == 1
        assert (may_score(first, candidate), may_see_scores(first, candidate)) == (False, False)
        assert may_score(first, other)
        with pytest.raises(SelectionRefused):
            cast_vote(session, candidate, first, Choice.YES)
        with pytest.raises(SelectionRefused):
            give_scores(candidate, first, {})

    def test_it_counts_on_neither_side_of_the_quorum(self, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(members[0])
        assert (quorum_of(session, candidate).eligible, quorum_of(session, candidate).is_reached) == (3, False)
        for member in members[1:]:
            recuse(candidate, member, reason="Client", user=member)
        assert (quorum_of(session, candidate).eligible, quorum_of(session, candidate).is_reached) == (1, True)

    def test_it_binds_a_superuser_too(self, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        boss = selection_world.person(Role.COMMITTEE, "patron", is_superuser=True)
        assert may_see_scores(boss, candidate) is False  # a member scores first
        recuse(candidate, boss, reason="Actionnaire", user=boss)
        assert may_see_scores(boss, candidate) is False
        with pytest.raises(SelectionRefused):
            lift_recusal(Recusal.objects.get(), user=boss)

    def test_it_is_declared_once_and_by_members_only(self, director: Any, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        recuse(candidate, members[0], reason="Cousin", user=members[0])
        with pytest.raises(SelectionRefused):
            recuse(candidate, members[0], reason="Cousin", user=members[0])
        with pytest.raises(SelectionRefused):
            recuse(candidate, director, reason="Cousin", user=director)

    def test_somebody_else_may_lift_it(self, director: Any, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        lift_recusal(recuse(candidate, members[0], reason="Erreur", user=members[0]), user=director)
        assert may_score(members[0], candidate)


class TestScores:
    def test_a_member_sees_the_others_scores_after_their_own(self, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        first, second, _third = members
        criteria = list(Criterion.objects.filter(is_active=True))
        give_scores(candidate, first, dict.fromkeys(criteria, (4, "Vu.")))
        assert (may_see_scores(first, candidate), may_see_scores(second, candidate)) == (True, False)
        give_scores(candidate, second, dict.fromkeys(criteria[:-1], (2, "")))
        assert may_see_scores(second, candidate) is False
        give_scores(candidate, second, {criteria[-1]: (2, "")})
        assert may_see_scores(second, candidate) is True
        assert float(tally(candidate).average or 0) == 3.0

    def test_they_go_from_0_to_4(self, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        with pytest.raises(ValueError, match="0 to 4"):
            give_scores(candidate, members[0], {Criterion.objects.all()[0]: (5, "")})

    def test_writers_neither_score_nor_see_scores(self) -> None:
        candidate = selection_world.before_the_committee()
        writer = selection_world.person(Role.WRITING)
        assert (may_score(writer, candidate), may_see_scores(writer, candidate)) == (False, False)

    def test_nothing_is_scored_after_the_decision(self, director: Any, members: list[Any]) -> None:
        candidate = selection_world.candidate(state=CandidateState.REFUSED)
        with pytest.raises(SelectionRefused):
            give_scores(candidate, members[0], {})


class TestSession:
    def test_only_those_present_vote_and_may_change_their_mind(self, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(*members[:2])
        cast_vote(session, candidate, members[0], Choice.NO)
        cast_vote(session, candidate, members[0], Choice.YES)
        assert Vote.objects.get().choice == Choice.YES
        with pytest.raises(SelectionRefused):
            cast_vote(session, candidate, members[2], Choice.YES)

    def test_somebody_who_left_no_longer_counts(self, members: list[Any], director: Any) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(*members)
        vote_all(session, candidate, members)
        set_presence(session, members[:1], user=director)
        assert count_of(session, candidate).cast == 1

    def test_a_former_member_does_not_count(self, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(*members)
        vote_all(session, candidate, members)
        members[0].groups.clear()
        type(members[1]).objects.filter(pk=members[1].pk).update(is_active=False)
        assert count_of(session, candidate).cast == 1

    def test_it_closes_with_minutes_and_for_good(self, members: list[Any], director: Any) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(*members)
        with pytest.raises(SelectionRefused):
            close_session(session, user=director)
        session.minutes = "Tout le monde a parlé."
        session.save()
        close_session(session, user=director)
        for attempt in (
            lambda: close_session(session, user=director),
            lambda: set_presence(session, [], user=director),
            lambda: cast_vote(session, candidate, members[0], Choice.YES),
            lambda: decide(session, candidate, Outcome.DEFERRED, motivation="Non.", user=director),
        ):
            with pytest.raises(SelectionRefused):
                attempt()

    def test_the_quorum_is_a_setting(self, members: list[Any]) -> None:
        candidate = selection_world.before_the_committee()
        session = selection_world.session(*members[:2])
        assert quorum_of(session, candidate).is_reached
        with editorial_transaction():
            SelectionSettings.objects.create(quorum_percent=67)
        assert not quorum_of(session, candidate).is_reached

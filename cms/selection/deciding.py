"""The committee's decision: recorded once, as the vote says; an acceptance gives a mandate and makes the draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.feed.transaction import run_editorial
from cms.selection.admission import make_draft
from cms.selection.candidates import Candidate
from cms.selection.decisions import CommitteeDecision
from cms.selection.instruction import locked
from cms.selection.mandates import check_dates, grant
from cms.selection.members import name_of, quorum_of
from cms.selection.refusals import AlreadyDecided, SelectionRefused
from cms.selection.rules import Count, Quorum, may_record
from cms.selection.sessions import CommitteeSession
from cms.selection.states import CandidateState, Outcome
from cms.selection.voting import count_of, held


@dataclass(frozen=True)
class Terms:
    """From when to when an accepted candidate is admitted. Units: days, both included."""

    first_day: date
    last_day: date


def decide(
    session: CommitteeSession,
    candidate: Candidate,
    outcome: Outcome,
    *,
    motivation: str,
    user: Any,
    terms: Terms | None = None,
) -> CommitteeDecision:
    """Record the decision on a candidate, whatever it is.

    Shape: `terms` are needed for an acceptance and only there. Runs in one editorial transaction.
    Errors: AlreadyDecided if somebody else was first; SelectionRefused if the outcome does not follow from the vote.
    """
    return run_editorial(lambda: _decide(session, candidate, Outcome(outcome), motivation, user, terms))


def accept(
    session: CommitteeSession, candidate: Candidate, *, terms: Terms, motivation: str, user: Any
) -> CommitteeDecision:
    """Admit a candidate: the decision, its mandate and its draft portrait, all or nothing."""
    return decide(session, candidate, Outcome.ACCEPTED, motivation=motivation, user=user, terms=terms)


def _decide(
    session: CommitteeSession, candidate: Candidate, outcome: Outcome, motivation: str, user: Any, terms: Terms | None
) -> CommitteeDecision:
    fresh = locked(candidate)
    _require_undecided(fresh)
    open_session = held(session)
    quorum, count = quorum_of(open_session, fresh), count_of(open_session, fresh)
    _require_vote(outcome, quorum, count)
    if not motivation.strip():
        raise SelectionRefused(_("Say why: a decision without a motivation cannot be explained to the candidate."))
    if (terms is None) == (outcome == Outcome.ACCEPTED):
        raise SelectionRefused(_("A mandate belongs to an acceptance: give its first and last day."))
    if terms is not None:
        check_dates(terms.first_day, terms.last_day)
    decision = CommitteeDecision.objects.create(
        candidate=fresh,
        session=open_session,
        outcome=outcome,
        decided_on=open_session.held_on,
        mandate_from=terms.first_day if terms else None,
        mandate_until=terms.last_day if terms else None,
        motivation=motivation.strip(),
        eligible=quorum.eligible,
        present=quorum.present,
        votes_for=count.votes_for,
        votes_against=count.votes_against,
        abstentions=count.abstentions,
        is_by_chair=outcome != Outcome.DEFERRED and count.is_by_chair,
        recorded_by=user,
        recorded_by_name=name_of(user),
    )
    fresh.state = CandidateState(outcome.value)
    fresh.closed_at = None if outcome == Outcome.DEFERRED else timezone.now()
    if terms is not None:
        fresh.page = make_draft(fresh, user)
        grant(fresh.page, terms.first_day, terms.last_day, basis=_basis(decision), user=user, decision=decision)
    fresh.save(update_fields=["state", "closed_at", "page"])
    log(fresh, "fabrique.committee_decision", user=user, data={"outcome": str(outcome), "session": open_session.pk})
    return decision


def _basis(decision: CommitteeDecision) -> str:
    return _("Decision of the committee, %(date)s") % {"date": date_format(decision.decided_on)}


def _require_undecided(candidate: Candidate) -> None:
    if candidate.state == CandidateState.COMMITTEE:
        return
    last = candidate.decisions.first()
    if last is not None and candidate.state == last.outcome:
        raise AlreadyDecided(
            _("%(who)s has already recorded a decision on “%(name)s”, at %(time)s: %(outcome)s.")
            % {
                "who": last.recorded_by_name,
                "name": candidate,
                "time": date_format(timezone.localtime(last.recorded_at), "H:i"),
                "outcome": last.get_outcome_display(),
            }
        )
    raise SelectionRefused(
        _("“%(name)s” is not before the committee: %(state)s.")
        % {"name": candidate, "state": candidate.get_state_display()}
    )


def _require_vote(outcome: Outcome, quorum: Quorum, count: Count) -> None:
    if may_record(outcome, quorum=quorum, count=count):
        return
    if not quorum.is_reached:
        raise SelectionRefused(
            _("There is no quorum for this candidate: %(present)d present, %(needed)d needed. It can only be put off.")
            % {"present": quorum.present, "needed": quorum.needed}
        )
    if count.result is None:
        raise SelectionRefused(_("The votes decide nothing. Vote, let the chair decide a tie, or put the matter off."))
    raise SelectionRefused(
        _("The votes say: %(result)s. Nothing else can be recorded, save putting the matter off.")
        % {"result": count.result.label}
    )

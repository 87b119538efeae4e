"""From nomination to the committee's table: the moves that people make by hand, and the recusals."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.selection.candidates import Candidate, Evidence
from cms.selection.criteria import Criterion
from cms.selection.members import is_member
from cms.selection.refusals import SelectionRefused
from cms.selection.sessions import Recusal, Score, Vote
from cms.selection.states import MOVES, CandidateState


def locked(candidate: Candidate) -> Candidate:
    """Return the fresh row, held until the end of the transaction: who comes second reads what the first has done."""
    return Candidate.objects.select_for_update().get(pk=candidate.pk)


def obstacles(candidate: Candidate) -> list[str]:
    """Say what keeps a candidate from the committee, one sentence each."""
    found = []
    if not candidate.naf_division:
        found.append(_("The branch (NAF division) is missing."))
    if not candidate.siren:
        found.append(_("The SIREN is missing: it tells the company from every other."))
    answered = set(Evidence.objects.filter(candidate=candidate).values_list("criterion_id", flat=True))
    missing = [criterion.name for criterion in Criterion.objects.filter(is_active=True) if criterion.pk not in answered]
    if missing:
        found.append(_("No evidence yet on: %(criteria)s.") % {"criteria": ", ".join(missing)})
    return found


def move(candidate: Candidate, to: CandidateState, *, user: Any) -> Candidate:
    """Take a candidate one step further, back, or out.

    Errors: SelectionRefused if it cannot go there from where it stands now, or is not ready for the committee.
    """
    with transaction.atomic():
        fresh = locked(candidate)
        if to not in MOVES[CandidateState(fresh.state)]:
            raise SelectionRefused(
                _("“%(name)s” is now: %(state)s. It cannot become: %(target)s.")
                % {"name": fresh, "state": fresh.get_state_display(), "target": CandidateState(to).label}
            )
        if to == CandidateState.COMMITTEE and (reasons := obstacles(fresh)):
            raise SelectionRefused(*reasons)
        before, fresh.state = fresh.state, to
        fresh.closed_at = timezone.now() if to == CandidateState.WITHDRAWN else None
        fresh.save(update_fields=["state", "closed_at"])
        log(fresh, "fabrique.candidate_move", user=user, data={"from": before, "to": str(to)})
    return fresh


def recuse(candidate: Candidate, member: Any, *, reason: str, user: Any) -> Recusal:
    """Recuse a member for a candidate; what they scored and voted on it so far is dropped.

    Errors: SelectionRefused if they do not sit on the committee, are recused already, or the candidate is closed.
    """
    with transaction.atomic():
        fresh = locked(candidate)
        if not fresh.is_open:
            raise SelectionRefused(_("This candidate is closed: nothing can be recorded any more."))
        if not is_member(member):
            raise SelectionRefused(_("Only members of the committee are recused."))
        recusal, is_new = Recusal.objects.get_or_create(candidate=fresh, member=member, defaults={"reason": reason})
        if not is_new:
            raise SelectionRefused(_("This member is recused for this candidate already."))
        # What was decided in a closed session stays as it was counted: decisions carry their own count.
        Score.objects.filter(candidate=fresh, member=member).delete()
        Vote.objects.filter(candidate=fresh, member=member, session__closed_at=None).delete()
        log(fresh, "fabrique.recusal", user=user, data={"member": member.pk})
    return recusal


def lift_recusal(recusal: Recusal, *, user: Any) -> None:
    """Take back a recusal that was a mistake. For those who record decisions, never for the member."""
    with transaction.atomic():
        if not locked(recusal.candidate).is_open:
            raise SelectionRefused(_("This candidate is closed: nothing can be recorded any more."))
        if recusal.member_id == user.pk:
            raise SelectionRefused(_("Nobody lifts their own recusal."))
        log(recusal.candidate, "fabrique.recusal_lift", user=user, data={"member": recusal.member_id})
        recusal.delete()

"""Votes in an open session, and closing it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.selection.candidates import Candidate
from cms.selection.instruction import locked
from cms.selection.members import active_members, eligible_ids, is_member, is_recused
from cms.selection.refusals import SelectionRefused
from cms.selection.rules import Count, count_votes
from cms.selection.sessions import CommitteeSession, Vote
from cms.selection.states import CandidateState, Choice


def held(session: CommitteeSession) -> CommitteeSession:
    """Return the fresh row of an open session, held until the end of the transaction.

    Errors: SelectionRefused if it was closed.
    """
    fresh = CommitteeSession.objects.select_for_update().get(pk=session.pk)
    if not fresh.is_open:
        raise SelectionRefused(_("This session is closed: nothing can be recorded any more."))
    return fresh


def may_vote(user: Any, session: CommitteeSession, candidate: Candidate) -> bool:
    """Tell whether somebody may vote: an active member, present, not recused, while the session is open."""
    return (
        session.is_open
        and candidate.state == CandidateState.COMMITTEE
        and user.has_perm("selection.add_vote")
        and is_member(user)
        and session.present.filter(pk=user.pk).exists()
        and not is_recused(user, candidate)
    )


def cast_vote(session: CommitteeSession, candidate: Candidate, member: Any, choice: Choice) -> Vote:
    """Record a member's vote; until the decision they may change it.

    Errors: SelectionRefused.
    """
    with transaction.atomic():
        fresh, open_session = locked(candidate), held(session)
        if not may_vote(member, open_session, fresh):
            raise SelectionRefused(
                _("You cannot vote on this candidate: you are recused or not marked as present, or it was decided on.")
            )
        vote, _is_new = Vote.objects.update_or_create(
            session=open_session, candidate=fresh, member=member, defaults={"choice": Choice(choice)}
        )
    return vote


def count_of(session: CommitteeSession, candidate: Candidate) -> Count:
    """Count the votes of those who may vote now: present, active, not recused."""
    counted = eligible_ids(candidate) & set(session.present.values_list("pk", flat=True))
    votes = Vote.objects.filter(session=session, candidate=candidate, member_id__in=counted)
    return count_votes(votes.values_list("member_id", "choice"), chair_id=session.chair_id)


def set_presence(session: CommitteeSession, members: Iterable[Any], *, user: Any) -> None:
    """Say who is in the room. Errors: SelectionRefused if the session is closed."""
    with transaction.atomic():
        fresh = held(session)
        wanted = active_members().filter(pk__in=[member.pk for member in members])
        fresh.present.set(wanted)
        log(fresh, "fabrique.session_presence", user=user, data={"present": fresh.present.count()})


def close_session(session: CommitteeSession, *, user: Any) -> CommitteeSession:
    """End a session: its votes, decisions and minutes can no longer change.

    Errors: SelectionRefused without minutes, or if it was closed.
    """
    with transaction.atomic():
        fresh = held(session)
        if not fresh.minutes.strip():
            raise SelectionRefused(_("Write the minutes before you close the session."))
        fresh.closed_at, fresh.closed_by = timezone.now(), user
        fresh.save(update_fields=["closed_at", "closed_by"])
        log(fresh, "fabrique.session_close", user=user)
    return fresh

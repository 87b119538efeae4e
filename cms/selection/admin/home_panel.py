"""The committee on the home page of the admin: what is to be scored and instructed, and the next session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.selection.candidates import Candidate
from cms.selection.criteria import Criterion
from cms.selection.members import is_member
from cms.selection.sessions import CommitteeSession, Recusal, Score
from cms.selection.states import CandidateState

# A home page is glanced at: the rest is one link away.
MOST = 8


class CommitteePanel(Component):
    """What the committee expects of this person."""

    name = "committee"
    template_name = "selection/home/committee.html"
    order = 105

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        may_instruct = self.user.has_perm("selection.change_candidate")
        found = to_score(self.user) if is_member(self.user) else []
        return {
            "is_member": is_member(self.user),
            "to_score": found[:MOST],
            "to_score_total": len(found),
            "to_instruct": to_instruct()[:MOST] if may_instruct else [],
            "may_instruct": may_instruct,
            "session": next_session(),
            "list_url": reverse("selection_candidates:index"),
        }


def to_score(user: Any) -> list[Candidate]:
    """List the candidates before the committee on whom a member has not scored every criterion, oldest first."""
    wanted = Criterion.objects.filter(is_active=True).count()
    recused = Recusal.objects.filter(member_id=user.pk).values("candidate_id")
    candidates = Candidate.objects.filter(state=CandidateState.COMMITTEE).exclude(pk__in=recused).order_by("pk")
    given: dict[int, int] = {}
    scores = Score.objects.filter(member_id=user.pk, criterion__is_active=True, candidate__in=candidates)
    for candidate_id in scores.values_list("candidate_id", flat=True):
        given[candidate_id] = given.get(candidate_id, 0) + 1
    return [candidate for candidate in candidates if given.get(candidate.pk, 0) < wanted]


def to_instruct() -> list[Candidate]:
    """List the candidates that wait for somebody to look into them, oldest first."""
    waiting = (CandidateState.RECEIVED, CandidateState.INSTRUCTION)
    return list(Candidate.objects.filter(state__in=waiting).order_by("received_at", "pk")[: MOST + 1])


def next_session() -> CommitteeSession | None:
    """Return the next session of the committee, or None if none is planned."""
    return CommitteeSession.objects.filter(held_on__gte=timezone.localdate()).order_by("held_on").first()

"""Who sits on the committee, and who has nothing to say about a candidate."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from cms.selection.candidates import Candidate
from cms.selection.criteria import SelectionSettings
from cms.selection.rules import Quorum
from cms.selection.sessions import CommitteeSession, Recusal
from cms.workflow.roles import Role, holders


def active_members() -> QuerySet[Any]:
    """Return the members: active users of the committee's group. A superuser is one only if they belong to it."""
    return holders(Role.COMMITTEE).order_by("last_name", "first_name", "pk")


def is_member(user: Any) -> bool:
    """Tell whether somebody sits on the committee."""
    return user.pk is not None and active_members().filter(pk=user.pk).exists()


def is_recused(user: Any, candidate: Candidate) -> bool:
    """Tell whether somebody is recused for a candidate. It binds superusers too."""
    return Recusal.objects.filter(candidate=candidate, member_id=user.pk).exists()


def name_of(user: Any) -> str:
    """Return how somebody is called in minutes and lists."""
    return (user.get_full_name() or user.get_username()) if user is not None else ""


def person_choices() -> list[tuple[int, str]]:
    """List the members for a form."""
    return [(member.pk, name_of(member)) for member in active_members()]


def eligible_ids(candidate: Candidate) -> set[int]:
    """Return the members who may vote on a candidate, present or not."""
    recused = Recusal.objects.filter(candidate=candidate).values("member_id")
    return set(active_members().exclude(pk__in=recused).values_list("pk", flat=True))


def quorum_of(session: CommitteeSession, candidate: Candidate) -> Quorum:
    """Return the quorum of a candidate in a session, as it stands now."""
    eligible = eligible_ids(candidate)
    present = set(session.present.values_list("pk", flat=True)) & eligible
    return Quorum(len(eligible), len(present), SelectionSettings.current().quorum_percent)

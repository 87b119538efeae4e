"""A selection committee for tests: its people with the permissions of their roles, candidates, sessions, mandates."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils import timezone

from cms.selection.models import Call, Candidate, CommitteeSession, Criterion, Evidence, Mandate
from cms.selection.permissions import GRANTS
from cms.selection.states import CandidateState
from cms.workflow.roles import Role

_numbers = itertools.count(1)
DAY = datetime.timedelta(days=1)


def group(role: Role) -> Group:
    """Return a role's group with what it may do in this room, and the way into the admin."""
    found, _is_new = Group.objects.get_or_create(name=role.value)
    mine = Q(content_type__app_label="selection", codename__in=GRANTS[role])
    found.permissions.add(*Permission.objects.filter(mine | Q(codename="access_admin")))
    return found


def person(role: Role, username: str = "", **fields: Any) -> Any:
    """Return a user in a role."""
    number = next(_numbers)
    name = username or f"personne-{number}"
    user = get_user_model().objects.create_user(
        name, f"{name}@example.org", "x", **{"first_name": name.title(), "last_name": f"N{number}", **fields}
    )
    user.groups.add(group(role))
    return user


def members(count: int) -> list[Any]:
    """Return some members of the committee."""
    return [person(Role.COMMITTEE, f"membre-{next(_numbers)}") for _each in range(count)]


def candidate(**fields: Any) -> Candidate:
    """Make a candidate; complete enough for the committee, save for its evidence."""
    number = next(_numbers)
    values = {
        "company_name": f"Fonderie {number}",
        "siren": "732829320",
        "naf_division": "24",
        "commune": "94028",
        "made_here": "cloches de bronze",
        "why": "Elle coule ici depuis 1962.",
        "leader_name": "Nadia Ferrand",
        "contact_name": "Paul Martin",
        "contact_email": f"paul-{number}@example.org",
        "chamber": "cma",
        **fields,
    }
    return Candidate.objects.create(**values)


def with_evidence(one: Candidate, *, for_portrait: str = "") -> Candidate:
    """Give a candidate a piece of evidence on every criterion."""
    for criterion in Criterion.objects.filter(is_active=True):
        Evidence.objects.create(
            candidate=one,
            criterion=criterion,
            text=f"Vu sur place : {criterion.code}.",
            for_portrait=f"{for_portrait} {criterion.code}".strip() if for_portrait else "",
        )
    return one


def before_the_committee(**fields: Any) -> Candidate:
    """Make a candidate that the committee may vote on."""
    return with_evidence(candidate(state=CandidateState.COMMITTEE, **fields))


def session(*present: Any, chair: Any = None, **fields: Any) -> CommitteeSession:
    """Open a session with some members present; the first is the chair unless another is named."""
    values = {"chair": chair or (present[0] if present else None), "held_on": timezone.localdate(), **fields}
    made = CommitteeSession.objects.create(**values)
    made.present.set(present)
    return made


def call(**fields: Any) -> Call:
    """Open a call."""
    now = timezone.now()
    values = {"title": "Défi 2026", "opens_at": now - DAY, "closes_at": now + 30 * DAY, **fields}
    return Call.objects.create(**values)


def mandate(page: Any, *, starts_in: datetime.timedelta = -DAY, ends_in: datetime.timedelta = 365 * DAY) -> Mandate:
    """Give the content of a page a mandate, as the gate reads it. Inside an editorial transaction."""
    now = timezone.now()
    return Mandate.objects.create(
        content_id=page.translation_key,
        page_id=page.pk,
        starts_at=now + starts_in,
        ends_at=now + ends_in,
        basis="Comité du 12 mars 2024",
    )

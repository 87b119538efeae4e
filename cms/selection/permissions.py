"""Which role may do what in this room: read by `setup_roles`, and by the table of the tests."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.selection import models as room
from cms.workflow.roles import Role

_LOOKING = ("view_candidate", "view_evidence", "view_criterion", "view_call", "view_mandate")
_INSTRUCTING = (
    *_LOOKING, "add_candidate", "change_candidate", "add_evidence", "change_evidence", "delete_evidence",
)  # fmt: skip
_COMMITTEE = ("view_committeesession", "view_score", "view_recusal", "view_vote")
_SITTING = ("add_score", "add_recusal", "add_vote")
_DIRECTING = (
    "decide_candidate", "add_committeesession", "change_committeesession", "add_mandate", "change_mandate",
    "add_criterion", "change_criterion", "add_call", "change_call", "change_selectionsettings",
)  # fmt: skip

# Codenames of this app. Scores and votes moreover ask that one sits on the committee and is not recused.
GRANTS: dict[Role, tuple[str, ...]] = {
    Role.WRITING: _INSTRUCTING,
    Role.REVIEW: (),
    Role.COMMITTEE: (*_LOOKING, "add_evidence", "change_evidence", *_COMMITTEE, *_SITTING),
    Role.PUBLICATION: (*_INSTRUCTING, *_COMMITTEE, *_SITTING, *_DIRECTING),
    Role.PARTNERSHIPS: (),
    Role.ADMINISTRATION: (*_INSTRUCTING, *_COMMITTEE, *_SITTING, *_DIRECTING, "delete_call"),
}


class NothingIsDeleted(ModelPermissionPolicy):
    """What the committee has seen is kept: persons are erased (privacy.py), facts are not, whoever asks."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Refuse every deletion."""
        return action != "delete" and super().user_has_permission(user, action)


KEPT: tuple[type[models.Model], ...] = (room.Candidate, room.CommitteeSession, room.Mandate, room.Criterion)


def register_policies() -> None:
    """Tell Wagtail's views. Called once, when the admin gathers its hooks."""
    for model in KEPT:
        register_permission_policy(model, NothingIsDeleted(model))

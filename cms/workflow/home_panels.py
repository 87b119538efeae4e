"""The home page of the admin, by role: what waits for me, what I wait for, what goes out, what is to be signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from cms.workflow.kinds import Kind
from cms.workflow.outgoing import goes_out
from cms.workflow.roles import Role, in_role
from cms.workflow.submissions import Submission, submitted_by
from cms.workflow.waiting import Waiting, requests_in_progress, waiting_for

# A home page is glanced at: the rest is one link away.
MOST = 8


class WaitingPanel(Component):
    """What waits for this person, late first."""

    name = "waiting_for_me"
    template_name = "workflow/home/waiting.html"
    order = 110

    def __init__(self, found: list[Waiting]) -> None:
        self.found = found

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "found": self.found[:MOST],
            "total": len(self.found),
            "late": sum(one.is_late for one in self.found),
            "list_url": reverse("workflow:waiting"),
        }


class SubmittedPanel(Component):
    """What this person has submitted, and where it is."""

    name = "my_submissions"
    template_name = "workflow/home/submitted.html"
    order = 120

    def __init__(self, found: list[Submission]) -> None:
        self.found = found

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"found": self.found[:MOST], "total": len(self.found)}


class SignOffPanel(Component):
    """Which signatures are awaited, for those who publish."""

    name = "signatures_awaited"
    template_name = "workflow/home/sign_offs.html"
    order = 130

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        found = requests_in_progress(Kind.SIGN_OFF)
        return {"found": found[:MOST], "total": len(found)}


class OutgoingPanel(Component):
    """What goes out this week."""

    name = "goes_out"
    template_name = "workflow/home/outgoing.html"
    order = 140

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        found = goes_out()
        return {"found": found[:MOST], "total": len(found)}


def panels_for(user: Any) -> list[Component]:
    """Return the panels of a person's roles. The committee and outsiders have none of them, readers the first."""
    panels: list[Component] = []
    waiting, submitted = waiting_for(user), submitted_by(user)
    if waiting or in_role(user, Role.REVIEW, Role.PUBLICATION):
        panels.append(WaitingPanel(waiting))
    if submitted or in_role(user, Role.WRITING):
        panels.append(SubmittedPanel(submitted))
    if in_role(user, Role.PUBLICATION):
        panels.append(SignOffPanel())
    if in_role(user, Role.WRITING, Role.REVIEW, Role.PUBLICATION, Role.PARTNERSHIPS, Role.ADMINISTRATION):
        panels.append(OutgoingPanel())
    return panels

"""A house at work: roles, workflows, people, and pages on their way. For the tests of the reviewers’ day."""

from __future__ import annotations

import io
from typing import Any

from django.contrib.auth.models import AbstractUser, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import LogContext
from wagtail.models import Page, WorkflowState

from cms.feed.transaction import editorial_transaction
from cms.workflow.models import BoundTaskState
from cms.workflow.roles import Role
from tests import factories
from tests.workflow_world import person


class House:
    """The roles set up, one person for each, and what they do all day."""

    def __init__(self) -> None:
        call_command("setup_roles", stdout=io.StringIO())
        self.writer = named("rose", "Rose", "Rédactrice", Role.WRITING)
        self.reviewer = named("remi", "Rémi", "Relecteur", Role.REVIEW)
        self.colleague = named("lise", "Lise", "Lectrice", Role.REVIEW)
        self.publisher = named("paul", "Paul", "Publieur", Role.PUBLICATION)

    def article(self, **fields: Any) -> Page:
        """Return a draft that the writer has written."""
        page = factories.article(is_live=False, **{"title": "Portes ouvertes", **fields})
        return self.edit(page, self.writer, owner=self.writer)

    def edit(self, page: Page, user: Any, **fields: Any) -> Page:
        """Save a new version in somebody's name."""
        with editorial_transaction(), LogContext(user=user):
            # From the newest version, as a form would.
            draft = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
            for name, value in fields.items():
                setattr(draft, name, value)
            draft.save_revision(user=user)
        return fresh(page)

    def submit(self, page: Page, user: Any = None) -> BoundTaskState:
        """Submit a page to its workflow, and return what waits now."""
        with editorial_transaction():
            returned = fresh(page).current_workflow_state
            if returned is not None and returned.status == WorkflowState.STATUS_NEEDS_CHANGES:
                # As the form does: begin anew.
                returned.cancel(user=user or self.writer)
            fresh(page).get_workflow().start(fresh(page), user or self.writer)
        return waiting_on(page)

    def submitted(self, **fields: Any) -> Page:
        """Return an article that waits for its review."""
        page = self.article(**fields)
        self.submit(page)
        return fresh(page)

    def decide(self, page: Page, user: Any, action: str = "approve", comment: str = "") -> Page:
        """Decide on what waits."""
        state = waiting_on(page)
        with editorial_transaction(), LogContext(user=user):
            state.task.specific.on_action(state, user, action, comment=comment)
        return fresh(page)


def named(username: str, first: str, last: str, *roles: Role) -> AbstractUser:
    """Return an account with a name, roles and access to the admin."""
    user = person(username, *roles)
    user.first_name, user.last_name = first, last
    user.save(update_fields=["first_name", "last_name"])
    user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return type(user).objects.get(pk=user.pk)


def fresh(page: Page) -> Page:
    """Read a page anew: an object remembers the workflow it was asked about."""
    return Page.objects.get(pk=page.pk).specific


def waiting_on(page: Page) -> BoundTaskState:
    """Return what waits on a page."""
    state = fresh(page).current_workflow_task_state
    assert isinstance(state, BoundTaskState)
    return state


def at(user: Any) -> Client:
    """Return somebody's browser."""
    client = Client()
    client.force_login(user)
    return client


def review_url(page: Page) -> str:
    """Return the address of the review page."""
    return reverse("workflow:review", args=[page.pk])

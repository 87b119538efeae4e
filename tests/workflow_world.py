"""People, workflows and cleared pages for the tests of the workflow. Everything goes through the house's own doors."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from wagtail.log_actions import LogContext
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from cms.feed.transaction import editorial_transaction
from cms.signoff.requests import Contact
from cms.workflow.decisions import missing, record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.models import CompletenessTask, PublicationTask, ReviewTask, SignOffTask
from cms.workflow.roles import Role

AnyPage = TypeVar("AnyPage", bound=Page)


def person(username: str, *roles: Role, is_superuser: bool = False) -> AbstractUser:
    """Return an account with some roles, made if need be."""
    users = get_user_model().objects
    known = users.filter(username=username).first()
    if known is not None:
        return known
    user = users.create_user(
        username, email=f"{username}@exemple.fr", password="mot-de-passe-long-94", is_superuser=is_superuser
    )
    user.groups.add(*[Group.objects.get_or_create(name=role.value)[0] for role in roles])
    return user


def clear(page: AnyPage, *kinds: Kind) -> AnyPage:
    """Record an approval of each kind (all that the page lacks by default) for what it says now."""
    with editorial_transaction():
        for kind in kinds or missing(page):
            record(page=page, digest=fingerprint(page), kind=kind, outcome=Outcome.APPROVED, user_name="test")
    return page


def publish_cleared(page: AnyPage, *, by: Any = None) -> AnyPage:
    """Record every approval for a page's newest revision, then publish it."""
    with editorial_transaction(), LogContext(user=by):
        revision = page.get_latest_revision() or page.save_revision()
        clear(revision.as_object())
        revision.publish(user=by)
    return type(page).objects.get(pk=page.pk)


def workflow(*tasks: Any, name: str = "Essai") -> Workflow:
    """Make a workflow of tasks, assigned to the whole tree."""
    made = Workflow.objects.create(name=name)
    for order, task in enumerate(tasks):
        WorkflowTask.objects.create(workflow=made, task=task.task_ptr, sort_order=order)
    WorkflowPage.objects.update_or_create(page=Page.get_first_root_node(), defaults={"workflow": made})
    return made


def news_workflow() -> Workflow:
    """Make review, rights and completeness, publication."""
    return workflow(*_tasks(ReviewTask, CompletenessTask, PublicationTask))


def portrait_workflow() -> Workflow:
    """Make review, rights and completeness, sign-off, publication."""
    return workflow(*_tasks(ReviewTask, CompletenessTask, SignOffTask, PublicationTask))


def _tasks(*models: Any) -> list[Any]:
    made = []
    for model in models:
        task = model.objects.create(name=str(model._meta.verbose_name))
        role = {ReviewTask: Role.REVIEW, PublicationTask: Role.PUBLICATION}.get(model)
        if role:
            task.groups.add(Group.objects.get_or_create(name=role.value)[0])
        made.append(task)
    return made


def submit(page: Page, user: Any) -> WorkflowState:
    """Submit a page's newest revision as an editor does."""
    with editorial_transaction():
        return page.get_workflow().start(page, user)


def edit(page: AnyPage, user: Any = None, **fields: Any) -> AnyPage:
    """Save a new revision of a page with some fields changed (none: a save without a change)."""
    with editorial_transaction():
        draft = page.get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(draft, name, value)
        draft.save_revision(user=user)
    return type(page).objects.get(pk=page.pk)


def current(page: Page) -> Any:
    """Return the specific state of the task a page is at, or None."""
    return type(page).objects.get(pk=page.pk).current_workflow_task_state


def decide(page: Page, user: Any, action: str = "approve", comment: str = "", *, state: Any = None) -> None:
    """Take a decision on a page's current task (or on a state that a stale page still shows)."""
    shown = state or current(page)
    with editorial_transaction(), LogContext(user=user):
        shown.task.specific.on_action(shown, user, action, comment=comment)


def complete_portrait(**fields: Any) -> Any:
    """Make the draft of a portrait that lacks nothing: texts, a photo with its rights, a commitment, a contact."""
    from tests import factories

    values = {
        "image": factories.image(),
        "siren": "000000018",
        "chamber": "cma",
        "quote": "Le métal n’attend pas.",
        "story": [("rich_text", "<p>On coule encore à la main, le jeudi, à sept heures.</p>")],
        "commitments": (("local-production", "Tout est coulé à Créteil."),),
        **fields,
    }
    page = factories.ambassador(is_live=False, **values)
    Contact.objects.create(
        content_id=page.translation_key, name=page.leader_name, email="nadia@fonderie.example", language="fr"
    )
    return page

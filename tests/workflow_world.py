"""People, workflows and cleared pages for the tests of the workflow. Everything goes through the house's own doors."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from wagtail.log_actions import LogContext
from wagtail.models import Page

from cms.feed.transaction import editorial_transaction
from cms.workflow.decisions import missing, record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
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

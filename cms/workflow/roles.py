"""The six roles of the house, and who holds them. What each may do is granted by `setup_roles`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role is a group; the value is the group's name, the same in every language of the admin."""

    WRITING = "Rédaction", _("Writing")
    REVIEW = "Relecture", _("Review")
    COMMITTEE = "Comité de sélection", _("Selection committee")
    PUBLICATION = "Direction de la publication", _("Publication")
    PARTNERSHIPS = "Partenariats", _("Partnerships")
    ADMINISTRATION = "Administration", _("Administration")


def in_role(user: AbstractBaseUser | AnonymousUser | None, *roles: Role) -> bool:
    """Tell whether a user holds one of the roles. A superuser holds them all; an inactive one none."""
    if user is None or not getattr(user, "is_active", False):
        return False
    if getattr(user, "is_superuser", False):
        return True
    names = getattr(user, "_role_names", None)
    if names is None:
        names = set(user.groups.values_list("name", flat=True))  # type: ignore[union-attr]
        user._role_names = names  # type: ignore[union-attr]
    return any(role.value in names for role in roles)


def holders(*roles: Role) -> QuerySet[Any]:
    """Return the active users of some groups (superusers only where they are members)."""
    users = get_user_model()._default_manager
    return users.filter(is_active=True, groups__name__in=[role.value for role in roles]).distinct()

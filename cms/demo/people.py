"""One demonstration account for each role of the house. What a role may do is granted by `setup_roles`."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from wagtail.users.models import UserProfile

from cms.workflow.models import ReadersTask
from cms.workflow.roles import Role
from cms.workflow.setup import set_up_roles


@dataclass(frozen=True)
class Account:
    """A demonstration account. Shape: `username` logs in."""

    username: str
    role: Role
    first_name: str
    last_name: str
    is_superuser: bool = False

    @property
    def group(self) -> str:
        """The group of its role."""
        return self.role.value

    @property
    def password(self) -> str:
        """The password of the demonstration: public, hence refused outside it."""
        return f"atelier-{self.username}-94"


ROLES = (
    Account("redaction", Role.WRITING, "Rose", "Rédactrice"),
    Account("relecture", Role.REVIEW, "Rémi", "Relecteur"),
    Account("comite", Role.COMMITTEE, "Colette", "Comité"),
    Account("publication", Role.PUBLICATION, "Paul", "Publication"),
    Account("partenariats", Role.PARTNERSHIPS, "Parvati", "Partenaire"),
    Account("admin", Role.ADMINISTRATION, "Ada", "Admin", is_superuser=True),
)


def load_people() -> dict[str, AbstractUser]:
    """Set the roles up and return the accounts by user name, adding those missing; an existing one is left alone."""
    set_up_roles()
    people = {account.username: _account(account) for account in ROLES}
    for task in ReadersTask.objects.filter(readers=None):
        task.readers.add(people["relecture"], people["publication"])
    return people


def _account(account: Account) -> AbstractUser:
    users = get_user_model().objects
    known = users.filter(username=account.username).first()
    if known is not None:
        return known
    user = users.create_user(
        account.username,
        email=f"{account.username}@demonstration.example",
        password=account.password,
        first_name=account.first_name,
        last_name=account.last_name,
        is_superuser=account.is_superuser,
        is_staff=account.is_superuser,
    )
    user.groups.add(Group.objects.get(name=account.group))
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "fr"
    profile.save()
    return user

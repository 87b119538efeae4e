"""One account for each role of the house, with the few permissions that the foundation needs.

Here a writer may publish: the workflows that share that power between writers, reviewers and publishers come with
cms.workflow, whose own set-up command then narrows these groups.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.users.models import UserProfile

WRITING = ("add_page", "change_page", "publish_page")
PUBLISHING = (*WRITING, "bulk_delete_page", "lock_page", "unlock_page")
# Wagtail asks for the permissions of its own image model, whatever the model in use.
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
SNIPPETS = ("add_cohort", "change_cohort", "add_newscategory", "change_newscategory")
TRANSLATING = ("submit_translation",)
# Whoever publishes a photo records who agreed to appear in it.
CONSENTS = ("add_consent", "change_consent", "view_consent")


@dataclass(frozen=True)
class Role:
    """A role of the house and its demonstration account.

    Shape: `username` logs in; `pages` are permissions on the whole tree, `others` on models.
    """

    username: str
    group: str
    first_name: str
    last_name: str
    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    is_superuser: bool = False

    @property
    def password(self) -> str:
        """The password of the demonstration: public, hence refused outside it."""
        return f"atelier-{self.username}-94"


ROLES = (
    Role("redaction", "Rédaction", "Rose", "Rédactrice", WRITING, FILES, (*SNIPPETS, *CONSENTS, *TRANSLATING)),
    Role("relecture", "Relecture", "Rémi", "Relecteur", ("change_page",), ("choose_image", "choose_document")),
    Role("comite", "Comité de sélection", "Colette", "Comité"),
    Role(
        "publication",
        "Direction de la publication",
        "Paul",
        "Publication",
        PUBLISHING,
        FILES,
        (*SNIPPETS, *CONSENTS, *TRANSLATING),
    ),
    Role("partenariats", "Partenariats", "Parvati", "Partenaire"),
    Role("admin", "Administration", "Ada", "Admin", is_superuser=True),
)


def load_people() -> dict[str, AbstractUser]:
    """Return the accounts by user name, adding those that are missing; an existing account or group is left alone."""
    return {role.username: _account(role, _group(role)) for role in ROLES}


def _group(role: Role) -> Group:
    group, created = Group.objects.get_or_create(name=role.group)
    if not created:
        return group
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        *Permission.objects.filter(codename__in=role.others),
    )
    root, everything = Page.get_first_root_node(), Collection.get_first_root_node()
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", codename__in=role.pages
    ):
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    for permission in Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=role.files
    ):
        GroupCollectionPermission.objects.create(group=group, collection=everything, permission=permission)
    return group


def _account(role: Role, group: Group) -> AbstractUser:
    users = get_user_model().objects
    known = users.filter(username=role.username).first()
    if known is not None:
        return known
    user = users.create_user(
        role.username,
        email=f"{role.username}@demonstration.example",
        password=role.password,
        first_name=role.first_name,
        last_name=role.last_name,
        is_superuser=role.is_superuser,
        is_staff=role.is_superuser,
    )
    user.groups.add(group)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = "fr"
    profile.save()
    return user

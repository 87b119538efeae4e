"""Creates and repairs the six groups. Adds what is missing; takes away only what their page permissions forbid."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.workflow.roles import Role
from cms.workflow.setup_grants import Grant, all_grants
from cms.workflow.setup_journal import Journal


class UnknownPermission(LookupError):
    """The table of grants names a permission that this database does not have."""


def set_up_groups(journal: Journal) -> dict[Role, Group]:
    """Give each role its group and exactly its page permissions; add its other permissions where they are missing.

    Errors: UnknownPermission before anything is written, for any name in the table.
    """
    grants = all_grants()
    known = _permissions(name for grant in grants.values() for name in _names(grant))
    return {role: _set_up(role, grant, known, journal) for role, grant in grants.items()}


def _names(grant: Grant) -> tuple[str, ...]:
    return (*(f"wagtailcore.{codename}" for codename in grant.pages), *grant.files, *grant.models)


def _permissions(names: Iterable[str]) -> dict[str, Permission]:
    wanted = set(names)
    codenames = {name.partition(".")[2] for name in wanted}
    rows = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    found = {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
    if missing := sorted(wanted - found.keys()):
        raise UnknownPermission(
            _("These permissions do not exist in this database (run “migrate” first): %s") % ", ".join(missing)
        )
    return found


def _set_up(role: Role, grant: Grant, known: dict[str, Permission], journal: Journal) -> Group:
    group, is_new = Group.objects.get_or_create(name=role.value)
    ours = Journal()
    if is_new:
        ours.did(_("Group “%s”: created.") % group)
    _pages(group, grant, known, ours)
    _files(group, grant, known, ours)
    _models(group, grant, known, ours)
    if ours.changes:
        log(instance=group, action="wagtail.edit", data={"setup_roles": ours.changes})
    journal.changes += ours.changes
    journal.notes += ours.notes
    return group


def _pages(group: Group, grant: Grant, known: dict[str, Permission], journal: Journal) -> None:
    root = Page.get_first_root_node()
    held = GroupPagePermission.objects.filter(group=group).select_related("permission", "page")
    for row in held.exclude(permission__codename__in=grant.pages):
        journal.did(
            _("Group “%(group)s”: lost “%(permission)s” on the page “%(page)s”.")
            % {"group": group, "permission": row.permission.codename, "page": row.page}
        )
        row.delete()
    on_root = set(held.filter(page=root).values_list("permission__codename", flat=True))
    new = [codename for codename in grant.pages if codename not in on_root]
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=root, permission=known[f"wagtailcore.{codename}"]) for codename in new
    )
    _granted(journal, group, new)


def _files(group: Group, grant: Grant, known: dict[str, Permission], journal: Journal) -> None:
    everything = Collection.get_first_root_node()
    held = set(
        GroupCollectionPermission.objects.filter(group=group, collection=everything).values_list(
            "permission_id", flat=True
        )
    )
    new = [name for name in grant.files if known[name].pk not in held]
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=everything, permission=known[name]) for name in new
    )
    _granted(journal, group, new)


def _models(group: Group, grant: Grant, known: dict[str, Permission], journal: Journal) -> None:
    rows = group.permissions.select_related("content_type")
    held = {f"{row.content_type.app_label}.{row.codename}" for row in rows}
    new = [name for name in grant.models if name not in held]
    group.permissions.add(*(known[name] for name in new))
    _granted(journal, group, new)
    if extra := sorted(held - set(grant.models)):
        # Somebody gave it on purpose, or forgot to take it back: only a person can tell.
        journal.note(
            _("Group “%(group)s” also has, left as it is: %(names)s.") % {"group": group, "names": ", ".join(extra)}
        )


def _granted(journal: Journal, group: Group, names: list[str]) -> None:
    if names:
        journal.did(_("Group “%(group)s”: was given %(names)s.") % {"group": group, "names": ", ".join(names)})

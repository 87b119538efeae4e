"""What this room adds to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.partnerships import audit, urls_admin
from cms.partnerships.desk_views import VIEW
from cms.partnerships.reports import VIEW_USAGE


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Mount the staff's side of the desk under the admin."""
    return [path("partners/", include(urls_admin, namespace="partners"))]


class PermittedMenuItem(MenuItem):
    """A page of this room, for those who may open it."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))


@hooks.register("register_admin_menu_item")
def menu_item() -> SubmenuMenuItem:
    """Lead to the partners, and to what they show. It is there for those who may open one of the two."""
    partners, overview, nobody = (reverse(f"partners:{name}") for name in ("index", "overview", "unshown"))
    items = [
        PermittedMenuItem(_("All partners"), partners, permission=VIEW, icon_name="group", order=1),
        PermittedMenuItem(_("Who shows what"), overview, permission=VIEW_USAGE, icon_name="view", order=2),
        PermittedMenuItem(_("Shown by nobody"), nobody, permission=VIEW_USAGE, icon_name="minus", order=3),
    ]
    return SubmenuMenuItem(_("Partners"), Menu(items=items), name="partners", icon_name="group", order=740)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let a group be given the permissions of this room."""
    return Permission.objects.filter(content_type__app_label="partners", content_type__model="partner")


@hooks.register("register_log_actions")
def our_entries(actions: Any) -> None:
    """Name our entries of the audit log."""
    audit.register(actions)

"""What this room adds to the admin: its addresses, its menu, its words in the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.releases import admin_urls
from cms.releases.contents import why_not


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Mount the pages of this room under the admin."""
    return [path("releases/", include(admin_urls, namespace="releases_admin"))]


class RoomMenuItem(MenuItem):
    """Shown to whom releases concern."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("releases.view_release")


class RoomMenu(SubmenuMenuItem):
    """Shown to whom releases concern."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("releases.view_release")


@hooks.register("register_admin_menu_item")
def menu() -> SubmenuMenuItem:
    """The two ways in."""
    items = [
        RoomMenuItem(_("Calendar"), reverse("releases_admin:calendar"), icon_name="calendar", order=1),
        RoomMenuItem(_("Releases"), reverse("releases_admin:index"), icon_name="date", order=2),
    ]
    return RoomMenu(_("Releases and calendar"), Menu(items=items), name="releases", icon_name="calendar", order=150)


@hooks.register("register_page_header_buttons")
def add_to_a_release(
    page: Page, user: Any, view_name: str = "", next_url: str | None = None, **kwargs: Any
) -> Iterator[Button]:
    """From a page: into a release."""
    if page.pk is None or not user.has_perm("releases.change_release") or why_not(page):
        return
    permissions = page.permissions_for_user(user)
    if permissions.can_edit() or permissions.can_publish():
        url = reverse("releases_admin:choose", args=[page.pk])
        yield Button(_("Add to a release"), url, icon_name="calendar", priority=45)


@hooks.register("register_log_actions")
def releases_in_the_log(actions: Any) -> None:
    """Name our entries of the audit log."""
    prefix = "fabrique.release"
    for name, label, message in (
        ("create", _("Prepare a release"), _("Release prepared")),
        ("rename", _("Rename"), _("Name or note changed")),
        ("add", _("Add pages"), _("Pages added")),
        ("remove", _("Take out"), _("Page taken out")),
        ("leave_out", _("Leave out"), _("Left out")),
        ("take_back", _("Bring back"), _("Brought back")),
        ("schedule", _("Schedule"), _("Scheduled")),
        ("publish_now", _("Decide to publish"), _("Publication decided")),
        ("unschedule", _("Call the schedule back"), _("Schedule called back")),
        ("changed", _("Change after the decision"), _("A page has changed after the decision")),
        ("publish", _("Publish"), _("Published in one go")),
        ("stop", _("Stop"), _("Stopped: nothing was published")),
        ("cancel", _("Cancel"), _("Cancelled")),
        ("duplicate", _("Duplicate"), _("Copied from another release")),
    ):
        actions.register_action(f"{prefix}.{name}", label, message)
    actions.register_action("fabrique.calendar_link.issue", _("Make a calendar link"), _("Calendar link made"))
    actions.register_action("fabrique.calendar_link.revoke", _("Revoke a calendar link"), _("Calendar link revoked"))

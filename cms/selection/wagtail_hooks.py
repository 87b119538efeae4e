"""What this room adds to Wagtail's admin: a menu, its pages, the names of its entries in the audit log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.selection.admin.home_panel import CommitteePanel
from cms.selection.admin.rules import SelectionGroup
from cms.selection.admin.urls import urlpatterns
from cms.selection.permissions import register_policies

register_policies()


@hooks.register("register_admin_viewset")
def register_selection() -> SelectionGroup:
    """Add the menu with its lists."""
    return SelectionGroup()


@hooks.register("register_admin_urls")
def register_selection_urls() -> list[Any]:
    """Add the actions."""
    return urlpatterns


@hooks.register("insert_global_admin_css")
def selection_css() -> str:
    """Lay out the pages of candidates and sessions."""
    return format_html('<link rel="stylesheet" href="{}">', static("selection/admin.css"))


@hooks.register("register_log_actions")
def name_log_entries(actions: Any) -> None:
    """Name our entries of the audit log."""
    for name, label, message in (
        ("candidate_receive", _("Receive a nomination"), _("Received through the public form")),
        ("candidate_move", _("Move a candidate"), _("Moved to another state")),
        ("candidate_erase", _("Erase personal data"), _("Personal data erased")),
        ("evidence", _("Record evidence"), _("Evidence recorded")),
        ("evidence_delete", _("Delete evidence"), _("Evidence deleted")),
        ("recusal", _("Recuse a member"), _("A member was recused")),
        ("recusal_lift", _("Lift a recusal"), _("A recusal was lifted")),
        ("committee_decision", _("Record a decision of the committee"), _("Decision of the committee recorded")),
        ("session_presence", _("Record presence"), _("Presence recorded")),
        ("session_close", _("Close a session"), _("The session was closed")),
        ("mandate_grant", _("Grant a mandate"), _("Mandate granted")),
        ("mandate_renew", _("Renew a mandate"), _("Mandate renewed")),
        ("mandate_shorten", _("Shorten a mandate"), _("Mandate shortened")),
        ("mandate_withdraw", _("Withdraw a mandate"), _("Mandate withdrawn")),
    ):
        actions.register_action(f"fabrique.{name}", label, message)


@hooks.register("construct_homepage_panels")
def committee_on_the_home_page(request: HttpRequest, panels: list[Any]) -> None:
    """Show the committee to its members and to those who instruct."""
    if request.user.has_perm("selection.view_candidate"):
        panels.append(CommitteePanel(request.user))

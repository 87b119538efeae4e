"""What this room adds to Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.recall import urls
from cms.recall.sheet_views import VIEW
from cms.recall.taking_back import may_be_withdrawn
from cms.recall.withdrawal_views import WITHDRAW


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Mount the pages of this room under the admin."""
    return [path("recall/", include(urls, namespace="recall"))]


class RecallMenuItem(MenuItem):
    """The list of sheets, for those who follow them up."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW))


@hooks.register("register_admin_menu_item")
def menu_item() -> RecallMenuItem:
    """Lead to the sheets."""
    return RecallMenuItem(_("Recalls"), reverse("recall:index"), name="recalls", icon_name="warning", order=760)


@hooks.register("register_page_header_buttons")
def withdraw_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a page to its withdrawal."""
    if user.has_perm(WITHDRAW) and may_be_withdrawn(page):
        yield Button(
            _("Withdraw at somebody’s request"),
            reverse("recall:withdraw_page", args=[page.pk]),
            icon_name="warning",
            priority=90,
        )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let a group be given the permissions of this room."""
    return Permission.objects.filter(content_type__app_label="recall", content_type__model="recallsheet")


@hooks.register("register_log_actions")
def our_entries(actions: Any) -> None:
    """Name our entries of the audit log."""
    for name, label, message in (
        ("opened", _("Open a recall"), _("Recall opened")),
        ("recipient", _("Add a recipient"), _("Recipient of the recall added")),
        ("acknowledged", _("Note an answer"), _("A recipient answered that it is gone")),
        ("unacknowledged", _("Take an answer back"), _("An answer noted by mistake was taken back")),
        ("closed", _("Close a recall"), _("Recall closed")),
        ("page", _("Withdraw a page"), _("Withdrawn at somebody’s request")),
        ("lifted", _("Lift a withdrawal"), _("Withdrawal lifted")),
        ("image", _("Withdraw a picture"), _("Picture withdrawn at somebody’s request")),
        ("person", _("Withdraw a consent"), _("A person withdrew their consent")),
        ("use", _("Withdraw a use"), _("One use withdrawn at somebody’s request")),
    ):
        actions.register_action(f"fabrique.recall.{name}", label, message)

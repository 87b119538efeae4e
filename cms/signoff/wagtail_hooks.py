"""What the sign-off adds to Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.signoff.admin_list import SignOffListView
from cms.signoff.admin_views import PERMISSION, ReceiptView, RecordsView, SignOffPageView, may_see
from cms.signoff.subjects import needs_sign_off


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Mount the pages of this room under the admin."""
    return [
        path("sign-off/", SignOffListView.as_view(), name="signoff_list"),
        path("sign-off/results/", SignOffListView.as_view(results_only=True), name="signoff_list_results"),
        path("sign-off/<int:page_id>/", SignOffPageView.as_view(), name="signoff_page"),
        path("sign-off/<int:page_id>/receipt/<int:sequence>/", ReceiptView.as_view(), name="signoff_receipt"),
        path("sign-off/<int:page_id>/records/", RecordsView.as_view(), name="signoff_records"),
    ]


class SignOffMenuItem(MenuItem):
    """The list, for those who send proofs."""

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(name) for name in (PERMISSION, "signoff.view_signoffrequest"))


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Add the list to the menu."""
    return SignOffMenuItem(_("Sign-offs"), reverse("signoff_list"), name="sign-offs", icon_name="mail", order=320)


@hooks.register("register_page_header_buttons")
def header_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a portrait to its sign-off."""
    if page.alias_of_id is None and needs_sign_off(page) and may_see(user, page):
        yield Button(_("Sign-off"), reverse("signoff_page", args=[page.pk]), icon_name="mail", priority=12)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Name what this room writes into the audit log."""
    actions.register_action(
        "fabrique.signoff.contact", _("Sign-off: contact"), _("Changed the contact for the sign-off")
    )
    actions.register_action("fabrique.signoff.sent", _("Sign-off: proof sent"), _("Sent the proof to be signed"))
    actions.register_action("fabrique.signoff.revoked", _("Sign-off: called back"), _("Called the proof back"))

"""What reviewers find in Wagtail's admin: the home panels, the list of what waits, their mails."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NotificationsSettingsPanel
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from cms.workflow.home_panels import panels_for
from cms.workflow.subscription_panel import CommentSwitches, MailPreferencePanel

# Wagtail offers no hook to take one of its panels away, or a switch out of it (wagtail/admin/views/account.py, 8.0.1).
NotificationsSettingsPanel.form_class = CommentSwitches


@hooks.register("register_account_settings_panel")
def mail_preference(request: HttpRequest, user: Any, profile: Any) -> MailPreferencePanel:
    """Let each person choose how often they hear from us."""
    return MailPreferencePanel(request, user, profile)


@hooks.register("construct_homepage_panels")
def work_of_the_day(request: HttpRequest, panels: list[Any]) -> None:
    """Put our panels in the place of Wagtail's two on workflows."""
    theirs = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)
    panels[:] = [panel for panel in panels if not isinstance(panel, theirs)]
    panels += panels_for(request.user)


class WaitingMenuItem(MenuItem):
    """The list of what waits for a person."""


@hooks.register("register_admin_menu_item")
def waiting_in_the_menu() -> MenuItem:
    """Lead to the list from everywhere."""
    return WaitingMenuItem(
        _("Waiting for me"), reverse("workflow:waiting"), name="waiting", icon_name="glasses", order=150
    )


@hooks.register("insert_global_admin_css")
def look_of_the_review() -> SafeString:
    """The panels stand on the home page, whose templates take no stylesheet of ours."""
    return format_html('<link rel="stylesheet" href="{}">', static("workflow/review.css"))

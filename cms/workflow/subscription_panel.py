"""The panel “Mails about pages” in a person’s account, and Wagtail’s own switches that it takes the place of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NotificationPreferencesForm
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.workflow.subscriptions import MailPreference


class MailPreferenceForm(forms.ModelForm):
    class Meta:
        model = MailPreference
        fields = ("choice",)
        widgets = {"choice": forms.RadioSelect}


class MailPreferencePanel(BaseSettingsPanel):
    """The setting, under “Notifications” in the account. It takes the place of Wagtail's switches for workflows."""

    name = "workflow_mails"
    title = _("Mails about pages")
    tab = notifications_tab
    order = 50
    form_class = MailPreferenceForm

    def get_form(self) -> MailPreferenceForm:
        instance = MailPreference.objects.filter(user=self.user).first() or MailPreference(user=self.user)
        data = self.request.POST if self.request.method == "POST" else None
        # A script that posts the account form without our field leaves the setting as it is.
        if data is not None and f"{self.name}-choice" not in data:
            data = None
        return MailPreferenceForm(data, instance=instance, prefix=self.name)


class CommentSwitches(NotificationPreferencesForm):
    """Wagtail's own switches, without those that no longer decide anything: its mails of workflows are ours now."""

    class Meta(NotificationPreferencesForm.Meta):
        fields = ("updated_comments_notifications",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Not the parent's: it takes away the switches that are not here (wagtail/admin/forms/account.py, 8.0.1).
        forms.ModelForm.__init__(self, *args, **kwargs)
        if not policy_registry.get_by_type(Page).user_has_permission(self.instance.user, "change"):
            del self.fields["updated_comments_notifications"]

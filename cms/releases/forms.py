"""Forms of the releases."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.releases.models import OPEN, Release


class ReleaseForm(forms.ModelForm[Release]):
    """What people call a release, and what they should know of it."""

    class Meta:
        model = Release
        fields: ClassVar = ["name", "note"]
        widgets: ClassVar = {"note": forms.Textarea(attrs={"rows": 3})}


class AddPagesForm(forms.Form):
    """Which of a page and its parts come along. Their languages always do."""

    pages = forms.ModelMultipleChoiceField(
        Page.objects.none(), label=_("Pages"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one page.")},
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[Page], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pages"]
        field.queryset = Page.objects.filter(pk__in=[page.pk for page in offered]).order_by("path")
        field.label_from_instance = lambda page: page.get_admin_display_title()
        field.initial = [page.pk for page in offered]


class ChooseReleaseForm(forms.Form):
    """Into which release a page goes: one that is open, or a new one."""

    release = forms.ModelChoiceField(
        Release.objects.none(), label=_("Release"), required=False, empty_label=_("A new release"),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name of the new release"), max_length=120, required=False,
        help_text=_("For colleagues, for instance “White paper 2027”."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["release"]
        field.queryset = Release.objects.filter(state__in=OPEN)

    def clean(self) -> dict[str, Any]:
        """Ask for a name where there is no release yet."""
        data = super().clean() or {}
        if not data.get("release") and not data.get("name"):
            self.add_error("name", _("Choose a release, or name a new one."))
        return data


class DecideForm(forms.Form):
    """Now, or at a time."""

    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label=_("When"), choices=[(NOW, _("Publish now")), (LATER, _("At a time"))],
        widget=forms.RadioSelect, initial=NOW,
    )  # fmt: skip
    publish_at = forms.DateTimeField(
        label=_("Day and time"), required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A time is needed only where it is not now, and lies ahead."""
        data = super().clean() or {}
        if data.get("when") == self.NOW:
            data["publish_at"] = None
        elif not data.get("publish_at"):
            if "publish_at" not in self.errors:
                self.add_error("publish_at", _("Give the day and the time."))
        elif data["publish_at"] <= timezone.now():
            self.add_error("publish_at", _("This time has passed: choose a later one, or publish now."))
        return data

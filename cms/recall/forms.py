"""What is asked of whoever withdraws, and of whoever follows a recall up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from cms.media.consents import USES
from cms.media.models import Image
from cms.media.privacy import normal
from cms.recall.sheets import How, RecallRecipient
from cms.recall.taking_back import Request


class Scope(TextChoices):
    """How much of a picture is taken back."""

    PICTURE = "picture", _("The picture, everywhere and for good")
    PERSON = "person", _("One person’s consent: the picture is hidden until that person signs again")
    USE = "use", _("One use only: the picture stays where it is still agreed to")


class DayInput(forms.DateInput):
    """The browser's own picker: no inline script."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class RequestForm(forms.Form):
    """Who asks, how, when and why."""

    requested_by = forms.CharField(
        label=_("Who asks"),
        max_length=200,
        help_text=_("First name and name. Personal data: it stays in the recall sheet."),
    )
    requested_how = forms.ChoiceField(label=_("How it was asked"), choices=How.choices, widget=forms.RadioSelect)
    requested_on = forms.DateField(
        label=_("Asked on"), widget=DayInput, initial=timezone.localdate, help_text=_("The day the request reached us.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=AdminAutoHeightTextInput,
        help_text=_("In the person’s own words, if they gave one: nobody has to give a reason."),
    )

    def clean_requested_on(self) -> Any:
        """Refuse a day that has not come yet. Errors: ValidationError."""
        day = self.cleaned_data["requested_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day

    def request(self) -> Request:
        """Return what was answered."""
        data = self.cleaned_data
        return Request(
            name=data["requested_by"], how=data["requested_how"], on=data["requested_on"], reason=data["reason"]
        )


class ImageWithdrawalForm(RequestForm):
    """A picture, one person's consent for it, or one use of it."""

    scope = forms.ChoiceField(
        label=_("What is withdrawn"), choices=Scope.choices, widget=forms.RadioSelect, initial=Scope.PICTURE
    )
    person = forms.ChoiceField(
        label=_("Person"),
        required=False,
        help_text=_("Whose consent it is. Empty for “one use”: the use ends for the picture as a whole."),
    )
    use = forms.ChoiceField(
        label=_("Use"),
        required=False,
        help_text=_("For “one use” only. Our site includes partners and free reuse; partners include free reuse."),
    )
    field_order = ["scope", "person", "use", "requested_by", "requested_how", "requested_on", "reason"]

    def __init__(self, *args: Any, image: Image, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {
            normal(row.person): row.person
            for row in image.consents.filter(revoked_at=None).order_by("pk")
            if row.person
        }
        nobody = ("", "—")
        self.fields["person"].choices = [nobody, *((name, name) for name in people.values())]  # type: ignore[attr-defined]
        names = [(use, Image._meta.get_field(f"may_{use}").verbose_name) for use in USES]  # type: ignore[union-attr]
        self.fields["use"].choices = [nobody, *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the person or the use where the scope needs it. Errors: ValidationError by field."""
        data = super().clean() or {}
        if data.get("scope") == Scope.PERSON and not data.get("person"):
            self.add_error("person", _("Choose the person who withdraws their consent."))
        if data.get("scope") == Scope.USE and not data.get("use"):
            self.add_error("use", _("Choose the use that is no longer agreed to."))
        return data


class PageWithdrawalForm(RequestForm):
    """A page in all its languages, and the pictures that go with it."""

    pictures = forms.TypedMultipleChoiceField(
        label=_("Pictures withdrawn with it"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ticked ones disappear from every page, not only from this one. Untick what shows nobody."),
    )

    def __init__(self, *args: Any, pictures: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = dict(Image.objects.filter(pk__in=pictures, is_withdrawn=False).values_list("pk", "title"))
        choices = [(pk, titles[pk]) for pk in pictures if pk in titles]
        if not choices:
            del self.fields["pictures"]
            return
        self.fields["pictures"].choices = choices  # type: ignore[attr-defined]
        self.fields["pictures"].initial = [pk for pk, _title in choices]


class RecipientForm(forms.ModelForm):
    """Somebody who is known to have it."""

    class Meta:
        model = RecallRecipient
        fields = ["name", "contact", "note"]
        widgets = {"note": AdminAutoHeightTextInput}


class AcknowledgeForm(forms.Form):
    """Somebody has said that it is gone."""

    recipient = forms.IntegerField(widget=forms.HiddenInput)
    day = forms.DateField(label=_("Answered on"), widget=DayInput, initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), required=False, widget=AdminAutoHeightTextInput)

    def clean_day(self) -> Any:
        """Refuse a day that has not come yet. Errors: ValidationError."""
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day


class CloseForm(forms.Form):
    """Nothing more is to be done."""

    closing_note = forms.CharField(
        label=_("Closing note"),
        widget=AdminAutoHeightTextInput,
        help_text=_("What was done, and about those who have not answered: why the sheet is closed all the same."),
    )

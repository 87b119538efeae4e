"""The public form of the challenge: what is asked, and what is said when something is not right."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from cms.pages.companies import SIREN_DIGITS, compact, validate_siret
from cms.selection.candidates import Candidate
from cms.selection.papers import MOST_FILES, check_paper
from cms.selection.robots import HONEYPOT, SHORTEST_FILLING_S, Opened, read_form


class FilesInput(forms.FileInput):
    """A choice of several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """At most three papers. Shape: cleans to a list of uploads."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Check each file by its content, and say of each what is wrong with it."""
        uploads = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        problems: list[ValidationError] = []
        if len(uploads) > MOST_FILES:
            problems.append(
                ValidationError(_("Send at most %(most)d files."), code="too-many", params={"most": MOST_FILES})
            )
        for upload in uploads[:MOST_FILES]:
            try:
                check_paper(upload)
            except ValidationError as error:
                problems.append(error)
        if problems:
            raise ValidationError(problems)
        return uploads


class NominationForm(forms.ModelForm):
    """One nomination. Whatever is wrong, everything that was typed is still there."""

    siren = forms.CharField(
        label=_("SIREN or SIRET"),
        required=False,
        max_length=20,
        help_text=_("Nine or fourteen digits, if you know them. They stand on invoices; spaces do no harm."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    papers = FilesField(
        label=_("Papers"),
        required=False,
        help_text=_("Up to three files, PDF, JPEG or PNG, 5 MB each: a leaflet, an article, a photo of the workshop."),
        widget=FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
    )
    agrees = forms.BooleanField(
        label=_("I agree that these data are used to examine this nomination, as described above."),
        error_messages={"required": _("Without your agreement we cannot examine the nomination: tick the box.")},
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Candidate
        fields: ClassVar = [
            "company_name", "commune", "made_here", "siren", "website", "leader_name", "why",
            "contact_name", "contact_tie", "contact_email", "contact_phone",
        ]  # fmt: skip
        labels: ClassVar = {
            "company_name": _("Name of the company"),
            "commune": _("Where it makes things"),
            "made_here": _("What it makes there"),
            "website": _("Its website"),
            "leader_name": _("Who leads it"),
            "why": _("Why it should be an ambassador"),
            "contact_name": _("Your first name and name"),
            "contact_tie": _("Your tie to the company"),
            "contact_email": _("Your e-mail address"),
            "contact_phone": _("Your telephone number"),
        }
        help_texts: ClassVar = {
            "company_name": _("As on its door."),
            "commune": _("The commune of its workshop, even if its head office is elsewhere."),
            "made_here": _("In a few words, for instance: bronze statues and bells."),
            "website": _("For instance: https://www.atelier.example"),
            "leader_name": _("First name and name, if you know them."),
            "why": _("Facts rather than praise: what it makes, whom it hires, what it hands on. A few lines will do."),
            "contact_name": "",
            "contact_email": _("We send the receipt there. For instance: nom@domaine.fr"),
            "contact_phone": _("Only if you would rather be called."),
        }  # fmt: skip
        widgets: ClassVar = {
            "company_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "made_here": forms.TextInput(attrs={"autocomplete": "off"}),
            "website": forms.URLInput(attrs={"autocomplete": "url", "inputmode": "url"}),
            "leader_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "why": forms.Textarea(attrs={"rows": 7}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "contact_phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        }
        error_messages: ClassVar = {
            "company_name": {"required": _("Write the name of the company.")},
            "commune": {"required": _("Choose the commune where it makes things.")},
            "made_here": {"required": _("Say in a few words what it makes there.")},
            "website": {"invalid": _("This address is not complete: it begins with https:// and has a dot in it.")},
            "why": {"required": _("Say in a few lines why this company should be an ambassador.")},
            "contact_name": {"required": _("Write your name: somebody may have a question.")},
            "contact_email": {
                "required": _("Write your e-mail address: the receipt goes there."),
                "invalid": _("This e-mail address is not complete: it should look like nom@domaine.fr"),
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"].assume_scheme = "https"  # type: ignore[attr-defined]
        self.fields["contact_tie"].required = True
        self.fields["contact_tie"].error_messages["required"] = _("Choose your tie to the company.")
        self.form_opened: Opened | None = None
        self.is_robot = False

    def clean_siren(self) -> str:
        """Take either number in the one field; the SIREN is the beginning of the SIRET."""
        typed = compact(self.cleaned_data["siren"])
        if len(typed) <= SIREN_DIGITS:
            return typed
        validate_siret(typed)
        self.instance.siret = typed
        return typed[:SIREN_DIGITS]

    def clean(self) -> dict[str, Any]:
        """Tell robots from people by what people do without thinking."""
        cleaned = super().clean() or self.cleaned_data
        self.form_opened = read_form(self.data.get("opened", ""))
        if self.data.get(HONEYPOT):
            self.is_robot = True
            raise ValidationError(
                _("A field that people do not see was filled in, perhaps by your browser. Please send the form again."),
                code="robot",
            )
        if self.form_opened is None:
            raise ValidationError(
                _("This form was open for very long. Nothing you typed is lost: please send it again."), code="stale"
            )
        if self.form_opened.seconds_ago < SHORTEST_FILLING_S:
            self.is_robot = True
            raise ValidationError(
                _("This went so fast that it looked like a robot. Please wait a few seconds and send it again."),
                code="too-fast",
            )
        return cleaned

    @property
    def wrong_fields(self) -> list[Any]:
        """The fields to mend, for the summary above the form."""
        return [field for field in self if field.errors]

    @property
    def lost_files(self) -> bool:
        """Tell whether files have to be chosen again: no browser lets a page do that."""
        return bool(self.files)

"""The forms of this room: a partner, its contacts, the sites it shows us on, an address that asks for a link."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.partners.models import Partner, PartnerContact, PartnerOrigin
from cms.partners.origins import normalise_origin
from cms.partnerships.kinds import kinds

MOST_ORIGINS = 50
MOST_CONTACTS = 20


class OriginsField(forms.CharField):
    """Origins, one a line; gives back each as browsers send it, once."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Return the origins. Errors: ValidationError naming each line that is none, and why."""
        found: dict[str, None] = {}
        errors: list[ValidationError] = []
        for line in str(value or "").split():
            try:
                found[normalise_origin(line)] = None
            except ValidationError as error:
                errors.append(error)
        if len(found) > MOST_ORIGINS:
            too_many = ngettext(
                "At most %(most)s origin can be listed.", "At most %(most)s origins can be listed.", MOST_ORIGINS
            )
            errors.append(ValidationError(too_many, params={"most": MOST_ORIGINS}))
        if errors:
            raise ValidationError(errors)
        return list(found)

    def prepare_value(self, value: Any) -> Any:
        """Show them one a line."""
        return "\n".join(value) if isinstance(value, list) else value


class OriginsForm(forms.Form):
    """The sites on which a partner shows us."""

    origins = OriginsField(
        label=gettext_lazy("Origins, one a line"),
        required=False,
        help_text=gettext_lazy(
            "Scheme and host of each site that shows us, for instance https://www.ville-creteil.fr, without a path. "
            "https://ville-creteil.fr and https://www.ville-creteil.fr are two."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "none", "class": "is-code"}),
    )

    def __init__(self, *args: Any, partner: Partner | None = None, **kwargs: Any) -> None:
        self.partner = partner
        if partner is not None and partner.pk:
            kwargs["initial"] = {"origins": origins_of(partner), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def save(self, partner: Partner) -> str:
        """Write the origins. Returns what changed, in signs: `+ added, − removed`; empty for nothing."""
        before, after = set(origins_of(partner)), set(self.cleaned_data["origins"])
        PartnerOrigin.objects.filter(partner=partner, origin__in=before - after).delete()
        PartnerOrigin.objects.bulk_create(PartnerOrigin(partner=partner, origin=one) for one in sorted(after - before))
        signs = [*(f"+ {one}" for one in sorted(after - before)), *(f"− {one}" for one in sorted(before - after))]
        return ", ".join(signs)


def origins_of(partner: Partner) -> list[str]:
    """Return the origins of a partner, in the order of letters."""
    return sorted(PartnerOrigin.objects.filter(partner=partner).values_list("origin", flat=True))


class PartnerForm(forms.ModelForm):
    """What was agreed with a partner."""

    allowed_types = forms.MultipleChoiceField(
        label=gettext_lazy("Types"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=Partner._meta.get_field("allowed_types").help_text,
    )

    class Meta:
        model = Partner
        fields: ClassVar = [
            "name", "website", "audience", "allowed_types", "requests_per_minute", "is_active", "notes",
        ]  # fmt: skip
        widgets: ClassVar = {"notes": forms.Textarea(attrs={"rows": 4}), "audience": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = kinds()
        # A type that has left the house stays ticked until somebody unticks it: none ticked would mean all.
        gone = [(name, name) for name in self.instance.allowed_types if name not in dict(known)]
        self.fields["allowed_types"].choices = [*known, *gone]  # type: ignore[attr-defined]

    def clean_requests_per_minute(self) -> int | None:
        """Refuse a limit of nothing: whoever may ask nothing is put on hold instead."""
        limit: int | None = self.cleaned_data["requests_per_minute"]
        if limit == 0:
            raise ValidationError(_("With 0 nothing could be asked. Untick “active” to close the access."))
        return limit


class ContactForm(forms.ModelForm):
    """Somebody to write to."""

    class Meta:
        model = PartnerContact
        fields: ClassVar = ["name", "email", "role", "language"]

    def clean_email(self) -> str:
        """Write an address in one way only: two that differ by capitals are one mailbox."""
        return str(self.cleaned_data["email"]).strip().lower()


ContactFormSet = inlineformset_factory(
    Partner,
    PartnerContact,
    form=ContactForm,
    extra=1,
    can_delete=True,
    max_num=MOST_CONTACTS,
    validate_max=True,
)


class AskForm(forms.Form):
    """The address to which a link is to be sent."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("The one under which we know you, for instance web@ville-exemple.fr."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Write your e-mail address."),
            "invalid": gettext_lazy(
                "This is not an e-mail address. Write it in full, for instance web@ville-exemple.fr."
            ),
        },
    )

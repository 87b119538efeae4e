"""The forms of the webhooks' section: an address, and what is told to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.delivery.webhooks.choices import DOCUMENT_EVENTS
from cms.delivery.webhooks.endpoints import check_url
from cms.delivery.webhooks.models import Endpoint
from cms.partners.models import Partner
from cms.partnerships.kinds import kinds


def _help(name: str) -> Any:
    return Endpoint._meta.get_field(name).help_text  # type: ignore[union-attr]


def _choices(label: Any, name: str, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, help_text=_help(name), widget=forms.CheckboxSelectMultiple, **options)


class WantedForm(forms.Form):
    """What an endpoint is told."""

    events = _choices(
        _("Events"),
        "events",
        choices=[(event.value, event.label) for event in DOCUMENT_EVENTS],
        error_messages={"required": _("Tick one event at least, or delete the endpoint.")},
    )
    types = _choices(_("Types"), "types", required=False)
    locales = _choices(_("Languages"), "locales", choices=settings.LANGUAGES, required=False)

    def __init__(self, *args: Any, partner: Partner, endpoint: Endpoint | None = None, **kwargs: Any) -> None:
        shown = endpoint or Endpoint()
        kwargs["initial"] = {"events": shown.events, "types": shown.types, "locales": shown.locales}
        super().__init__(*args, **kwargs)
        allowed = partner.allowed_types
        labels = dict(kinds())
        offered = [(name, label) for name, label in labels.items() if not allowed or name in allowed]
        # What was ticked once stays ticked until somebody unticks it: none ticked would mean all.
        kept = [(name, labels.get(name, name)) for name in shown.types if name not in dict(offered)]
        self.fields["types"].choices = [*offered, *kept]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, list[str]]:
        """Return what was chosen, as the services take it."""
        return {name: self.cleaned_data[name] for name in ("events", "types", "locales")}


class EndpointForm(WantedForm):
    """A new endpoint."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_help("url"),
        widget=forms.URLInput(attrs={"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}),
    )
    field_order = ("url", "events", "types", "locales")

    def clean_url(self) -> str:
        """Refuse what we would never send to. Errors: ValidationError."""
        url = str(self.cleaned_data["url"]).strip()
        check_url(url)
        return url

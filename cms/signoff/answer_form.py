"""The form of the decision: for each photo whether one is seen on it and each use, then the outcome, then one's name.

Nothing is chosen beforehand, and silence is no answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.media.models import Image
from cms.signoff.agreements import Choice
from cms.signoff.choices import Use
from cms.signoff.names import resembles

SIGN, CHANGES, REFUSE = "sign", "changes", "refuse"
OUTCOMES = [
    (SIGN, _("I sign: the portrait may be published as I saw it")),
    (CHANGES, _("I ask for changes before I sign")),
    (REFUSE, _("I refuse that the portrait be published")),
]
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


@dataclass(frozen=True)
class PhotoFields:
    """One photo with its questions, for the template."""

    image: Image
    appears: forms.BoundField
    uses: tuple[tuple[Use, forms.BoundField], ...]


class AnswerForm(forms.Form):
    """What a person answers to a proof."""

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three: sign, ask for changes, or refuse.")},
    )
    comment = forms.CharField(
        label=_("What should change, or why you refuse"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    typed_name = forms.CharField(
        label=_("Your first name and name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your first name and name: it is your signature.")},
    )

    def __init__(self, *args: Any, photos: list[Image], person: str, remark_count: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.photos, self.person, self.remark_count = photos, person, remark_count
        for image in photos:
            self.fields[_appears(image)] = _yes_or_no(_("Are you seen on this photo?"))
            for use in Use:
                self.fields[_use(image, use)] = _yes_or_no(use.label)

    def photo_fields(self) -> Iterator[PhotoFields]:
        """Yield each photo with its questions."""
        for image in self.photos:
            uses = tuple((use, self[_use(image, use)]) for use in Use)
            yield PhotoFields(image, self[_appears(image)], uses)

    def clean(self) -> dict[str, Any]:
        """Ask for what the outcome needs: a signature needs every answer, a request for changes needs words."""
        data = super().clean() or {}
        outcome, name = data.get("outcome"), data.get("typed_name", "")
        if name and self.person and not resembles(name, self.person):
            message = _(
                "This name is not the one we know you by, “%(name)s”. Type it as it stands here; if it is written "
                "wrongly, say so in the box above and ask for changes."
            )
            self.add_error("typed_name", forms.ValidationError(message, code="differs", params={"name": self.person}))
        if outcome == SIGN:
            for image in self.photos:
                self._require_answers(image, data)
        elif outcome == CHANGES and not data.get("comment", "").strip() and not self.remark_count:
            self.add_error("comment", _("Say what should change, here or beside the passages."))
        return data

    def _require_answers(self, image: Image, data: dict[str, Any]) -> None:
        appears = data.get(_appears(image))
        if not appears:
            self.add_error(_appears(image), _("Say whether you are seen on this photo."))
        elif appears == "yes":
            for use in Use:
                if not data.get(_use(image, use)):
                    message = _("Answer yes or no: %(use)s.") % {"use": use.label}
                    self.add_error(_use(image, use), message)

    def choices(self) -> list[Choice]:
        """Return the answers for the photos, of a form that is valid and signs."""
        return [
            Choice(
                image.pk,
                appears=self.cleaned_data[_appears(image)] == "yes",
                uses={use.value: self.cleaned_data[_use(image, use)] == "yes" for use in Use}
                if self.cleaned_data[_appears(image)] == "yes"
                else {},
            )
            for image in self.photos
        ]

    def error_list(self) -> list[tuple[str, str]]:
        """Return (id of the element to mend, message) of each error, in the order of the page."""
        found = []
        for name, messages in self.errors.items():
            is_group = isinstance(self.fields[name].widget, forms.RadioSelect)
            target = f"id_{name}_0" if is_group else f"id_{name}"
            found += [(name, target, str(message)) for message in messages]
        order = {name: place for place, name in enumerate(self._order())}
        return [(target, message) for name, target, message in sorted(found, key=lambda entry: order[entry[0]])]

    def _order(self) -> list[str]:
        photos = [name for image in self.photos for name in (_appears(image), *(_use(image, use) for use in Use))]
        return ["outcome", *photos, "comment", "typed_name"]


def _appears(image: Image) -> str:
    return f"appears_{image.pk}"


def _use(image: Image, use: Use) -> str:
    return f"use_{image.pk}_{use.value}"


def _yes_or_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=forms.RadioSelect)

"""The people seen on a photo, and what each of them agreed to. Whether that is enough, rights.py decides."""

from __future__ import annotations

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.media.storages import originals_storage, proof_upload_to

USES = ("site", "partners", "open", "press", "print", "social")


class Consent(models.Model):
    """What one person who can be recognised on a photo agreed to. An image has one or more rows per person."""

    image = models.ForeignKey("media.Image", on_delete=models.CASCADE, related_name="consents", verbose_name=_("photo"))
    person = models.CharField(
        _("person"), max_length=200, help_text=_("First and last name. Personal data: never shown outside the admin.")
    )
    may_site = models.BooleanField(_("our site"), default=False)
    may_partners = models.BooleanField(_("partners"), default=False)
    may_open = models.BooleanField(_("free reuse"), default=False)
    may_press = models.BooleanField(_("press"), default=False)
    may_print = models.BooleanField(_("print"), default=False)
    may_social = models.BooleanField(_("social networks"), default=False)
    given_on = models.DateField(
        _("given on"), null=True, blank=True, help_text=_("Date of the signature. Empty: not given yet.")
    )
    consent_until = models.DateTimeField(
        _("valid until"), null=True, blank=True, help_text=_("Empty: until the person withdraws it.")
    )
    proof = models.FileField(
        _("proof"),
        blank=True,
        storage=originals_storage,
        upload_to=proof_upload_to,
        help_text=_("The signed form, as PDF, JPEG or PNG. Private."),
    )
    proof_note = models.TextField(
        _("note"), blank=True, help_text=_("Where the signed form is kept, if it is not attached. Private.")
    )
    is_minor = models.BooleanField(
        _("minor"), default=False, help_text=_("Under 18 on the day of the photo: both parents must agree.")
    )
    parent_1 = models.CharField(_("first parent"), max_length=200, blank=True)
    parent_1_given_on = models.DateField(_("first parent agreed on"), null=True, blank=True)
    parent_2 = models.CharField(_("second parent"), max_length=200, blank=True)
    parent_2_given_on = models.DateField(_("second parent agreed on"), null=True, blank=True)
    revoked_at = models.DateTimeField(
        _("withdrawn at"), null=True, blank=True, help_text=_("From this instant the consent no longer counts.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["image_id", "person", "id"]

    def __str__(self) -> str:
        return f"{self.person} · {self.image}"

    @property
    def agreed_uses(self) -> list[str]:
        """Names of the uses agreed to, in the order they are asked."""
        fields = (self._meta.get_field(f"may_{use}") for use in USES)
        return [str(field.verbose_name) for field in fields if getattr(self, field.name)]  # type: ignore[union-attr]

    def clean(self) -> None:
        """Refuse statements that contradict each other.

        Errors: ValidationError naming the field. What is not known yet is no error: it only keeps the photo hidden.
        """
        errors: dict[str, ValidationError] = {}
        if self.may_open and not self.may_partners:
            errors["may_open"] = ValidationError(
                _("Free reuse includes our partners: tick “partners” too, or neither.")
            )
        if self.may_partners and not self.may_site:
            errors["may_partners"] = ValidationError(
                _("A photo for our partners is also for our site: tick “our site” too, or neither.")
            )
        errors |= self._contradictions_of_dates() | self._contradictions_of_parents()
        if errors:
            raise ValidationError(errors)

    def _contradictions_of_dates(self) -> dict[str, ValidationError]:
        errors: dict[str, ValidationError] = {}
        today = timezone.localdate()
        for name in ("given_on", "parent_1_given_on", "parent_2_given_on"):
            day = getattr(self, name)
            if day and day > today:
                errors[name] = ValidationError(
                    _("This day has not come yet: a consent is given on the day it is signed.")
                )
        if self.given_on and self.consent_until:
            start = datetime.combine(self.given_on, time.min, tzinfo=timezone.get_default_timezone())
            if self.consent_until <= start:
                errors["consent_until"] = ValidationError(_("The consent ends before it is given: correct one date."))
        return errors

    def _contradictions_of_parents(self) -> dict[str, ValidationError]:
        errors: dict[str, ValidationError] = {}
        first, second = (" ".join(name.casefold().split()) for name in (self.parent_1, self.parent_2))
        if (first or second) and not self.is_minor:
            errors["is_minor"] = ValidationError(_("Parents agree for a minor: tick “minor”, or remove the parents."))
        if first and first == second:
            errors["parent_2"] = ValidationError(_("Both parents must agree: this is the same name twice."))
        for number, name in ((1, first), (2, second)):
            if getattr(self, f"parent_{number}_given_on") and not name:
                errors[f"parent_{number}"] = ValidationError(_("Name the parent who agreed on this day."))
        return errors

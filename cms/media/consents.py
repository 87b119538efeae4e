"""The people seen on a photo, and what each of them agreed to. Whether that is enough, rights.py decides."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.media.storages import originals_storage, proof_upload_to


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

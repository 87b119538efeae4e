"""Recall sheets: what was taken back, who has it, who has said that it is gone. The record of the DPO."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Cause(models.TextChoices):
    """What set a recall off. Other rooms may give their own short text instead."""

    PORTRAIT = "portrait", _("A whole page was withdrawn at somebody’s request")
    PICTURE = "picture", _("A picture was withdrawn at somebody’s request")
    PERSON = "person", _("A person on a picture withdrew their consent")
    USE = "use", _("A person no longer agrees to one use of a picture")
    SIGNER = "signer", _("The person portrayed withdrew their agreement by the link of the receipt")
    FORM = "form", _("A picture or a consent was marked as withdrawn in its form")
    DECISION = "decision", _("The agreement to a page was withdrawn")
    ERASURE = "erasure", _("A person asked to be erased")


class How(models.TextChoices):
    """By which way the request came."""

    MAIL = "mail", _("By e-mail")
    PHONE = "phone", _("By telephone")
    LETTER = "letter", _("By letter")
    PERSON = "person", _("Face to face")
    COURT = "court", _("By a court or an authority")


class RecallSheetQuerySet(QuerySet["RecallSheet"]):
    """Lists of sheets."""

    def with_counts(self) -> RecallSheetQuerySet:
        """Add how many recipients there are and how many have not answered; what is open comes first."""
        counted = self.annotate(
            recipient_count=Count("recipients"),
            waiting_count=Count("recipients", filter=Q(recipients__acknowledged_at=None)),
        )
        return counted.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")


class RecallSheet(models.Model):
    """One recall.

    Shape: `documents` [{"id", "content_id", "locale", "type", "url", "state", "change", "changes", "audiences"}],
    `images` [{"id", "title", "addresses"}]: what was public, as it stood when the sheet was opened. No text and no
    picture.
    """

    content_id = models.UUIDField(null=True, blank=True, db_index=True, db_comment="translation_key, if a page.")
    title = models.CharField(_("what"), max_length=255)
    cause = models.CharField(_("cause"), max_length=200)
    detail = models.TextField(_("details"), blank=True)
    reason = models.TextField(_("reason given"), blank=True)
    requested_by = models.CharField(_("asked by"), max_length=200, blank=True)
    requested_how = models.CharField(_("how it was asked"), max_length=10, choices=How.choices, blank=True)
    requested_on = models.DateField(_("asked on"), null=True, blank=True)
    documents = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    images = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    opened_at = models.DateTimeField(pgettext_lazy("recall sheet", "opened"), auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("opened by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_automatic = models.BooleanField(default=False, db_comment="Opened by a changed row, not by a request.")
    announced_at = models.DateTimeField(null=True, editable=False, db_comment="When those concerned were written to.")
    closed_at = models.DateTimeField(pgettext_lazy("recall sheet", "closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("closed by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closing_note = models.TextField(_("closing note"), blank=True)

    objects = RecallSheetQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("recall sheet")
        verbose_name_plural = _("recall sheets")
        ordering = ["-opened_at", "-pk"]
        default_permissions = ("view", "change")
        permissions = [("withdraw_content", "Can withdraw a page or a picture at somebody's request")]

    def __str__(self) -> str:
        return f"{self.pk} · {self.title}"

    @property
    def cause_label(self) -> str:
        """The cause in words; another room's own text as it stands."""
        return str(Cause(self.cause).label) if self.cause in Cause.values else self.cause

    @property
    def is_open(self) -> bool:
        """Somebody may still have to answer."""
        return self.closed_at is None

    @property
    def image_ids(self) -> list[int]:
        """Pictures recalled."""
        return [entry["id"] for entry in self.images]

    @property
    def document_ids(self) -> list[str]:
        """Public ids of the documents recalled."""
        return [entry["id"] for entry in self.documents]


class RecallRecipient(models.Model):
    """Somebody who has, or may have, what is recalled: told of it, and asked to say that it is gone."""

    sheet = models.ForeignKey(RecallSheet, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField(
        _("name"), max_length=200, help_text=_("Partner, newspaper, agency… who is known to have shown it.")
    )
    contact = models.CharField(
        _("contact"), max_length=250, blank=True, help_text=_("An e-mail address or a telephone number.")
    )
    since = models.DateTimeField(_("since"), null=True, blank=True, db_comment="First handed any version of it.")
    fetched_at = models.DateTimeField(_("fetched"), null=True, blank=True)
    version = models.TextField(
        _("version"),
        blank=True,
        help_text=_("Which version they have, if it is known."),
        db_comment="document id@change number, comma, … (cms.recall.naming); older rows: change numbers alone.",
    )
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("What they answered, who spoke to whom."))
    is_manual = models.BooleanField(default=False, db_comment="Added by hand; the others come from what was fetched.")
    added_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("recipient of a recall")
        verbose_name_plural = _("recipients of a recall")
        ordering = ["name", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


# In the order in which they are exported.
RECIPIENT_DETAILS = ("contact", "since", "fetched_at", "version", "acknowledged_at", "note")


def as_rows(sheet: RecallSheet) -> list[dict[str, Any]]:
    """Return a sheet as one flat row per recipient, or one row where there is none. For exports."""
    head = {
        "sheet": sheet.pk,
        "opened_at": sheet.opened_at,
        "closed_at": sheet.closed_at,
        "what": sheet.title,
        "cause": sheet.cause_label,
        "reason": sheet.reason,
        "documents": " ".join(f"{one['id']}@{one['change']}" for one in sheet.documents),
        "images": " ".join(str(pk) for pk in sheet.image_ids),
    }
    recipients = list(sheet.recipients.all()) or [RecallRecipient()]
    return [{**head, "recipient": one.name, **details_of(one)} for one in recipients]


def details_of(recipient: RecallRecipient) -> dict[str, Any]:
    """Return what an export says of a recipient beside the name."""
    return {name: getattr(recipient, name) for name in RECIPIENT_DETAILS}

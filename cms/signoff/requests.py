"""Who signs, what they were asked, and the links they were mailed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.signoff.choices import Purpose, Status


class Contact(models.Model):
    """To whom the proof of one portrait is sent. Private; the same for all its languages."""

    content_id = models.UUIDField(unique=True, editable=False, db_comment="translation_key of the portrait's pages.")
    name = models.CharField(
        _("name"), max_length=120, help_text=_("First name and name of the person portrayed, as they will type it.")
    )
    email = models.EmailField(
        _("e-mail address"), help_text=_("Their own address: whoever reads this mailbox can sign in their name.")
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("In which we write to them."),
    )
    updated_at = models.DateTimeField(auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contact for the sign-off")
        verbose_name_plural = _("contacts for the sign-off")

    def __str__(self) -> str:
        return self.name


class SignOffRequest(models.Model):
    """One proof sent to one person: bound to what it said, decided once.

    Shape: `digests` {language: fingerprint}, `revisions` {language: revision id}, `images` [{"id", "file_hash"}] in
    order of appearance, `remarks` {language: {number of the passage: {"text", "excerpt"}}}.
    """

    content_id = models.UUIDField(editable=False, db_index=True)
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(_("state"), max_length=20, choices=Status.choices, default=Status.PENDING)
    digests = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)
    images = models.JSONField(default=list)
    remarks = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    comment = models.TextField(_("comment of the person"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sent by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    mail_error = models.CharField(_("failure of the mail"), max_length=250, blank=True)
    reminders_sent = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    first_opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    receipt_sent_at = models.DateTimeField(_("receipt sent at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("request for a sign-off")
        verbose_name_plural = _("requests for a sign-off")
        ordering = ["-pk"]
        # One person is asked one thing at a time.
        constraints = [
            models.UniqueConstraint(
                fields=["content_id"], condition=models.Q(status="pending"), name="signoff_one_pending_request"
            )
        ]
        permissions = [("send_signoffrequest", "Can send a proof to be signed")]

    def __str__(self) -> str:
        return f"{self.pk} · {self.get_status_display()}"

    @property
    def languages(self) -> list[str]:
        """Languages shown, the site's own first."""
        return sorted(self.digests, key=lambda code: (code != settings.LANGUAGE_CODE, code))

    @property
    def image_ids(self) -> list[int]:
        """Pictures shown, in order of appearance."""
        return [entry["id"] for entry in self.images]

    @property
    def effective_status(self) -> Status:
        """The state as time has made it: a link is expired at that second, whoever notes it down later."""
        if self.status == Status.PENDING and self.expires_at <= timezone.now():
            return Status.EXPIRED
        return Status(self.status)

    @property
    def remark_list(self) -> list[dict[str, Any]]:
        """Remarks in the order of the passages, languages one after the other."""
        return [
            {"language": language, "number": int(number), **remark}
            for language in self.languages
            for number, remark in sorted(self.remarks.get(language, {}).items(), key=lambda pair: int(pair[0]))
        ]


class MagicLink(models.Model):
    """One mailed link. Only the hash of its token is kept; a reminder carries a link of its own."""

    request = models.ForeignKey(SignOffRequest, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True, db_comment="SHA-256 in hex.")
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return f"{self.request_id} · {self.purpose}"

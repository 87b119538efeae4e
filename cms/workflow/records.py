"""The append-only record of decisions, and which content each revision carries."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.workflow.kinds import Kind, Outcome


class DecisionIsFinal(RuntimeError):
    """A decision was to be altered or removed: only a new one can take its place."""


class Decision(models.Model):
    """One decision on one content of one page. The newest of a kind counts.

    Shape: `digest` is the fingerprint of what was decided on (cms.workflow.fingerprint); `user` is empty for what a
    person without an account, a rule or a carry-over decided, and `user_name` then says who.
    """

    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(
        "wagtailcore.Revision", verbose_name=_("revision"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    digest = models.CharField(_("content"), max_length=80, db_comment="Fingerprint: scheme, colon, SHA-256 in hex.")
    kind = models.CharField(_("decision"), max_length=20, choices=Kind.choices)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    user_name = models.CharField(_("name"), max_length=200, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    created_at = models.DateTimeField(_("decided at"), auto_now_add=True)

    # Links from here to pages are not content: Wagtail's reference index need not follow them.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["page", "kind", "digest"], name="decision_page_kind_digest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.get_outcome_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the decision. Errors: DecisionIsFinal for one that exists."""
        if self.pk is not None:
            raise DecisionIsFinal(f"Decision {self.pk} stands. Record a new one.")
        super().save(*args, **kwargs)


class RevisionDigest(models.Model):
    """Which content a revision carries: asked for at every decision, computed once at each save."""

    revision = models.OneToOneField(
        "wagtailcore.Revision", primary_key=True, on_delete=models.CASCADE, related_name="content_digest"
    )
    digest = models.CharField(max_length=80)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("content of a revision")
        verbose_name_plural = _("contents of revisions")

    def __str__(self) -> str:
        return self.digest


class OutgoingMail(models.Model):
    """A mail that is to be sent: written with what it tells of, sent after commit, tried again until it leaves.

    Shape: texts are emptied once it has left.
    """

    recipient = models.EmailField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    template = models.CharField(_("template"), max_length=60)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(sent_at=None), name="outgoing_mail_waiting")
        ]

    def __str__(self) -> str:
        return self.subject

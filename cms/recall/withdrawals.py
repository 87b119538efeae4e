"""Pages that were taken back: as long as a row stands, no audience sees any language of the content."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Withdrawal(models.Model):
    """One page taken back. One row per language, so that each change is noticed by the feed."""

    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    content_id = models.UUIDField(db_index=True, db_comment="translation_key: a later translation is taken back too.")
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("withdrawn at"), auto_now_add=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["content_id"], condition=models.Q(lifted_at=None), name="withdrawal_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} · {self.at:%Y-%m-%d}"

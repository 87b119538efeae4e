"""The memory of imports: what came in, what was kept aside and why. Private; no face ever reads it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """What became of an item of the export."""

    PUBLISHED = "published", _("published article")
    DRAFT = "draft", _("draft article")
    IMAGE = "image", _("image")
    KEPT = "kept", _("kept aside")
    FAILED = "failed", _("failed")


class ImportedItem(models.Model):
    """One item of a WordPress export, with its source as it was, for whoever must look again."""

    # Remembering is no use of an image: it must not stand in the way of deleting one.
    wagtail_reference_index_ignore = True

    key = models.CharField(max_length=500, unique=True, editable=False, db_comment="guid#number of the item.")
    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=255, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    source = models.TextField(
        _("source"), blank=True, help_text=_("The item’s XML, without passwords and commenters’ addresses.")
    )
    source_hash = models.CharField(max_length=64, editable=False, db_comment="SHA-256 of what was last brought in.")
    page = models.ForeignKey(
        "news.ArticlePage",
        verbose_name=_("article"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image = models.ForeignKey(
        "media.Image", verbose_name=_("image"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_revision_id = models.BigIntegerField(
        null=True, editable=False, db_comment="Latest revision after the import: another one means that a person wrote."
    )
    was_live = models.BooleanField(default=False, editable=False, db_comment="State the import left the page in.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        ordering = ("kind", "key")

    def __str__(self) -> str:
        return f"{self.kind}: {self.title or self.key}"

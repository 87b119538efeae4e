"""The links by which a partner's contacts come to its page. What opens something is mailed, and kept as a digest."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from cms.partners.models import PartnerContact


class PartnerLink(models.Model):
    """One mailed link. It goes with its contact; revoked, logged out of, or its partner on hold, it opens nothing."""

    contact = models.ForeignKey(PartnerContact, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, db_comment="SHA-256 of the token, in hexadecimal.")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    expires_at = models.DateTimeField(db_comment="Until when the address opens the page; exclusive.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True,
        blank=True,
        db_comment="Log-out: neither the address nor a browser that came in by it opens the page.",
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_comment="Null where the contact asked for it.",
    )

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"link {self.pk} of contact {self.contact_id}"

    @property
    def is_ended(self) -> bool:
        """Whether somebody ended it, by revoking it or by logging out; its time may be over besides."""
        return self.revoked_at is not None or self.closed_at is not None

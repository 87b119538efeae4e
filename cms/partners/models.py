"""Who reads us under a name: partners, the people to write to, the sites they show us on, their keys.

First floor: imports no page, no feed, no workflow. The pages that edit these rows are in cms.partnerships.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.partners.choices import KeyKind, PartnerAudience
from cms.partners.origins import normalise_origin
from cms.partners.usage_tables import DocumentUsage, OpenUsage, PartnerCopy, PartnerUsage

__all__ = [
    "DocumentUsage", "OpenUsage", "Partner", "PartnerContact", "PartnerCopy", "PartnerKey", "PartnerOrigin",
    "PartnerUsage",
]  # fmt: skip


class Partner(models.Model):
    """An organisation that reads the feed under its own name."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("organisation"),
        max_length=200,
        unique=True,
        help_text=_("As it calls itself, for instance “Ville de Créteil”."),
    )
    website = models.URLField(_("website"), blank=True, help_text=_("Its main site, to know whom we speak of."))
    audience = models.CharField(
        _("audience"),
        max_length=10,
        choices=PartnerAudience.choices,
        default=PartnerAudience.PARTNERS,
        help_text=_(
            "Partners also get the pictures and pages that are cleared for partners. “Our own front ends” is for sites "
            "that we run ourselves."
        ),
    )
    allowed_types = models.JSONField(
        _("types"),
        default=list,
        blank=True,
        help_text=_("Kinds of documents this partner is given. None ticked means all of them, later ones included."),
        db_comment="Names of feed types; empty means every type.",
    )
    requests_per_minute = models.PositiveIntegerField(
        _("requests per minute"),
        null=True,
        blank=True,
        help_text=_("Leave empty for the limit of the house. Raise it for a partner that copies everything at once."),
        db_comment="Per key and minute; null is PARTNER_REQUESTS_PER_MINUTE.",
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Unticked, every key of this partner is refused from the next request on."),
    )
    notes = models.TextField(
        _("notes"), blank=True, help_text=_("For colleagues only: what was agreed, and with whom.")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering: ClassVar = ["name"]
        permissions: ClassVar = [("view_usage", "Can see which partner shows what")]

    def __str__(self) -> str:
        return self.name


class PartnerContact(models.Model):
    """Somebody to write to."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120, help_text=_("First name and name."))
    email = models.EmailField(
        _("e-mail address"),
        help_text=_("Receives the links to the partner’s page. Whoever handles a recall writes here."),
    )
    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("For instance “webmaster” or “web agency of the town”.")
    )
    language = models.CharField(
        _("language"), max_length=10, choices=[("fr", _("French")), ("en", _("English"))], default="fr"
    )

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "email"], name="partners_contact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class PartnerOrigin(models.Model):
    """An origin (scheme, host, port) from which a partner's publishable keys are valid. Compared exactly."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="origins")
    origin = models.CharField(
        _("origin"),
        max_length=255,
        help_text=_(
            "Scheme and host of a site that shows us, for instance https://www.ville-creteil.fr, without a path."
        ),
        db_index=True,
    )

    class Meta:
        verbose_name = _("origin")
        verbose_name_plural = _("origins")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "origin"], name="partners_origin_once"),
        ]

    def __str__(self) -> str:
        return self.origin

    def clean(self) -> None:
        """Write the origin as browsers send it. Errors: ValidationError if it is none."""
        self.origin = normalise_origin(self.origin)


class PartnerKey(models.Model):
    """A key: its digest, and the first letters by which people tell it from others. The key itself is never kept."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(_("kind"), max_length=12, choices=KeyKind.choices)
    prefix = models.CharField(_("begins with"), max_length=24)
    digest = models.CharField(max_length=64, unique=True, db_comment="SHA-256 of the key, in hexadecimal.")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True, db_comment="End of the overlap of a rotation; exclusive.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True, db_comment="Day of the latest request, not its time.")

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        default_permissions = ()
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.prefix}…"

"""Endpoints of partners, what each was told, and what is to be sent to it.

The change feed stays the only truth: an endpoint holds its place in it, and a short memory of what it knows.
"""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.delivery.webhooks.choices import DOCUMENT_EVENTS, DisabledReason, Event, MessageState
from cms.partners.models import Partner


def every_event() -> list[str]:
    """Return what an endpoint is told unless its partner chose less: everything."""
    return [event.value for event in DOCUMENT_EVENTS]


def new_salt() -> str:
    """Return what makes one secret differ from the next: 32 random bytes, in hexadecimal."""
    return secrets.token_hex(32)


def new_webhook_id() -> str:
    """Return a `webhook-id`. It holds no full stop, which separates it from what is signed."""
    return f"msg_{secrets.token_urlsafe(18)}"


class Endpoint(models.Model):
    """An address of a partner that is told what changes."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="webhook_endpoints")
    url = models.CharField(
        _("address"),
        max_length=500,
        help_text=_("Where we send to, for instance https://www.ville-creteil.fr/webhooks/fabrique. Only https."),
    )
    events = models.JSONField(
        _("events"),
        default=every_event,
        help_text=_("What you want to be told. Whoever keeps copies needs withdrawals and removals."),
        db_comment="Values of Event without ping.",
    )
    types = models.JSONField(
        _("types"),
        default=list,
        blank=True,
        help_text=_("Kinds of documents. None ticked means all that this partner is given, later ones included."),
        db_comment="Names of feed types; empty means every type.",
    )
    locales = models.JSONField(
        _("languages"),
        default=list,
        blank=True,
        help_text=_("None ticked means all languages."),
        db_comment="Codes of languages; empty means every language.",
    )
    salt = models.CharField(
        max_length=64, default=new_salt, editable=False, db_comment="The secret follows from it and the server's key."
    )
    former_salt = models.CharField(max_length=64, default="", blank=True, editable=False)
    former_until = models.DateTimeField(null=True, editable=False, db_comment="End of the overlap; exclusive.")
    is_active = models.BooleanField(_("active"), default=True)
    disabled_reason = models.CharField(max_length=10, choices=DisabledReason.choices, default="", blank=True)
    disabled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    change = models.BigIntegerField(default=0, db_comment="Change number of the feed up to which it was read.")
    epoch = models.UUIDField(null=True, db_comment="Epoch of that number; null until the feed is read at all.")
    scope = models.CharField(max_length=64, default="", db_comment="Digest of the audience and types it was read for.")
    is_comparing = models.BooleanField(
        default=False, db_comment="The feed is read from its start, to find what differs from what was told."
    )

    failures = models.PositiveIntegerField(default=0, db_comment="Attempts that failed since the latest success.")
    failing_since = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True, db_comment="It asked to be left alone until then (Retry-After).")
    claimed_at = models.DateTimeField(null=True, db_comment="Latest turn: endpoints are served in rotation.")

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        default_permissions = ()
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "url"], name="webhooks_endpoint_once"),
        ]

    def __str__(self) -> str:
        return self.url

    def wants(self, event: str, type_name: str, locale: str) -> bool:
        """Tell whether the partner chose to be told this."""
        return (
            event in self.events
            and (not self.types or type_name in self.types)
            and (not self.locales or locale in self.locales)
        )


class KnownDocument(models.Model):
    """A document that an endpoint knows to be public: it was when the endpoint was added, or was told of since."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="known")
    document_id = models.UUIDField()
    content_id = models.UUIDField()
    type = models.CharField(max_length=40)
    locale = models.CharField(max_length=10)
    change = models.BigIntegerField(db_comment="Change number of the state it knows.")
    modified_at = models.DateTimeField(db_comment="When that number was given: numbers may come again in a new epoch.")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["endpoint", "document_id"], name="webhooks_known_once"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.document_id}"


class Message(models.Model):
    """One thing to tell one endpoint: sent until it arrives, under one id."""

    webhook_id = models.CharField(max_length=40, default=new_webhook_id, unique=True)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="messages")
    event = models.CharField(max_length=20, choices=Event.choices)
    document_id = models.UUIDField(null=True, db_comment="Null for a ping.")
    is_removal = models.BooleanField(default=False, db_comment="Sent before everything else.")
    body = models.BinaryField(db_comment="The bytes that are signed and sent: ids, no title, no text.")
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    attempts_made = models.PositiveIntegerField(default=0, db_comment="Counted when an attempt begins.")
    retries = models.PositiveSmallIntegerField(default=0, db_comment="Place in the schedule of retries.")
    next_at = models.DateTimeField(null=True, default=timezone.now)
    lease = models.UUIDField(null=True, db_comment="Whose turn it is: one worker's attempt.")
    leased_until = models.DateTimeField(null=True, db_comment="From then on another worker may try.")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["endpoint", "next_at"], name="webhooks_due", condition=models.Q(state=MessageState.WAITING)
            ),
            models.Index(fields=["endpoint", "document_id"], name="webhooks_by_document"),
            models.Index(fields=["created_at"], name="webhooks_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.webhook_id}"

    @property
    def text(self) -> str:
        """The body as people read it."""
        return bytes(self.body).decode()


class Attempt(models.Model):
    """One attempt, and what kind of answer came. The answer itself is never kept."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField(null=True)
    outcome = models.CharField(
        max_length=20, default="", db_comment="Class of the answer, such as 2xx or timeout; empty: never ended."
    )
    status = models.PositiveSmallIntegerField(null=True, db_comment="HTTP status, where one came.")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M:%S} {self.outcome}"

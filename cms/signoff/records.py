"""The chain of records. Only ever added to: by the code here, and by triggers of the database (guard.py)."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.signoff.choices import RecordKind


class RecordIsFinal(RuntimeError):
    """A record was to be altered or removed."""


class SignOffRecord(models.Model):
    """One link of the chain: what happened, and the hash that ties it to everything before.

    Shape: `payload` is the canonical JSON that is hashed; the columns beside it repeat parts of it for queries, and
    `verify_records` compares them. Names and texts of people are not in it: they are in `PersonalPart`, and only their
    commitment (SHA-256 of a random salt and the text) is hashed, so that erasing them leaves the chain whole.
    """

    sequence = models.PositiveBigIntegerField(_("number"), primary_key=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True, db_comment="SHA-256 in hex of previous_hash, newline, payload.")
    kind = models.CharField(_("what happened"), max_length=20, choices=RecordKind.choices)
    content_id = models.UUIDField(db_index=True)
    # A number, not a foreign key: nothing that happens to a request may touch this table.
    request_id = models.PositiveBigIntegerField(db_index=True)
    recorded_at = models.DateTimeField(_("when"))
    payload = models.TextField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("record of a sign-off")
        verbose_name_plural = _("records of sign-offs")
        ordering = ["sequence"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.sequence} · {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the record. Errors: RecordIsFinal for one that exists."""
        if not self._state.adding:
            raise RecordIsFinal(f"Record {self.sequence} stands.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse. Errors: RecordIsFinal, always."""
        raise RecordIsFinal(f"Record {self.sequence} stands.")

    @property
    def details(self) -> dict[str, Any]:
        """What this kind of record tells."""
        return dict(json.loads(self.payload)["details"])


class PersonalPart(models.Model):
    """What a record says of a person, apart from it: the one part that can be erased.

    Shape: `data` is canonical JSON; both texts are empty once erased, and the row stays, so that a part that was taken
    away behind our backs is not mistaken for one that was erased.
    """

    record = models.OneToOneField(
        SignOffRecord, primary_key=True, on_delete=models.DO_NOTHING, related_name="personal", db_constraint=False
    )
    salt = models.CharField(max_length=64, blank=True)
    data = models.TextField(blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("personal part of a record")
        verbose_name_plural = _("personal parts of records")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def values(self) -> dict[str, Any]:
        """What it says, or nothing once erased."""
        return dict(json.loads(self.data)) if self.data else {}


class ChainHead(models.Model):
    """How long the chain is and how it ends: without it, taking the last records away would leave no trace."""

    SINGLE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=SINGLE)
    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("head of the chain")
        verbose_name_plural = _("heads of the chain")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} · {self.hash}"

"""What was handed out, to which partner: counts per day, and which version of which document somebody holds.

Of a visitor there is nothing here: no address, no browser, no page. Where no partner is known, only sums are kept.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cms.partners.choices import Face


class DayCount(models.Model):
    """Sums of one day, one face and one type.

    Shape: the row whose `type` is empty counts every answer once, whatever it held; those of a type count the answers
    that held at least one of its documents. An answer that the asker already had (304) counts like any other.
    """

    day = models.DateField(db_comment="Day in the time zone of the house.")
    face = models.CharField(max_length=12, choices=Face.choices)
    type = models.CharField(max_length=40, db_comment="Name of the feed type; empty: every answer, once.")
    requests = models.BigIntegerField()
    documents = models.BigIntegerField(db_comment="Documents in those answers, each time they were in one.")

    class Meta:
        abstract = True


class OpenUsage(DayCount):
    """What was handed out to nobody in particular. Which documents is not kept: it would be about readers."""

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "face", "type"], name="partners_open_usage_once"),
        ]


class PartnerUsage(DayCount):
    """What was handed out to one partner: by its keys, or to pages of its origins."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, related_name="usage")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "day", "face", "type"], name="partners_usage_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="partners_usage_by_day")]


class DocumentUsage(models.Model):
    """How often one document was handed out to one partner on one day."""

    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, related_name="document_usage")
    day = models.DateField(db_comment="Day in the time zone of the house.")
    face = models.CharField(max_length=12, choices=Face.choices)
    type = models.CharField(max_length=40)
    document_id = models.UUIDField(db_comment="Public id. Not a foreign key: counts outlive the document.")
    times = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "day", "face", "type", "document_id"], name="partners_document_usage_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="partners_doc_usage_by_day")]


class PartnerCopy(models.Model):
    """One version of one document that a partner was handed: who must be told when it is taken back.

    Shape: `change` names the version; after a restore (a new epoch of the feed's clock) a number may come twice.
    """

    partner = models.ForeignKey("partners.Partner", on_delete=models.CASCADE, related_name="copies")
    document_id = models.UUIDField(db_comment="Public id. Not a foreign key: a copy outlives the document.")
    type = models.CharField(max_length=40)
    change = models.BigIntegerField(db_comment="Change number of the version handed out.")
    face = models.CharField(max_length=12, choices=Face.choices, db_comment="By which it was handed out first.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "document_id", "change"], name="partners_copy_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["document_id"], name="partners_copy_by_document"),
            models.Index(fields=["last_at"], name="partners_copy_by_age"),
        ]

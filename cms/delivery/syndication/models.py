"""How far a hub was told of what changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from cms.delivery.syndication.websub import LONGEST_HUB


class HubPlace(models.Model):
    """One row for each hub there ever was: up to which change it took our word."""

    hub = models.CharField(max_length=LONGEST_HUB, unique=True, db_comment="Address, as the setting WEBSUB_HUB has it.")
    epoch = models.UUIDField(db_comment="Epoch of the number: after a restore, numbers may come again.")
    change = models.BigIntegerField(db_comment="Change number up to which the hub answered that it will tell.")

    class Meta:
        app_label = "delivery"
        default_permissions: ClassVar = ()

    def __str__(self) -> str:
        return f"{self.hub} up to {self.change}"

"""The words of a sign-off: what state a request is in, what a record tells, and to which uses a person may agree."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a request stands. All but PENDING are final."""

    PENDING = "pending", _("Waiting for the person")
    SIGNED = "signed", _("Signed by the person")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Called back")
    SUPERSEDED = "superseded", _("Superseded")


# What the person decided, as opposed to what happened to the link.
DECIDED = (Status.SIGNED, Status.CHANGES_REQUESTED, Status.REFUSED)


class RecordKind(models.TextChoices):
    """What one link of the chain tells."""

    INVITED = "invited", _("Invitation sent")
    REISSUED = "reissued", _("Sent again")
    REMINDED = "reminded", _("Reminder sent")
    SUPERSEDED = "superseded", _("Superseded")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Called back")
    REMARKED = "remarked", _("Remarks saved")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    REFUSED = "refused", _("Refused")
    SIGNED = "signed", _("Signed by the person")
    WITHDRAWN = "withdrawn", _("Agreement withdrawn")


class Purpose(models.TextChoices):
    """What a link opens."""

    PROOF = "proof", _("The proof, until it is decided")
    RECEIPT = "receipt", _("The receipt and the withdrawal, for good")


class Use(models.TextChoices):
    """To what a person seen on a photo may agree: the channels of cms.media, in the order they are asked."""

    SITE = "site", _("On our site")
    PARTNERS = "partners", _("On the sites of our partners")
    OPEN = "open", _("Free reuse by anyone")
    PRESS = "press", _("By the press")
    PRINT = "print", _("In print: brochures, posters, stands")
    SOCIAL = "social", _("On our accounts on social networks")

    @property
    def column(self) -> str:
        """Name of the column of cms.media.Consent."""
        return f"may_{self.value}"

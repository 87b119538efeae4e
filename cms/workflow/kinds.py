"""Which decisions there are on a page, and how each can turn out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is decided. `READER` is one named reader's word; `READERS` says that all of them agreed."""

    REVIEW = "review", _("Review")
    COMPLETENESS = "completeness", _("Rights and completeness")
    SIGN_OFF = "sign_off", _("Sign-off by the person portrayed")
    READER = "reader", _("Word of one reader")
    READERS = "readers", _("Agreement of all readers")
    PUBLICATION = "publication", _("Publication")


class Outcome(models.TextChoices):
    """How it was decided."""

    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Changes requested")
    WITHDRAWN = "withdrawn", _("Withdrawn")

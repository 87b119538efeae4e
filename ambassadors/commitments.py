"""The eight commitments by which the selection committee knows an ambassador."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.pages.companies import Chamber

__all__ = ["Chamber", "Commitment"]


class Commitment(models.TextChoices):
    """What a company does for the territory; the value is the public slug."""

    LOCAL_PRODUCTION = "local-production", _("Produces locally")
    LOCAL_HIRING = "local-hiring", _("Hires locally")
    ANCHORAGE = "anchorage", _("Anchored in the territory")
    CSR = "csr", _("Social and environmental policy")
    QUALITY_OF_WORK = "quality-of-work", _("Quality of life at work")
    ENERGY_TRANSITION = "energy-transition", _("Energy transition")
    HANDING_ON = "handing-on", _("Handing on know-how")
    OPINION_LEADER = "opinion-leader", _("Opinion leader")

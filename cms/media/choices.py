"""What an editor may answer about an image."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holding(models.TextChoices):
    """How we come to have the picture."""

    OWN = "own", _("I took it, or a colleague did for us")
    FREE = "free", _("It is free of rights: open licence or public domain")
    ASSIGNMENT = "assignment", _("Its author assigned us the rights, in writing")
    LICENCE = "licence", _("We have permission or a licence, in writing")


class Persons(models.TextChoices):
    """Whether somebody can be recognised."""

    UNKNOWN = "unknown", _("Not checked yet")
    NOBODY = "nobody", _("Nobody can be recognised")
    IDENTIFIED = "identified", _("Somebody can be recognised")


class Territory(models.TextChoices):
    """Where the rights hold."""

    WORLD = "world", _("The whole world")
    EUROPE = "europe", _("Europe")
    FRANCE = "france", _("France")

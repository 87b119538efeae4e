"""Words of the partners' tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.media.audiences import Audience


class KeyKind(models.TextChoices):
    """What a key is for: kept on a server, or shown to every browser."""

    SECRET = "secret", _("Secret key (server side)")
    PUBLISHABLE = "publishable", _("Publishable key (browsers)")


class PartnerAudience(models.TextChoices):
    """What a partner may be given. `own` is for our own front ends alone."""

    OPEN = Audience.OPEN.value, _("Everyone (open data)")
    PARTNERS = Audience.PARTNERS.value, _("Partners")
    OWN = Audience.OWN.value, _("Our own front ends")


class Face(models.TextChoices):
    """By which way documents were handed out."""

    REST = "rest", _("REST")
    GRAPHQL = "graphql", _("GraphQL")
    CHANGES = "changes", _("Change feed")
    FEEDS = "feeds", _("Syndication feeds")
    OEMBED = "oembed", _("oEmbed")
    EMBED = "embed", _("Embedded pages")
    WEBHOOKS = "webhooks", _("Webhooks")

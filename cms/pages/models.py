"""The ground every page stands on. Abstract: wagtail-localize does not support WAGTAIL_PAGE_MODEL."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms.media.audiences import Audience

# Wagtail's own tab: its French name, “Promotion”, is what we call a cohort. Our catalogue says something else.
_PROMOTE_TAB = gettext_noop("Promote")

AUDIENCE_CHOICES = [
    (Audience.OPEN.value, _("Everyone: our site, partners, and free reuse")),
    (Audience.PARTNERS.value, _("Our site and registered partners")),
    (Audience.OWN.value, _("Our site only")),
]


class BasePage(Page):
    """What every public page has: a summary, a lead picture, and the audience it is meant for."""

    summary = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_(
            "One or two sentences that make one want to read on. They appear in lists, in search results and on "
            "partners’ sites."
        ),
    )
    image = models.ForeignKey(
        "media.Image",
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Large, sharp, with a face or a gesture. Its rights decide where it may appear."),
    )
    image_alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows here, for those who cannot see it. Empty: the picture’s own text is used."),
    )
    audience = models.CharField(
        _("audience"),
        max_length=10,
        choices=AUDIENCE_CHOICES,
        default=Audience.OPEN.value,
        help_text=_("Who may receive this page as data. The photographs have their own rights in addition."),
        db_comment="Widest audience: open, partners or own (cms.media.audiences).",
    )
    is_demonstration = models.BooleanField(
        _("invented for demonstration"),
        default=False,
        help_text=_("Tick when the company or the people of this page do not exist. The page and its data say so."),
    )
    internal_note = models.TextField(
        _("internal note"),
        blank=True,
        help_text=_("For colleagues only: sources, phone numbers, what remains to be done. Never published anywhere."),
    )

    search_fields: ClassVar = [*Page.search_fields, index.SearchField("summary")]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("Lead picture")),
    ]
    promote_panels: ClassVar = [*Page.promote_panels, FieldPanel("audience")]
    settings_panels: ClassVar = [
        *Page.settings_panels,
        MultiFieldPanel([FieldPanel("is_demonstration"), FieldPanel("internal_note")], heading=_("Between colleagues")),
    ]
    # None of the three is text to translate: they follow the source page.
    override_translatable_fields: ClassVar = [
        SynchronizedField("audience", overridable=False),
        SynchronizedField("is_demonstration", overridable=False),
        SynchronizedField("internal_note"),
    ]

    class Meta:
        abstract = True


@register_setting(icon="home")
class SiteIdentity(BaseSiteSetting):
    """What another territory changes: the name, the licence of the texts, the attribution."""

    name = models.CharField(
        _("name"),
        max_length=100,
        default="Fabriqué en Val-de-Marne",
        help_text=_("Name of the site, as on its plate at the top of every page."),
    )
    territory = models.CharField(
        _("territory"),
        max_length=100,
        default="Val-de-Marne",
        help_text=_("As it is called in a sentence; the plate sets it apart if the name ends with it."),
    )
    publisher = models.CharField(
        _("publisher"),
        max_length=200,
        default="CCI Val-de-Marne et CMA Val-de-Marne",
        help_text=_("Who answers for the site by law. Printed at the foot of every page."),
    )
    licence = models.CharField(
        _("licence of the texts"),
        max_length=60,
        default="etalab-2.0",
        help_text=_("SPDX identifier, or etalab-2.0 for the French open licence."),
    )
    attribution = models.CharField(
        _("attribution"),
        max_length=200,
        default="Fabriqué en Val-de-Marne (CCI et CMA du Val-de-Marne)",
        help_text=_("What a partner must write when reusing our texts."),
    )
    contact_email = models.EmailField(
        _("contact address"),
        blank=True,
        help_text=_("Printed at the foot of every page: a mailbox that somebody reads, not a person’s own."),
    )

    class Meta:
        verbose_name = _("identity of the site")

"""The first page: sections that an editor fills, in a fixed and tested order."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.blocks import StreamBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page

from cms.blocks.asides import KeyFigureBlock
from cms.blocks.text import RICH_TEXT_FEATURES
from cms.pages.models import BasePage


class KeyFiguresBlock(StreamBlock):
    key_figure = KeyFigureBlock()


class FeaturedAmbassador(Orderable):
    """An ambassador shown on the first page."""

    home = ParentalKey("home.HomePage", on_delete=models.CASCADE, related_name="featured_ambassadors")
    # By name: rooms of one floor do not import each other.
    ambassador = models.ForeignKey(
        "ambassadors.AmbassadorPage",
        verbose_name=_("ambassador"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("A portrait with a strong photo; change them with the seasons."),
    )

    panels: ClassVar = [FieldPanel("ambassador")]

    class Meta(Orderable.Meta):
        # Rows that a script made may share a sort order: PostgreSQL would then keep none.
        ordering: ClassVar = ["sort_order", "pk"]
        verbose_name = _("featured ambassador")
        verbose_name_plural = _("featured ambassadors")


class HomePage(BasePage):
    """The first page of the site in one language."""

    hero_title = models.CharField(
        _("headline"), max_length=140, blank=True, help_text=_("One sentence that only this territory could sign.")
    )
    hero_text = models.TextField(
        _("text under the headline"),
        max_length=400,
        blank=True,
        help_text=_("Two sentences: who we are, what one finds here."),
    )
    key_figures = StreamField(
        KeyFiguresBlock(required=False, max_num=4),
        verbose_name=_("key figures"),
        blank=True,
        help_text=_("Three or four that surprise, each with its source."),
    )
    latest_news_count = models.PositiveSmallIntegerField(
        _("number of news"),
        default=3,
        validators=[MaxValueValidator(12)],
        help_text=_("How many of the latest articles to show; 0 hides the section."),
    )
    white_paper = models.ForeignKey(
        "whitepaper.WhitePaperPage",
        verbose_name=_("white paper"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The edition to put forward. Empty: the section is hidden."),
    )
    call_title = models.CharField(
        _("title of the call"),
        max_length=140,
        blank=True,
        help_text=_("Empty outside the weeks of the call: the section is hidden."),
    )
    call_text = RichTextField(
        _("text of the call"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("Who can apply, until when, what happens next."),
    )
    call_label = models.CharField(
        _("words of the button"), max_length=60, blank=True, help_text=_("A verb: “Propose a company”.")
    )
    call_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page behind the button"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A page of this site, or else the address below."),
    )
    call_url = models.URLField(
        _("address behind the button"), blank=True, help_text=_("Only if the form is on another site, with https://")
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("hero_title"), FieldPanel("hero_text"), FieldPanel("image"), FieldPanel("image_alt")],
            heading=_("Opening"),
        ),
        FieldPanel("key_figures"),
        InlinePanel("featured_ambassadors", heading=_("Featured ambassadors"), label=_("Ambassador"), max_num=6),
        FieldPanel("latest_news_count"),
        FieldPanel("white_paper"),
        MultiFieldPanel(
            [
                FieldPanel("call_title"),
                FieldPanel("call_text"),
                FieldPanel("call_label"),
                FieldPanel("call_page"),
                FieldPanel("call_url"),
            ],
            heading=_("Call for candidates"),
        ),
    ]
    # Subpages are not listed here: each content type says itself that it belongs under a home page.
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    template = "home/home_page.html"
    page_description = _("The first page of the site. One per language.")

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def clean(self) -> None:
        """Refuse a button that leads nowhere."""
        super().clean()
        if self.call_title and self.call_label and not (self.call_page_id or self.call_url):
            raise ValidationError({"call_page": _("Choose the page behind the button, or give an address below.")})

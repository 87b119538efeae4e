"""The white paper: editions, each with its chapters in order."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms.blocks.story import StoryBlock
from cms.blocks.text import RICH_TEXT_FEATURES
from cms.pages.models import BasePage


class WhitePaperIndexPage(BasePage):
    """The page that leads to the editions."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("What the white paper is, who writes it and how often, in two or three sentences."),
    )

    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["whitepaper.WhitePaperPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    template = "whitepaper/white_paper_index_page.html"
    page_description = _("The editions of the white paper, newest first. One per language.")

    class Meta:
        verbose_name = _("list of white papers")
        verbose_name_plural = _("lists of white papers")


class WhitePaperPage(BasePage):
    """One edition."""

    version_label = models.CharField(
        _("version"), max_length=40, help_text=_("As one would quote it: “1st edition”, “Edition 2026, revised”.")
    )
    edition_date = models.DateField(_("date of the edition"), help_text=_("The day it was presented to the public."))
    citation_id = models.CharField(
        _("citation id"),
        max_length=60,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$", _("Small letters, digits, single hyphens and full stops only.")
            )
        ],
        help_text=_("What others cite for ever: “fvm-lb-2026.1”. Never change it, never give it to another edition."),
    )
    authors = models.CharField(
        _("authors"),
        max_length=300,
        blank=True,
        help_text=_("Names or bodies, as on the cover, separated by commas."),
    )
    text_licence = models.CharField(
        _("licence"),
        max_length=60,
        blank=True,
        help_text=_("SPDX identifier, for instance CC-BY-4.0. Empty: the licence of the whole site."),
    )
    foreword = StreamField(
        StoryBlock(required=False),
        verbose_name=_("foreword"),
        blank=True,
        help_text=_("What one reads before the table of contents: why this edition, and what it asks for."),
    )

    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("authors"), index.SearchField("foreword")]
    content_panels: ClassVar = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("version_label"), FieldPanel("edition_date")]),
                FieldPanel("authors"),
                FieldRowPanel([FieldPanel("citation_id"), FieldPanel("text_licence")]),
            ],
            heading=_("Edition"),
        ),
        FieldPanel("foreword"),
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        SynchronizedField("citation_id", overridable=False),
        SynchronizedField("authors"),
        SynchronizedField("text_licence", overridable=False),
    ]
    parent_page_types: ClassVar = ["whitepaper.WhitePaperIndexPage"]
    subpage_types: ClassVar = ["whitepaper.ChapterPage"]
    template = "whitepaper/white_paper_page.html"
    page_description = _("One edition of the white paper. Its chapters are pages below it, in their order.")

    class Meta:
        verbose_name = _("white paper")
        verbose_name_plural = _("white papers")

    def clean(self) -> None:
        """Refuse a citation id that another edition already has."""
        super().clean()
        others = WhitePaperPage.objects.filter(citation_id=self.citation_id)
        if self.citation_id and others.exclude(translation_key=self.translation_key).exists():
            raise ValidationError({"citation_id": _("Another edition is already cited by this id.")})


class ChapterPage(BasePage):
    """One chapter."""

    number = models.PositiveSmallIntegerField(
        _("number"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Printed before the title. Empty for a foreword, a glossary or an annex."),
    )
    body = StreamField(
        StoryBlock(required=False),
        verbose_name=_("text"),
        blank=True,
        help_text=_("Headings make the table of contents. Every figure says who counted and when."),
    )

    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("number"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("Lead picture")),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar = ["whitepaper.WhitePaperPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "whitepaper/chapter_page.html"
    page_description = _("One chapter of a white paper. Its place among the others is its place in the page tree.")

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")

"""Portraits of companies and the directory that lists them. Their cohorts are in cohorts.py."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from ambassadors.cohorts import Cohort
from ambassadors.commitments import Chamber, Commitment
from ambassadors.identifiers import SIREN_DIGITS, compact, validate_siren, validate_siret
from cms.blocks.story import StoryBlock
from cms.blocks.text import RICH_TEXT_FEATURES
from cms.pages.models import BasePage
from cms.pages.reference import commune_choices, naf_choices


class AmbassadorIndexPage(BasePage):
    """The directory."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("Two or three sentences above the list: who these companies are and how they were chosen."),
    )

    content_panels: ClassVar = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["ambassadors.AmbassadorPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    template = "ambassadors/ambassador_index_page.html"
    page_description = _("The directory of the ambassadors, with its filters. One per language.")

    class Meta:
        verbose_name = _("directory of the ambassadors")
        verbose_name_plural = _("directories of the ambassadors")


class AmbassadorTag(TaggedItemBase):
    """A keyword on a portrait."""

    content_object = ParentalKey("ambassadors.AmbassadorPage", on_delete=models.CASCADE, related_name="tagged_items")


class AmbassadorCommitment(TranslatableMixin, Orderable):
    """One commitment, and what shows that it is kept."""

    page = ParentalKey("ambassadors.AmbassadorPage", on_delete=models.CASCADE, related_name="commitments")
    kind = models.CharField(
        _("commitment"),
        max_length=30,
        choices=Commitment.choices,
        help_text=_("Only those that the company can show. Three well shown are worth more than eight claimed."),
    )
    evidence = models.CharField(
        _("evidence"),
        max_length=250,
        help_text=_("A fact that a visitor could check: “All castings are poured in Créteil since 1962.”"),
    )

    panels: ClassVar = [FieldPanel("kind"), FieldPanel("evidence")]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        # Rows that a script made may share a sort order: PostgreSQL would then keep none.
        ordering: ClassVar = ["sort_order", "pk"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")

    def __str__(self) -> str:
        return self.get_kind_display()


class AmbassadorPage(BasePage):
    """The portrait of one company."""

    company_name = models.CharField(
        _("name of the company"), max_length=160, help_text=_("As on its door, without its legal form (SARL, SAS…).")
    )
    siren = models.CharField(
        _("SIREN"),
        max_length=20,
        blank=True,
        validators=[validate_siren],
        help_text=_("The nine digits of the company. Checked as you save; spaces do no harm."),
    )
    siret = models.CharField(
        _("SIRET"),
        max_length=20,
        blank=True,
        validators=[validate_siret],
        help_text=_("The fourteen digits of the site in this territory. It begins with the SIREN."),
    )
    naf_division = models.CharField(
        _("branch (NAF division)"),
        max_length=2,
        choices=naf_choices,
        help_text=_(
            "The first two digits of its APE code. Choose what it really makes here if the code is out of date."
        ),
    )
    commune = models.CharField(
        _("commune"),
        max_length=5,
        choices=commune_choices,
        help_text=_("Where it makes things, not where its head office is."),
        db_comment="INSEE code.",
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Of the entrance, in degrees: 48.790367. Leave empty if the company receives nobody."),
        db_comment="WGS 84 degrees.",
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Of the entrance, in degrees: 2.455572."),
        db_comment="WGS 84 degrees.",
    )
    workforce = models.PositiveIntegerField(
        _("workforce"), null=True, blank=True, help_text=_("People who work at this site, apprentices included.")
    )
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1200), MaxValueValidator(2100)],
        help_text=_("The year, in four digits."),
    )
    website = models.URLField(_("website"), blank=True, help_text=_("The company’s own site, with https://"))
    leader_name = models.CharField(
        _("name of the person portrayed"), max_length=120, blank=True, help_text=_("First name and name, as they sign.")
    )
    leader_role = models.CharField(
        _("role of the person portrayed"),
        max_length=160,
        blank=True,
        help_text=_("What they do, in their own words: “founder”, “workshop manager, third generation”."),
    )
    chamber = models.CharField(
        _("chamber"),
        max_length=3,
        choices=Chamber.choices,
        blank=True,
        help_text=_("The one that follows the company."),
    )
    cohort = models.ForeignKey(
        Cohort,
        verbose_name=_("cohort"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("With whom the company was chosen."),
    )
    number = models.PositiveSmallIntegerField(
        _("number in the cohort"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("The number engraved on its plate. Given once, never given again."),
    )
    made_here = models.CharField(
        _("what is made here"),
        max_length=160,
        blank=True,
        help_text=_("What leaves the workshop, in a few words: “bronze statues and bells”. It stands on the plate."),
    )
    quote = models.TextField(
        _("quotation"),
        max_length=300,
        blank=True,
        help_text=_("One sentence the person really said, without quotation marks. It opens the portrait."),
    )
    story = StreamField(
        StoryBlock(required=False),
        verbose_name=_("story"),
        blank=True,
        help_text=_("A beginning (a scene in the workshop), a middle (how they make it), an end (what comes next)."),
    )
    tags = ClusterTaggableManager(
        through=AmbassadorTag,
        blank=True,
        verbose_name=_("keywords"),
        help_text=_("Trades, materials, products: two to five, in the singular. Choose an existing one if it fits."),
    )

    search_fields: ClassVar = [
        *BasePage.search_fields,
        index.SearchField("company_name", boost=2),
        index.SearchField("leader_name"),
        index.SearchField("made_here"),
        index.FilterField("commune"),
        index.FilterField("naf_division"),
    ]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("company_name"),
                FieldPanel("made_here"),
                FieldRowPanel([FieldPanel("siren"), FieldPanel("siret")]),
                FieldPanel("naf_division"),
                FieldRowPanel([FieldPanel("workforce"), FieldPanel("founded_year")]),
                FieldPanel("website"),
                FieldPanel("chamber"),
            ],
            heading=_("Company"),
        ),
        MultiFieldPanel(
            [FieldPanel("commune"), FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])],
            heading=_("Place"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("leader_name"), FieldPanel("leader_role")]), FieldPanel("quote")],
            heading=_("Person portrayed"),
        ),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("Portrait photo")),
        FieldPanel("story"),
        InlinePanel("commitments", heading=_("Commitments"), label=_("Commitment"), max_num=len(Commitment.choices)),
        MultiFieldPanel([FieldRowPanel([FieldPanel("cohort"), FieldPanel("number")])], heading=_("Cohort")),
        FieldPanel("tags"),
    ]
    override_translatable_fields: ClassVar = [
        *BasePage.override_translatable_fields,
        SynchronizedField("company_name", overridable=False),
        SynchronizedField("siren", overridable=False),
        SynchronizedField("siret", overridable=False),
        SynchronizedField("leader_name", overridable=False),
    ]
    parent_page_types: ClassVar = ["ambassadors.AmbassadorIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "ambassadors/ambassador_page.html"
    page_description = _("The portrait of a company that was chosen: what it makes, who makes it, what it stands for.")

    class Meta:
        verbose_name = _("ambassador’s portrait")
        verbose_name_plural = _("ambassadors’ portraits")

    def clean(self) -> None:
        """Tidy the numbers and refuse what contradicts itself, field by field."""
        super().clean()
        self.siren, self.siret = compact(self.siren), compact(self.siret)
        errors: dict[str, ValidationError] = {}
        if self.siret and not self.siren:
            self.siren = self.siret[:SIREN_DIGITS]
        elif self.siret and not self.siret.startswith(self.siren):
            errors["siret"] = ValidationError(
                _("This SIRET belongs to another company: its first nine digits are not the SIREN above.")
            )
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            errors[missing] = ValidationError(_("Give both coordinates, or neither."))
        if self.number is not None and self._number_is_taken():
            errors["number"] = ValidationError(_("Another company of this cohort already has this number."))
        if errors:
            raise ValidationError(errors)

    def _number_is_taken(self) -> bool:
        if self.cohort is None:
            return False
        others = AmbassadorPage.objects.filter(
            cohort__translation_key=self.cohort.translation_key, number=self.number
        ).exclude(translation_key=self.translation_key)
        return others.exists()

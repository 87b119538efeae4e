"""What the committee looks at, how heavily each point weighs, and the rules it has given itself."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


class Criterion(models.Model):
    """One thing that the committee wants to see."""

    code = models.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        help_text=_(
            "Small letters and hyphens. Where it equals the code of a commitment, the evidence fills in that "
            "commitment of the portrait."
        ),
    )
    label = models.CharField(_("name"), max_length=80, help_text=_("In French, as the committee says it."))
    label_en = models.CharField(_("name in English"), max_length=80, blank=True)
    question = models.CharField(
        _("question"),
        max_length=250,
        help_text=_("The question that the evidence answers. Visitors read it above the nomination form."),
    )
    question_en = models.CharField(_("question in English"), max_length=250, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text=_("From 1 to 5: how many times its score counts in the average."),
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Small numbers come first."))
    is_active = models.BooleanField(
        _("in use"),
        default=True,
        help_text=_("Untick rather than delete: past evidence and scores keep their criterion."),
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("label_en")]),
        FieldPanel("question"),
        FieldPanel("question_en"),
        FieldPanel("code"),
        FieldRowPanel([FieldPanel("weight"), FieldPanel("sort_order")]),
        FieldPanel("is_active"),
    ]
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Name in the language of the person at work."""
        return self.label if _is_french() else self.label_en or self.label

    @property
    def asks(self) -> str:
        """Question in the language of the person at work."""
        return self.question if _is_french() else self.question_en or self.question


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


@register_setting(icon="group")
class SelectionSettings(BaseGenericSetting):
    """The rules that the committee has given itself."""

    quorum_percent = models.PositiveSmallIntegerField(
        _("quorum"),
        default=50,
        validators=[MinValueValidator(0), MaxValueValidator(99)],
        help_text=_("In per cent. Strictly more than this share of the members who are not recused must be present."),
    )
    mandate_years = models.PositiveSmallIntegerField(
        _("length of a mandate"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("In years: proposed when a candidate is accepted; each decision may say otherwise."),
    )
    retention_months = models.PositiveSmallIntegerField(
        _("retention of refused candidates"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("In months after the decision; personal data is then erased. The public form states it."),
    )
    privacy_contact = models.EmailField(
        _("contact for personal data"),
        blank=True,
        help_text=_("The mailbox printed under the public form for those who want their data shown or erased."),
    )

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("quorum_percent"), FieldPanel("mandate_years")], heading=_("Committee")),
        MultiFieldPanel([FieldPanel("retention_months"), FieldPanel("privacy_contact")], heading=_("Personal data")),
    ]

    class Meta:
        verbose_name = _("rules of the selection")

    @classmethod
    def current(cls) -> SelectionSettings:
        """Return the rules in force. Writes nothing, unlike `load()`: a GET asks for them too."""
        return cls.objects.first() or cls()

"""Cohorts: which ambassadors were chosen together."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet
from wagtail_localize.fields import SynchronizedField


@register_snippet
class Cohort(TranslatableMixin, models.Model):
    """A class of ambassadors: those who were chosen together."""

    name = models.CharField(
        _("name"), max_length=120, help_text=_("As it is said aloud: “The first twenty”, “Challenge 2026”.")
    )
    slug = models.SlugField(
        _("short name"),
        max_length=80,
        help_text=_(
            "Small letters and hyphens; the same in every language. Partners filter with it: do not change it."
        ),
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
        help_text=_("Year in which the cohort was presented."),
    )
    how_chosen = models.TextField(
        _("how they were chosen"),
        blank=True,
        help_text=_("By whom, among how many, on which criteria: two or three sentences that can be checked."),
    )

    panels: ClassVar = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("year"), FieldPanel("how_chosen")]
    override_translatable_fields: ClassVar = [SynchronizedField("slug", overridable=False)]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ("-year", "name")
        constraints = [models.UniqueConstraint(fields=["slug", "locale"], name="cohort_slug_per_locale")]

    def __str__(self) -> str:
        return self.name

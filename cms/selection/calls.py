"""Calls for candidates: when the public form is open, and for which cohort."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel


class Call(models.Model):
    """A challenge to which companies may be nominated."""

    title = models.CharField(_("title"), max_length=120, help_text=_("As it is said aloud: “Challenge 2026”."))
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("Two or three sentences above the form: who may be nominated, why.")
    )
    introduction_en = models.TextField(_("introduction in English"), blank=True)
    cohort = models.ForeignKey(
        "ambassadors.Cohort",
        verbose_name=_("cohort"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where those who are accepted will belong."),
    )
    opens_at = models.DateTimeField(_("opens"), help_text=_("From this second on, the form can be filled in."))
    closes_at = models.DateTimeField(
        _("closes"), help_text=_("From this second on, it cannot; a form begun before is still taken for an hour.")
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
        FieldPanel("introduction"),
        FieldPanel("introduction_en"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])], heading=_("Dates")),
        FieldPanel("cohort"),
    ]
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("call for candidates")
        verbose_name_plural = _("calls for candidates")
        ordering = ("-opens_at",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="call_closes_later")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """Title in the visitor's language."""
        return self.title if _is_french() else self.title_en or self.title

    @property
    def text(self) -> str:
        """Introduction in the visitor's language."""
        return self.introduction if _is_french() else self.introduction_en or self.introduction

    @property
    def is_open(self) -> bool:
        """Tell whether the form can be filled in now."""
        return self.opens_at <= timezone.now() < self.closes_at

    def clean(self) -> None:
        """Refuse dates that contradict each other or another call: the public form serves one at a time."""
        super().clean()
        if not self.opens_at or not self.closes_at:
            return
        if self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("A call closes after it has opened.")})
        others = Call.objects.exclude(pk=self.pk).filter(opens_at__lt=self.closes_at, closes_at__gt=self.opens_at)
        if other := others.first():
            raise ValidationError(
                {"opens_at": ValidationError(_("“%(title)s” is open at that time."), params={"title": other.title})}
            )


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def open_call() -> Call | None:
    """Return the call whose form can be filled in now."""
    now = timezone.now()
    return Call.objects.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at").first()


def next_call() -> Call | None:
    """Return the call that opens next."""
    return Call.objects.filter(opens_at__gt=timezone.now()).order_by("opens_at").first()


def last_call() -> Call | None:
    """Return the call that closed last."""
    return Call.objects.filter(closes_at__lte=timezone.now()).order_by("-closes_at").first()

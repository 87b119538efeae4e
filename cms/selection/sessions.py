"""The committee at work: its sessions, the members' scores, recusals and votes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cms.selection.candidates import Candidate
from cms.selection.states import Choice

MOST_POINTS = 4


class CommitteeSession(models.Model):
    """One meeting. Open: members vote and decisions are recorded. Closed: nothing changes any more."""

    held_on = models.DateField(_("date"), default=timezone.localdate)
    place = models.CharField(_("place"), max_length=120, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("chair"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A member. Their vote decides where the votes are equal."),
    )
    present = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("members present"), blank=True, related_name="+"
    )
    minutes = models.TextField(
        _("minutes"),
        blank=True,
        help_text=_("What was said and why it was decided so. Needed to close the session; never published."),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("session of the committee")
        verbose_name_plural = _("sessions of the committee")
        ordering = ("-held_on", "-pk")

    def __str__(self) -> str:
        return str(_("Session of %(date)s")) % {"date": date_format(self.held_on)}

    @property
    def is_open(self) -> bool:
        """Tell whether votes and decisions can still be recorded."""
        return self.closed_at is None


class Recusal(models.Model):
    """A member who has nothing to say about a candidate: neither sees scores, nor scores, nor votes, nor counts."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="recusals")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(
        _("reason"),
        max_length=250,
        help_text=_("The tie in a few words: family, shares, customer, supplier. The minutes name it."),
    )
    declared_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ("declared_at", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["candidate", "member"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.member} – {self.candidate}"


class Score(models.Model):
    """What one member thinks of one candidate on one criterion."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="scores")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    criterion = models.ForeignKey("selection.Criterion", on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(
        _("score"), validators=[MaxValueValidator(MOST_POINTS)], db_comment="0 (not at all) to 4 (exemplary)."
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ("criterion__sort_order", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["candidate", "member", "criterion"], name="score_once"),
            models.CheckConstraint(condition=models.Q(points__lte=MOST_POINTS), name="score_at_most_4"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class Vote(models.Model):
    """One member's vote on one candidate in one session."""

    session = models.ForeignKey(CommitteeSession, on_delete=models.PROTECT, related_name="votes")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    choice = models.CharField(_("vote"), max_length=8, choices=Choice.choices)
    cast_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "candidate", "member"], name="vote_once_per_session")
        ]

    def __str__(self) -> str:
        return self.get_choice_display()

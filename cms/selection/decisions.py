"""What the committee decided, and the mandates that follow from it. Decisions are only ever added."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.selection.candidates import Candidate
from cms.selection.sessions import CommitteeSession
from cms.selection.states import Outcome


class IsFinal(RuntimeError):
    """Somebody tried to change or to remove what is only ever added."""


class FinalQuerySet(models.QuerySet[Any]):
    """Rows that are only ever added."""

    def update(self, **kwargs: Any) -> int:
        """Refuse: IsFinal."""
        raise IsFinal("A decision of the committee is only ever added.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: IsFinal."""
        raise IsFinal("A decision of the committee is only ever added.")


class CommitteeDecision(models.Model):
    """One decision, with the count it rests on as it stood at that moment."""

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="decisions")
    session = models.ForeignKey(CommitteeSession, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices)
    decided_on = models.DateField(_("decided on"))
    mandate_from = models.DateField(_("mandate from"), null=True)
    mandate_until = models.DateField(_("mandate until"), null=True, db_comment="Last day, included.")
    motivation = models.TextField(_("motivation"))
    eligible = models.PositiveSmallIntegerField(db_comment="Active members not recused for this candidate.")
    present = models.PositiveSmallIntegerField(db_comment="Those of them who were present.")
    votes_for = models.PositiveSmallIntegerField()
    votes_against = models.PositiveSmallIntegerField()
    abstentions = models.PositiveSmallIntegerField()
    is_by_chair = models.BooleanField(default=False, db_comment="The votes were equal: the chair's decided.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # fmt: skip
    recorded_by_name = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = FinalQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision of the committee")
        verbose_name_plural = _("decisions of the committee")
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["candidate", "session"], name="decision_once_per_session")
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} – {self.candidate}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the decision. Errors: IsFinal if it is there already."""
        if not self._state.adding:
            raise IsFinal("A decision of the committee is only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: IsFinal."""
        raise IsFinal("A decision of the committee is only ever added.")


class Mandate(models.Model):
    """From when to when a content may be public: the gate reads these rows and nothing else."""

    content_id = models.UUIDField(db_comment="translation_key of the page: every language shares the mandate.")
    page_id = models.IntegerField(db_comment="The page it was given for. Not a foreign key: it outlives its page.")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), db_comment="Exclusive.")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_reason = models.CharField(_("reason of the withdrawal"), max_length=500, blank=True)
    decision = models.ForeignKey(CommitteeDecision, null=True, on_delete=models.PROTECT, related_name="mandates")
    basis = models.CharField(_("basis"), max_length=500, help_text=_("On which decision it rests."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )  # fmt: skip
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ("-ends_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="mandate_ends_later")
        ]
        indexes: ClassVar = [models.Index(fields=["content_id", "starts_at"], name="mandate_by_content")]

    def __str__(self) -> str:
        return str(self.company)

    @property
    def page(self) -> Page | None:
        """The page it was given for, if it still exists."""
        return Page.objects.filter(pk=self.page_id).first()

    @property
    def company(self) -> str:
        """Whom it was given to, for lists."""
        page = self.page
        return page.get_admin_display_title() if page else str(_("Deleted page"))

    @property
    def last_day(self) -> Any:
        """The last day it covers, in our time zone."""
        return timezone.localtime(self.ends_at - timedelta(microseconds=1)).date()

    def status_at(self, now: datetime) -> str:
        """Return "withdrawn", "ended", "future" or "current"."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.ends_at <= now:
            return "ended"
        return "future" if self.starts_at > now else "current"

"""The five tasks of our workflows, on Wagtail’s own models, states and locks. Each binds decisions to the content."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, TaskState

from cms.workflow import completeness
from cms.workflow.decisions import digest_of, last_editor_id, newest_revision
from cms.workflow.house_task import Action, AlreadyDecided, GroupsTask, HouseTask
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.records import Decision
from cms.workflow.states import BoundTaskState

__all__ = ["AlreadyDecided", "CompletenessTask", "PublicationTask", "ReadersTask", "ReviewTask", "SignOffTask"]


class ReviewTask(GroupsTask):
    """Somebody else reads what was written."""

    kind = Kind.REVIEW

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def may_decide(self, obj: Page, user: Any) -> bool:
        """Nobody decides on their own last edit, whatever their role."""
        return self.may_see(user) and last_editor_id(obj) != user.pk

    @classmethod
    def get_description(cls) -> Any:
        return _("Somebody of these groups, who did not make the last change, reads and decides.")


class CompletenessTask(HouseTask):
    """The automatic gate: rights and completeness."""

    kind = Kind.COMPLETENESS

    class Meta:
        verbose_name = _("rights and completeness")
        verbose_name_plural = _("rights and completeness")

    def decide_by_itself(self, state: BoundTaskState, page: Page, user: Any) -> None:
        """Ask every check anew: the rights of a photo may have ended since the last time."""
        reasons = completeness.obstacles(state.revision.as_object())
        comment = "\n".join(str(reason.message) for reason in reasons)
        outcome = Outcome.REJECTED if reasons else Outcome.APPROVED
        self.record(state, page, self.kind, outcome, None, comment)
        self.settle(state, TaskState.STATUS_REJECTED if reasons else TaskState.STATUS_APPROVED, comment)

    def may_see(self, user: Any) -> bool:
        return False

    def may_decide(self, obj: Page, user: Any) -> bool:
        return False

    @classmethod
    def get_description(cls) -> Any:
        return _("Decides by itself: texts, credits, rights and consents are there, or it says what is missing.")


class SignOffTask(HouseTask):
    """The person portrayed signs, by a mailed link (cms.signoff)."""

    kind = Kind.SIGN_OFF

    class Meta:
        verbose_name = _("sign-off by the person portrayed")
        verbose_name_plural = _("sign-offs by the person portrayed")

    def may_see(self, user: Any) -> bool:
        return False

    def may_decide(self, obj: Page, user: Any) -> bool:
        return False

    @classmethod
    def get_description(cls) -> Any:
        return _("Waits for the person portrayed, who reads the proof and signs by a link sent by mail.")


class ReadersTask(HouseTask):
    """A list of named readers, all of whom must agree."""

    kind = Kind.READERS
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("readers"),
        related_name="+",
        blank=True,
        help_text=_("Each of them must agree; one who asks for changes sends the page back."),
    )
    admin_form_fields: ClassVar = [*HouseTask.admin_form_fields, "readers"]
    admin_form_widgets: ClassVar = {"readers": forms.CheckboxSelectMultiple}

    class Meta:
        verbose_name = _("committee of readers")
        verbose_name_plural = _("committees of readers")

    def may_see(self, user: Any) -> bool:
        return user.is_active and self.readers.filter(pk=user.pk).exists()

    def may_decide(self, obj: Page, user: Any) -> bool:
        """A reader speaks once on a content, and never on their own last edit."""
        if not self.may_see(user) or last_editor_id(obj) == user.pk:
            return False
        return user.pk not in self.agreed(obj, digest_of(newest_revision(obj)))

    def agreed(self, page: Page, digest: str) -> set[int]:
        """Return the readers whose newest word on this content is a yes."""
        words = Decision.objects.filter(page_id=page.pk, digest=digest, kind=Kind.READER).order_by("pk")
        newest = dict(words.values_list("user_id", "outcome"))
        return {user_id for user_id, outcome in newest.items() if outcome == Outcome.APPROVED}

    def decide(self, state: BoundTaskState, page: Page, user: Any, outcome: Outcome, comment: str) -> None:
        """Record one reader's word; close when all agree or one does not."""
        self.record(state, page, Kind.READER, outcome, user, comment)
        if outcome == Outcome.REJECTED:
            super().decide(state, page, user, outcome, comment)
            return
        # Whoever made the last change agrees with it: the others decide.
        wanted = set(self.readers.filter(is_active=True).values_list("pk", flat=True)) - {last_editor_id(page)}
        if wanted <= self.agreed(page, state.digest):
            super().decide(state, page, user, outcome, comment)

    @classmethod
    def get_description(cls) -> Any:
        return _("Every person on the list must agree.")


class PublicationTask(GroupsTask):
    """Whoever answers by law publishes."""

    kind = Kind.PUBLICATION

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def decide_by_itself(self, state: BoundTaskState, page: Page, user: Any) -> None:
        """Never: what was published once is not published again unasked."""

    def get_actions(self, obj: Page, user: Any) -> list[Action]:
        if not self.may_decide(obj, user):
            return []
        return [("reject", _("Ask for changes"), True), ("approve", _("Publish"), True)]

    @classmethod
    def get_description(cls) -> Any:
        return _("Somebody of these groups publishes what everybody before has approved.")

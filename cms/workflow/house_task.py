"""What our tasks share: one decision, bound to the content, by whoever may take it, due in working days."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState, WorkflowState

from cms.feed.transaction import PublicationRefused
from cms.workflow.decisions import digest_of, latest_by_kind, newest_revision, record, standing
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.locks import ReadingLock
from cms.workflow.moving import demote_stale
from cms.workflow.records import Decision
from cms.workflow.requirements import required_kinds, source_of
from cms.workflow.states import BoundTaskState
from cms.workflow.working_days import add_working_days

Action = tuple[str, Any, bool]


class AlreadyDecided(PublicationRefused):
    """Somebody else was first, or the content has changed meanwhile: the later word does not count."""


class HouseTask(Task):
    """What our tasks share: a kind of decision, a due date in working days, one decision only."""

    kind: ClassVar[Kind]
    # Wagtail asks the task which lock it sets (WorkflowMixin.get_lock).
    lock_class = ReadingLock
    task_state_class = BoundTaskState
    working_days = models.PositiveSmallIntegerField(
        _("working days"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("How long it may take, weekends and public holidays not counted."),
    )
    admin_form_fields: ClassVar = [*Task.admin_form_fields, "working_days"]

    class Meta:
        abstract = True

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Start on the newest content, or on an earlier task that this content has not passed."""
        page = workflow_state.content_object
        revision = newest_revision(page)
        digest = digest_of(revision)
        demote_stale(workflow_state, digest)
        earlier = workflow_state.get_next_task()
        if earlier is not None and earlier.pk != self.pk and self._comes_after(earlier, workflow_state):
            return earlier.specific.start(workflow_state, user=user)
        state = super().start(workflow_state, user=user)
        state.revision, state.digest = revision, digest
        state.due_on = add_working_days(timezone.localdate(), self.working_days)
        state.save(update_fields=["revision", "digest", "due_on"])
        self.decide_by_itself(state, page.specific, user)
        return state

    def _comes_after(self, other: Task, workflow_state: WorkflowState) -> bool:
        order = list(workflow_state.workflow.workflow_tasks.order_by("sort_order").values_list("task_id", flat=True))
        return self.pk in order and other.pk in order and order.index(other.pk) < order.index(self.pk)

    def decide_by_itself(self, state: BoundTaskState, page: Page, user: Any) -> None:
        """Pass at once what this page does not need, and what was approved before and has not changed since.

        The directory above the portraits goes through their workflow, and nobody signs it.
        """
        held = standing(page)
        kinds = required_kinds(page, is_translation=source_of(page) is not None, was_signed=held.was_signed)
        if kinds and self.kind not in kinds:
            self.settle(state, TaskState.STATUS_APPROVED, _g("Not needed for this page."))
        elif not held.missing([self.kind], state.digest):
            self.settle(state, TaskState.STATUS_APPROVED, _g("Approved before; nothing has changed since."))

    def settle(self, state: BoundTaskState, status: str, comment: str) -> None:
        """Close a state that has just started; Wagtail then goes on by itself (WorkflowState.update)."""
        state.status, state.comment, state.finished_at = status, comment, timezone.now()
        state.save(update_fields=["status", "comment", "finished_at"])
        state.log_state_change_action(None, "approve" if status == TaskState.STATUS_APPROVED else "reject")

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Take one decision.

        Errors: AlreadyDecided if another was first or the content has changed; PermissionDenied if it is not theirs;
        PublicationRefused if changes are asked for without a word.
        """
        state = BoundTaskState.objects.select_for_update(of=("self",)).get(pk=task_state.pk)
        if state.status != TaskState.STATUS_IN_PROGRESS:
            raise AlreadyDecided(_too_late(state))
        page = state.workflow_state.content_object.specific
        if digest_of(newest_revision(page)) != state.digest:
            raise AlreadyDecided(_g("The page has changed since: look at the new version, then decide."))
        if action_name not in {name for name, _label, _modal in self.get_actions(page, user)}:
            raise PermissionDenied
        outcome = Outcome.APPROVED if action_name == "approve" else Outcome.REJECTED
        comment = kwargs.get("comment", "").strip()
        if outcome == Outcome.REJECTED and not comment:
            raise PublicationRefused(_g("Say what should change: whoever wrote the page cannot guess it."))
        self.decide(state, page, user, outcome, comment)

    def decide(self, state: BoundTaskState, page: Page, user: Any, outcome: Outcome, comment: str) -> None:
        """Record the decision, then let Wagtail's state follow."""
        self.record(state, page, self.kind, outcome, user, comment)
        if outcome == Outcome.APPROVED:
            state.approve(user=user, comment=comment)
        else:
            state.reject(user=user, comment=comment)

    @staticmethod
    def record(state: BoundTaskState, page: Page, kind: Kind, outcome: Outcome, user: Any, comment: str) -> Decision:
        """Record a decision on the content of a state."""
        return record(
            page=page,
            digest=state.digest,
            kind=kind,
            outcome=outcome,
            user=user,
            comment=comment,
            revision=state.revision,
        )

    def locked_for_user(self, obj: Page, user: Any) -> bool:
        """Whoever is let in by the task alone reads and decides, and changes nothing (wagtail#13761)."""
        permissions = obj.permissions_for_user(user)
        return not (
            user.is_superuser
            or "change" in permissions.permissions
            or ("add" in permissions.permissions and obj.owner_id == user.pk)
        )

    def may_decide(self, obj: Page, user: Any) -> bool:
        """Tell whether the decision is this user's."""
        raise NotImplementedError

    def user_can_access_editor(self, obj: Page, user: Any) -> bool:
        """Those who decide may look at everything; the lock keeps them from changing it."""
        return self.may_see(user)

    def may_see(self, user: Any) -> bool:
        """Tell whether the task concerns this user at all."""
        raise NotImplementedError

    def get_actions(self, obj: Page, user: Any) -> list[Action]:
        """Return what the user may do now: both words may carry a comment, a refusal must."""
        if not self.may_decide(obj, user):
            return []
        return [("reject", _("Ask for changes"), True), ("approve", _("Approve"), True)]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """Return what waits for this user; their own edits do not."""
        if not self.may_see(user):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        theirs = [state.pk for state in waiting.select_related("workflow_state") if self._waits_for(state, user)]
        return TaskState.objects.filter(pk__in=theirs)

    def _waits_for(self, state: TaskState, user: Any) -> bool:
        page = state.workflow_state.content_object
        return page is not None and self.may_decide(page, user)


class GroupsTask(HouseTask):
    """A task of some groups of people."""

    groups = models.ManyToManyField(
        Group, verbose_name=_("groups"), related_name="+", help_text=_("Any one of their members decides.")
    )
    admin_form_fields: ClassVar = [*HouseTask.admin_form_fields, "groups"]
    admin_form_widgets: ClassVar = {"groups": forms.CheckboxSelectMultiple}

    class Meta:
        abstract = True

    def may_see(self, user: Any) -> bool:
        return user.is_active and (user.is_superuser or self.groups.filter(pk__in=user.groups.all()).exists())

    def may_decide(self, obj: Page, user: Any) -> bool:
        return self.may_see(user)


def _too_late(state: BoundTaskState) -> str:
    """Tell the second one who was first, and when."""
    decision = latest_by_kind(state.workflow_state.content_object, state.digest).get(state.task.specific.kind)
    if state.status == TaskState.STATUS_CANCELLED or decision is None:
        return _g("This request no longer stands: the page has changed or the submission was withdrawn.")
    return _g("%(who)s was first: “%(outcome)s”, on %(when)s. Your decision was not recorded.") % {
        "who": decision.user_name,
        "outcome": decision.get_outcome_display(),
        "when": date_format(timezone.localtime(decision.created_at), "DATETIME_FORMAT"),
    }

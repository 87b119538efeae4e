"""Wagtail's signals and our decisions → what happened, written down in the same transaction and told after commit."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from wagtail.log_actions import get_active_log_context
from wagtail.models import Comment, CommentReply, Page, Revision, WorkflowState
from wagtail.signals import page_published, task_cancelled, task_submitted

from cms.workflow import notices, wagtail_mails
from cms.workflow.approvals import HouseTask, PublicationTask
from cms.workflow.decisions import digest_of, newest_revision
from cms.workflow.events import EditorialEvent, EventKind, note
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.mentions import mentioned_in
from cms.workflow.records import Decision
from cms.workflow.requirements import of_type
from cms.workflow.states import BoundTaskState

# cms.signoff writes to the person portrayed by itself; the automatic gate is no person.
ASKING = {Kind.REVIEW, Kind.READERS, Kind.PUBLICATION}


def connect() -> None:
    """Attach everything. Called once, when the app is ready."""
    wagtail_mails.replace()
    task_submitted.connect(note_request, dispatch_uid="workflow:note_request")
    task_cancelled.connect(note_reopening, dispatch_uid="workflow:note_reopening")
    page_published.connect(note_publication, dispatch_uid="workflow:note_publication")
    post_save.connect(note_decision, sender=Decision, dispatch_uid="workflow:note_decision")
    post_save.connect(note_comment, sender=Comment, dispatch_uid="workflow:note_comment")
    post_save.connect(note_reply, sender=CommentReply, dispatch_uid="workflow:note_reply")


def tell_after_commit() -> None:
    """Tell what has been noted once it is true; what fails here is told by `send_waiting_mail`."""
    transaction.on_commit(notices.work_off, robust=True)


def note_request(sender: Any, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """Somebody is asked. Whether the task decided by itself is seen when it is told."""
    if not isinstance(instance, BoundTaskState):
        return
    task = instance.task.specific
    if not isinstance(task, HouseTask) or task.kind not in ASKING:
        return
    values = {
        "page_id": int(instance.workflow_state.object_id),
        # Its revision is not the right one yet: HouseTask.start puts it right after this signal.
        "task_state": instance,
        "actor": user,
    }
    note(EventKind.ASKED, instance.pk, **values)
    if isinstance(task, PublicationTask):
        note(EventKind.READY, instance.pk, **values)
    tell_after_commit()


def note_reopening(sender: Any, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """An edit has taken back what was approved: the request goes on, with another content."""
    if not isinstance(instance, BoundTaskState):
        return
    workflow_state = WorkflowState.objects.get(pk=instance.workflow_state_id)
    if workflow_state.status != WorkflowState.STATUS_IN_PROGRESS:
        return
    page_id = int(workflow_state.object_id)
    revision = newest_revision(workflow_state.content_object)
    note(
        EventKind.REOPENED,
        instance.pk,
        page_id=page_id,
        task_state=instance,
        revision=revision,
        actor=user or (revision.user if revision else None),
    )
    tell_after_commit()


def note_decision(sender: Any, instance: Decision, created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """A refusal concerns many; the automatic gate's concerns whoever submitted."""
    if raw or not created:
        return
    values: dict[str, Any] = {
        "page_id": instance.page_id,
        "revision": instance.revision,
        "decision": instance,
        "actor": instance.user,
        "text": instance.comment,
    }
    # A reader's refusal is at once that of the readers: one event.
    if instance.outcome == Outcome.REJECTED and instance.kind != Kind.READER:
        kind = EventKind.REFUSED if instance.kind == Kind.COMPLETENESS else EventKind.CHANGES
        note(kind, instance.pk, **values)
        tell_after_commit()
    if instance.user_id and instance.kind != Kind.READERS:
        _note_mentions(f"decision:{instance.pk}", instance.comment, values)


def note_publication(sender: Any, instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """A page has gone out: once for each content, and only where somebody decided on it."""
    if not instance.live or instance.alias_of_id is not None or revision is None or not of_type(type(instance)):
        return
    if not Decision.objects.filter(page_id=instance.pk, user__isnull=False).exists():
        return
    note(
        EventKind.PUBLISHED,
        f"{instance.pk}:{digest_of(revision)}",
        page_id=instance.pk,
        revision=revision,
        actor=get_active_log_context().user or revision.user,
    )
    tell_after_commit()


def note_comment(sender: Any, instance: Comment, raw: bool = False, **kwargs: Any) -> None:
    """Somebody may be meant in a comment."""
    if not raw:
        _note_mentions(f"comment:{instance.pk}", instance.text, {"page_id": instance.page_id, "actor": instance.user})


def note_reply(sender: Any, instance: CommentReply, raw: bool = False, **kwargs: Any) -> None:
    """Somebody may be meant in an answer to a comment."""
    if not raw:
        values = {"page_id": instance.comment.page_id, "actor": instance.user}
        _note_mentions(f"reply:{instance.pk}", instance.text, values)


def _note_mentions(key: str, text: str, values: dict[str, Any]) -> None:
    if "@" not in text or not mentioned_in(text):
        return
    event = note(EventKind.MENTION, key, **{**values, "text": text})
    if event.text != text:
        # Somebody was added to a comment that has been told of: only they will hear of it.
        EditorialEvent.objects.filter(pk=event.pk).update(text=text, handled_at=None, attempts=0)
    tell_after_commit()

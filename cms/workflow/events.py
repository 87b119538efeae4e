"""What happened to a page that somebody should hear of, and who has been told: written with it, worked off after."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.workflow.records import Decision


class EventKind(models.TextChoices):
    """What happened. In the order in which it is told: who is told of the first is not told of the next as well."""

    REOPENED = "reopened", _("An edit took an approval back")
    ASKED = "asked", _("Somebody is asked to decide")
    CHANGES = "changes_requested", _("Changes were requested")
    REFUSED = "refused", _("Something is missing")
    READY = "ready", _("Approved, waits for publication")
    PUBLISHED = "published", _("Published")
    MENTION = "mention", _("Somebody was mentioned")


class EditorialEvent(models.Model):
    """One thing that happened. Written in the transaction of what it tells of, told after commit, tried again.

    Shape: `key` keeps one thing from being told twice; `text` is what somebody wrote (a comment), `actor` who did it.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    key = models.CharField(max_length=160, unique=True)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    task_state = models.ForeignKey("wagtailcore.TaskState", null=True, on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("editorial event")
        verbose_name_plural = _("editorial events")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(handled_at=None), name="editorial_event_waiting"),
            models.Index(fields=["created_at"], name="editorial_event_created"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.page_id}"


class Notice(models.Model):
    """One person who is to hear of one event: once.

    Shape: `mailed_at` is empty while it waits for the daily digest; `is_muted` one that the person does not want.
    """

    event = models.ForeignKey(EditorialEvent, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_muted = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="one_notice_per_person_and_event")]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.user_id}"


class SentReminder(models.Model):
    """A mail of a day that has been sent: a digest, or a reminder of one request. Never sent twice.

    Shape: `slot` is the day of a digest, or which reminder of a request it was (-1 before its due date, 1, 2… after).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    task_state = models.ForeignKey("wagtailcore.TaskState", null=True, on_delete=models.CASCADE, related_name="+")
    slot = models.CharField(max_length=20)
    sent_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sent reminder")
        verbose_name_plural = _("sent reminders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "task_state", "slot"], name="one_reminder_per_slot"),
            models.UniqueConstraint(
                fields=["user", "slot"], condition=models.Q(task_state=None), name="one_digest_per_day"
            ),
        ]

    def __str__(self) -> str:
        return self.slot


def note(kind: EventKind, key: Any, *, page_id: int, **values: Any) -> EditorialEvent:
    """Write down what happened; the same thing twice is one event."""
    event, _is_new = EditorialEvent.objects.get_or_create(
        key=f"{kind.value}:{key}", defaults={"kind": kind, "page_id": page_id, **values}
    )
    return event

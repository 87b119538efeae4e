"""Reminders that stop when there is nothing left to remind of. Called every day by `send_reminders`."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cms.feed.transaction import run_editorial
from cms.signoff import letters
from cms.signoff.choices import Status
from cms.signoff.conf import reminders_after
from cms.signoff.inviting import expire, note_reminder, supersede
from cms.signoff.requests import Contact, SignOffRequest
from cms.signoff.subjects import still_says


def send_due_reminders(now: datetime | None = None) -> int:
    """Remind whoever has a proof for long, close what is over, and send again the receipts that did not leave.

    Shape: returns how many reminders left. One transaction per request: one that fails does not keep the others.
    """
    now = now or timezone.now()
    sent = 0
    for pk in SignOffRequest.objects.filter(status=Status.PENDING).values_list("pk", flat=True):
        sent += run_editorial(lambda pk=pk: _look_after(pk, now))  # type: ignore[misc]
    for request in SignOffRequest.objects.filter(status=Status.SIGNED, receipt_sent_at=None):
        letters.send_receipt_again(request.pk)
    return sent


def _look_after(pk: int, now: datetime) -> int:
    request = SignOffRequest.objects.select_for_update().filter(pk=pk, status=Status.PENDING).first()
    if request is None:
        return 0
    if request.expires_at <= now:
        expire(request)
        return 0
    if not still_says(request):
        supersede(request)
        return 0
    contact = Contact.objects.filter(content_id=request.content_id).first()
    if contact is None or request.sent_at is None:
        return 0
    due = sum(request.sent_at + wait <= now for wait in reminders_after())
    if request.reminders_sent >= due:
        return 0
    # After a pause of the scheduler one reminder is enough: the others are counted as sent with it.
    SignOffRequest.objects.filter(pk=pk).update(reminders_sent=due - 1)
    request.reminders_sent = due - 1
    note_reminder(request, contact)
    return 1

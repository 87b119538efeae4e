"""One mail a day for those who asked for it: what happened since the last one, and what is due."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from wagtail.models import TaskState

from cms.workflow import mailing
from cms.workflow.due import Report, due_for, guarded, note_sent, requests_in_words
from cms.workflow.events import EventKind, Notice, SentReminder
from cms.workflow.notice_recipients import Recipient, recipients_of
from cms.workflow.notices import account_url, context_of
from cms.workflow.subscriptions import MailChoice, MailPreference, language_of
from cms.workflow.waiting import Waiting, requests_in_progress

# In a digest each event is told in short: the rest is on the review page.
MOST_CHANGES = 4


def send_digests(now: datetime, report: Report, *, dry_run: bool = False) -> None:
    """Send the digest of the day to each person who asked for it and has not had it today."""
    requests = requests_in_progress()
    choices = MailPreference.objects.filter(choice=MailChoice.DIGEST, user__is_active=True).exclude(user__email="")
    for choice in choices.select_related("user").order_by("pk"):
        guarded(report, lambda user=choice.user: _send(user, requests, now, report, dry_run=dry_run))  # type: ignore[misc]


def _send(user: Any, requests: list[Waiting], now: datetime, report: Report, *, dry_run: bool) -> None:
    today = timezone.localtime(now).date()
    slot = f"digest:{today.isoformat()}"
    with transaction.atomic():
        if dry_run:
            is_new = not SentReminder.objects.filter(user=user, task_state=None, slot=slot).exists()
        else:
            # Recorded even where there is nothing to say: what happens later today is for tomorrow morning.
            _row, is_new = SentReminder.objects.get_or_create(user=user, task_state=None, slot=slot)
        if not is_new:
            return
        notices = list(_waiting_notices(user))
        due = due_for(user, requests, today)
        if not notices and not due:
            return
        report.lines.append(f"{user.get_username()}: digest, {len(notices)} + {len(due)}")
        report.mails += 1
        if dry_run:
            return
        found = note_sent(user, due)
        language = language_of(user)
        with translation.override(language):
            context = {
                "news": [_told(notice) for notice in notices if _still_counts(notice)],
                "requests": requests_in_words(found),
                "account_url": account_url(),
                "today": today,
            }
        if context["news"] or context["requests"]:
            mailing.send(template="digest", to=[user.email], context=context, language=language)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=now)


def _waiting_notices(user: Any) -> Any:
    rows = Notice.objects.filter(user=user, mailed_at=None, is_muted=False)
    return rows.select_related("event__page", "event__decision", "event__revision", "event__actor").order_by("pk")


def _still_counts(notice: Notice) -> bool:
    """A request that somebody has answered meanwhile is no news."""
    event = notice.event
    if event.kind != EventKind.ASKED or event.task_state is None:
        return True
    return bool(event.task_state.status == TaskState.STATUS_IN_PROGRESS)


def _told(notice: Notice) -> dict[str, Any]:
    found = {one.user.pk: one for one in recipients_of(notice.event)}
    recipient = found.get(notice.user_id, Recipient(notice.user, must_act=False))
    return context_of(notice.event, recipient, limit=MOST_CHANGES)

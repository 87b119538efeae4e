"""Reminders before and after the due date, and the daily digest: once each, however often the scheduler runs.

Rooms above that remind of their own register a function: `reminders.register(send_due_reminders)`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.workflow import digest, mailing
from cms.workflow.approvals import GroupsTask
from cms.workflow.due import Report, due_for, guarded, is_time, note_sent, requests_in_words
from cms.workflow.events import EditorialEvent, SentReminder
from cms.workflow.notices import account_url
from cms.workflow.subscriptions import MailChoice, choice_of, language_of
from cms.workflow.waiting import Waiting, requests_in_progress

# What was told is kept that long, to be able to answer “did I get a mail?”.
KEPT_DAYS = 90

Reminder = Callable[[datetime], int]
_registered: list[Reminder] = []


def register(reminder: Reminder) -> Reminder:
    """Add a function that sends what is due at an instant and returns how many mails it wrote. Twice is harmless.

    Shape: it is called as often as the scheduler runs, so it must remember by itself what it has sent.
    """
    if reminder not in _registered:
        _registered.append(reminder)
    return reminder


def send_reminders(now: datetime | None = None, *, dry_run: bool = False) -> Report:
    """Remind everybody of what is due, send the digests of the day, and let other rooms remind of theirs."""
    now = now or timezone.now()
    report = Report()
    if is_time(now):
        requests = requests_in_progress()
        for user in _people(requests):
            guarded(report, lambda user=user: _remind(user, requests, now, report, dry_run=dry_run))  # type: ignore[misc]
        digest.send_digests(now, report, dry_run=dry_run)
    if not dry_run:
        for reminder in _registered:
            guarded(report, lambda reminder=reminder: _ask(reminder, now, report))  # type: ignore[misc]
        _forget(now)
    return report


def _people(requests: list[Waiting]) -> list[Any]:
    """List the active accounts that decide on something: each once."""
    wanted = Q(pk__in=[])
    for task in {one.task.pk: one.task for one in requests}.values():
        relation = "groups" if isinstance(task, GroupsTask) else "readers"
        if hasattr(task, relation):
            keys = [row.pk for row in getattr(task, relation).all()]
            wanted |= Q(groups__in=keys) if relation == "groups" else Q(pk__in=keys)
    users = get_user_model()._default_manager.filter(wanted, is_active=True).exclude(email="")
    return list(users.distinct().order_by("pk"))


def _remind(user: Any, requests: list[Waiting], now: datetime, report: Report, *, dry_run: bool) -> None:
    # Whoever wants one mail a day finds them there.
    if choice_of(user) == MailChoice.DIGEST:
        return
    with transaction.atomic():
        due = due_for(user, requests, timezone.localtime(now).date())
        found = [one for one, _slot in due] if dry_run else note_sent(user, due)
        if not found:
            return
        report.lines.append(f"{user.get_username()}: {', '.join(one.page.get_admin_display_title() for one in found)}")
        report.mails += 1
        if not dry_run:
            context = {"requests": requests_in_words(found), "account_url": account_url()}
            mailing.send(template="reminder", to=[user.email], context=context, language=language_of(user))


def _ask(reminder: Reminder, now: datetime, report: Report) -> None:
    sent = reminder(now)
    report.mails += sent
    if sent:
        report.lines.append(f"{reminder.__module__}: {sent}")


def _forget(now: datetime) -> None:
    limit = now - timedelta(days=KEPT_DAYS)
    EditorialEvent.objects.filter(created_at__lt=limit).exclude(handled_at=None).delete()
    SentReminder.objects.filter(sent_at__lt=limit).delete()

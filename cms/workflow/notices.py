"""Telling: each event to each person once, at once or in the daily digest, with what has changed inside the mail."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, Revision

from cms.feed.models import FeedDocument, State
from cms.media.audiences import Audience
from cms.workflow import completeness, mailing
from cms.workflow.differences import Differences, differences
from cms.workflow.events import EditorialEvent, EventKind, Notice
from cms.workflow.notice_recipients import Recipient, recipients_of
from cms.workflow.notice_words import ASKED_AGAIN, EDIT, MENDED_BY_YOU, YOU_HAD_APPROVED, wording_of
from cms.workflow.review_history import last_approval_by, live_revision, previous_publication
from cms.workflow.states import BoundTaskState
from cms.workflow.subscriptions import MailChoice, choice_of, language_of

logger = logging.getLogger(__name__)
# After that many failures an event is left alone, and the log has told of each.
MOST_ATTEMPTS = 5
# A mail is read on a phone: the rest is on the review page.
MOST_CHANGES = 12
_ORDER = list(EventKind)


def work_off() -> int:
    """Tell what has not been told yet. Returns how many mails were written. Called after commit and every minute."""
    waiting = EditorialEvent.objects.filter(handled_at=None, attempts__lt=MOST_ATTEMPTS).values_list("pk", "kind")
    ordered = sorted(waiting, key=lambda row: (_ORDER.index(EventKind(row[1])), row[0]))
    return sum(_work_off_one(pk) for pk, _kind in ordered)


def _work_off_one(pk: int) -> int:
    with transaction.atomic():
        # Two of us at once: the second finds the row taken, or done.
        rows = EditorialEvent.objects.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked
        )
        event = rows.filter(pk=pk, handled_at=None).first()
        if event is None:
            return 0
        try:
            with transaction.atomic():
                written = _tell(event)
        except Exception:
            logger.exception("The event %s (%s) could not be told.", event.pk, event.kind)
            EditorialEvent.objects.filter(pk=pk).update(attempts=event.attempts + 1)
            return 0
        EditorialEvent.objects.filter(pk=pk).update(handled_at=timezone.now())
        return written


def _tell(event: EditorialEvent) -> int:
    if event.kind == EventKind.PUBLISHED and not _is_on_the_site(event.page_id):
        # Live for Wagtail, shown by nothing: a console, or a company without a mandate. Nobody is told otherwise.
        return 0
    written = 0
    for recipient in recipients_of(event):
        notice, is_new = Notice.objects.get_or_create(event=event, user=recipient.user)
        if not is_new:
            continue
        choice = choice_of(recipient.user)
        if choice == MailChoice.WAITING and not recipient.must_act:
            Notice.objects.filter(pk=notice.pk).update(is_muted=True)
        elif choice != MailChoice.DIGEST:
            language = language_of(recipient.user)
            with translation.override(language):
                context = context_of(event, recipient)
            mailing.send(template="notice", to=[recipient.user.email], context=context, language=language)
            Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
            written += 1
    return written


def _is_on_the_site(page_id: int) -> bool:
    return FeedDocument.objects.filter(page_id=page_id, audience=Audience.OWN.value, state=State.LIVE).exists()


def context_of(event: EditorialEvent, recipient: Recipient, *, limit: int = MOST_CHANGES) -> dict[str, Any]:
    """Return everything the mail says, in the language that is active. Units: `limit` is changes shown."""
    page = event.page.specific
    kind, wording = EventKind(event.kind), wording_of(event)
    names = {"title": page.get_admin_display_title(), "who": _who(event)}
    found, since = _differences(event, recipient, page, limit)
    return {
        "kind": kind.value,
        "subject": wording.subject % names,
        "headline": wording.headline % names,
        "what_next": _what_next(kind, recipient) or wording.what_next,
        "why": wording.why,
        "button": EDIT if _is_for_the_form(kind, recipient) else wording.button,
        "link": _link(kind, recipient, page),
        "comment": event.text,
        "due_on": _due_on(event) if kind == EventKind.ASKED else None,
        "reasons": _reasons(event) if kind == EventKind.REFUSED else [],
        "differences": found,
        "since": since,
        "page_type": page.page_type_display_name,
        "account_url": account_url(),
    }


def absolute(path: str) -> str:
    """Return an address of ours in full: a mail stands nowhere."""
    return path if "://" in path else settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def account_url() -> str:
    """Return the full address of a person's own settings."""
    return absolute(reverse("wagtailadmin_account")) + "#tab-notifications"


def review_url(page_id: int) -> str:
    """Return the full address of the review page."""
    return absolute(reverse("workflow:review", args=[page_id]))


def _who(event: EditorialEvent) -> str:
    """Name who did it: for a request whoever asked, for a decision the name that was recorded with it."""
    if event.kind == EventKind.ASKED and event.task_state is not None:
        asker = event.task_state.workflow_state.requested_by
        return get_user_display_name(asker) if asker else _("Somebody")
    if event.decision is not None and event.decision.user_name:
        return event.decision.user_name
    return get_user_display_name(event.actor) if event.actor else _("Somebody")


def _is_for_the_form(kind: EventKind, recipient: Recipient) -> bool:
    return recipient.must_act and kind in {EventKind.CHANGES, EventKind.REFUSED}


def _what_next(kind: EventKind, recipient: Recipient) -> Any:
    if kind == EventKind.CHANGES:
        return MENDED_BY_YOU if recipient.must_act else YOU_HAD_APPROVED
    return ASKED_AGAIN if kind == EventKind.REOPENED and recipient.must_act else ""


def _link(kind: EventKind, recipient: Recipient, page: Page) -> str:
    if _is_for_the_form(kind, recipient):
        return absolute(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    if kind == EventKind.PUBLISHED and page.live and (url := page.full_url):
        return str(url)
    return review_url(page.pk)


def _due_on(event: EditorialEvent) -> Any:
    return BoundTaskState.objects.filter(pk=event.task_state_id).values_list("due_on", flat=True).first()


def _reasons(event: EditorialEvent) -> list[dict[str, str]]:
    """List what is missing now, each with the address where it can be mended."""
    if event.revision is None:
        return [{"message": line, "url": ""} for line in event.text.splitlines()]
    edit = reverse("wagtailadmin_pages:edit", args=[event.page_id])
    return [
        {
            "message": str(reason.message),
            "url": absolute(reason.url or (f"{edit}#id_{reason.field}" if reason.field else edit)),
        }
        for reason in completeness.obstacles(event.revision.as_object())
    ]


def _differences(event: EditorialEvent, recipient: Recipient, page: Page, limit: int) -> tuple[Differences | None, str]:
    """Compare with what matters to this person, and say with what."""
    kind, now = EventKind(event.kind), _revision_of(event)
    if now is None or kind in {EventKind.REFUSED, EventKind.MENTION}:
        return None, ""
    base, since = _base(kind, recipient, page, now)
    if base is None:
        return None, _("This page has never been published.") if kind == EventKind.ASKED else ""
    if base.pk == now.pk:
        return None, ""
    return differences(base.as_object(), now.as_object(), limit=limit), since


def _revision_of(event: EditorialEvent) -> Revision | None:
    if event.revision is not None or event.task_state is None:
        return event.revision
    return event.task_state.revision


def _base(kind: EventKind, recipient: Recipient, page: Page, now: Revision) -> tuple[Revision | None, str]:
    if kind == EventKind.PUBLISHED:
        return previous_publication(page, now), _("What is new since the last publication:")
    approval = last_approval_by(recipient.user, page)
    is_concerned = kind in {EventKind.ASKED, EventKind.REOPENED} or not recipient.must_act
    if approval is not None and is_concerned and kind != EventKind.READY:
        return approval.revision, _("What has changed since you approved it:")
    return live_revision(page), _("What has changed since it was last published:")

"""Opening, following up and closing recall sheets. Every withdrawal opens one, whichever door it came through."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context, log

from cms.recall import letters
from cms.recall.recipients import add_known_recipients
from cms.recall.sheets import RecallRecipient, RecallSheet
from cms.recall.snapshot import documents_of, images_of, merged


class _Session:
    """The sheets of the running transaction: a form that ends five consents opens one sheet, not five."""

    def __init__(self) -> None:
        self.sheet_ids: list[int] = []
        self.is_over = False

    def __call__(self) -> None:
        """Write to those concerned, once everything is committed."""
        self.is_over = True
        letters.announce_waiting()

    @classmethod
    def current(cls) -> _Session:
        """Return the session of this transaction, begun if need be."""
        for entry in connection.run_on_commit:
            function = entry[1]
            if isinstance(function, cls) and not function.is_over:
                return function
        begun = cls()
        # The withdrawal stands, whatever becomes of the mail.
        transaction.on_commit(begun, robust=True)
        return begun

    def sheets(self) -> list[RecallSheet]:
        """Return its sheets; one that was rolled back to a savepoint is no longer among them."""
        return list(RecallSheet.objects.filter(pk__in=self.sheet_ids).order_by("pk"))


@transaction.atomic
def open_sheet(
    *,
    content_id: uuid.UUID | None = None,
    title: str,
    cause: str,
    user: Any = None,
    image_ids: Iterable[int] = (),
    detail: str = "",
    reason: str = "",
    requested_by: str = "",
    requested_how: str = "",
    requested_on: Any = None,
    is_automatic: bool = False,
    part_ids: Iterable[uuid.UUID] = (),
) -> RecallSheet:
    """Open a recall sheet on a content, on pictures, or on both, and note who is known to have them.

    Shape: `cause` is one of Cause or a short text; `part_ids` are contents that go with it (chapters). Call it in the
    transaction of the withdrawal, before or after the rows change: what was public is read from the feed, which follows
    at the end of that transaction. A sheet that the changed rows opened by themselves in the same transaction is taken
    over.
    """
    ids = list(dict.fromkeys(image_ids))
    session = _Session.current()
    user = user or get_active_log_context().user
    sheet = next((one for one in session.sheets() if one.is_automatic), None) or RecallSheet(opened_by=user)
    is_new = sheet.pk is None
    sheet.content_id = content_id or sheet.content_id
    sheet.title, sheet.cause = title[:255], str(cause)[:200]
    sheet.detail = "\n".join(filter(None, [sheet.detail, detail])) if is_automatic else detail
    sheet.reason, sheet.requested_by, sheet.requested_how = reason, requested_by[:200], requested_how
    sheet.requested_on = requested_on
    sheet.is_automatic = is_automatic
    sheet.documents = merged(sheet.documents, documents_of(filter(None, [sheet.content_id, *part_ids]), ids))
    sheet.images = merged(sheet.images, images_of(ids))
    sheet.save()
    add_known_recipients(sheet)
    if is_new:
        session.sheet_ids.append(sheet.pk)
        log(instance=sheet, action="fabrique.recall.opened", user=user, data={"cause": sheet.cause})
    return sheet


@transaction.atomic
def note_withdrawal(
    *, title: str, cause: str, content_id: uuid.UUID | None = None, image_ids: Iterable[int] = (), detail: str = ""
) -> RecallSheet | None:
    """Open a sheet because a row says so, unless the one that opened it in this transaction covers it already."""
    ids = set(image_ids)
    for sheet in _Session.current().sheets():
        covers_page = content_id is None or sheet.content_id == content_id
        if not sheet.is_automatic and covers_page and ids <= set(sheet.image_ids):
            return None
    automatic = next((one for one in _Session.current().sheets() if one.is_automatic), None)
    if automatic is not None:
        title, cause = automatic.title, automatic.cause
    return open_sheet(content_id=content_id, title=title, cause=cause, image_ids=ids, detail=detail, is_automatic=True)


def add_recipient(
    sheet: RecallSheet, *, name: str, contact: str = "", note: str = "", user: Any = None
) -> RecallRecipient:
    """Note somebody who is known to have what is recalled."""
    recipient = RecallRecipient.objects.create(sheet=sheet, name=name, contact=contact, note=note, is_manual=True)
    log(instance=sheet, action="fabrique.recall.recipient", user=user, data={"recipient": recipient.pk})
    return recipient


def acknowledge(recipient: RecallRecipient, *, at: Any = None, note: str = "", user: Any = None) -> None:
    """Note that somebody has said that it is gone."""
    recipient.acknowledged_at = at or timezone.now()
    recipient.note = note
    recipient.save(update_fields=["acknowledged_at", "note"])
    log(instance=recipient.sheet, action="fabrique.recall.acknowledged", user=user, data={"recipient": recipient.pk})


def reopen_recipient(recipient: RecallRecipient, *, user: Any = None) -> None:
    """Take an answer back that was noted by mistake."""
    recipient.acknowledged_at = None
    recipient.save(update_fields=["acknowledged_at"])
    log(instance=recipient.sheet, action="fabrique.recall.unacknowledged", user=user, data={"recipient": recipient.pk})


def close_sheet(sheet: RecallSheet, *, note: str, user: Any = None) -> bool:
    """Close a sheet with a note. Returns False if it was closed already."""
    closed = RecallSheet.objects.filter(pk=sheet.pk, closed_at=None).update(
        closed_at=timezone.now(), closed_by=user, closing_note=note
    )
    if closed:
        sheet.refresh_from_db()
        log(instance=sheet, action="fabrique.recall.closed", user=user, data={"waiting": _waiting(sheet)})
    return bool(closed)


def _waiting(sheet: RecallSheet) -> int:
    return sheet.recipients.filter(acknowledged_at=None).count()

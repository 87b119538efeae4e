"""Sending proofs, sending them again, calling them back. Writes; each function is one editorial transaction."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page

from cms.feed.transaction import require_editorial_transaction, run_editorial
from cms.signoff import letters
from cms.signoff.chain import append
from cms.signoff.choices import Purpose, RecordKind, Status
from cms.signoff.conf import lifetime
from cms.signoff.requests import Contact, MagicLink, SignOffRequest
from cms.signoff.subjects import Said, needs_sign_off, said_now, still_says
from cms.signoff.tokens import digest, mint


class CannotSend(RuntimeError):
    """A proof cannot be sent now. The message is for the editor, and says what to do first."""


def invite(page: Page, user: Any) -> SignOffRequest:
    """Send the proof of a portrait to its contact.

    Shape: `page` may be in any of its languages; all that are complete are sent.
    Errors: CannotSend if nobody is known to write to, or if a proof of the same content waits already.
    """

    def work() -> SignOffRequest:
        waiting = pending(page.translation_key)
        if waiting is not None and still_says(waiting):
            raise CannotSend(
                _("A proof of this very text waits for an answer already. To send the link once more, reissue it.")
            )
        if waiting is not None:
            supersede(waiting)
        return _send(page, user, RecordKind.INVITED)

    return run_editorial(work)


def reissue(page: Page, user: Any) -> SignOffRequest:
    """Send a new link, for what the portrait says now; the former one no longer opens anything.

    Errors: CannotSend, as for `invite`.
    """

    def work() -> SignOffRequest:
        former = pending(page.translation_key)
        if former is not None:
            _close(former, Status.SUPERSEDED, RecordKind.SUPERSEDED, reason="reissued")
        return _send(page, user, RecordKind.REISSUED)

    return run_editorial(work)


def revoke(request_id: int, user: Any) -> bool:
    """Call a proof back. Returns False if it waits no longer."""

    def work() -> bool:
        found = SignOffRequest.objects.select_for_update().filter(pk=request_id, status=Status.PENDING).first()
        if found is None:
            return False
        _close(found, Status.REVOKED, RecordKind.REVOKED, reason="called_back", by=get_user_display_name(user))
        return True

    return run_editorial(work)


def pending(content_id: uuid.UUID) -> SignOffRequest | None:
    """Return the request that waits for this portrait, locked, or None; one that time has ended is noted as expired."""
    found = SignOffRequest.objects.select_for_update().filter(content_id=content_id, status=Status.PENDING).first()
    if found is not None and found.effective_status == Status.EXPIRED:
        expire(found)
        return None
    return found


def supersede(request: SignOffRequest) -> None:
    """Close a request whose portrait says something else now, and tell the person kindly."""
    if _close(request, Status.SUPERSEDED, RecordKind.SUPERSEDED, reason="content"):
        letters.tell_superseded(request)


def expire(request: SignOffRequest) -> None:
    """Note that nobody decided in time."""
    _close(request, Status.EXPIRED, RecordKind.EXPIRED, reason="time")


def new_link(request: SignOffRequest, purpose: Purpose) -> str:
    """Return a token that opens a request; only its hash is kept."""
    token = mint(purpose)
    MagicLink.objects.create(request=request, purpose=purpose, token_hash=digest(token))
    return token


def _send(page: Page, user: Any, kind: RecordKind) -> SignOffRequest:
    said, contact = _sendable(page)
    request = SignOffRequest.objects.create(
        content_id=page.translation_key,
        page=next(iter(said.pages.values())),
        digests=said.digests,
        revisions=said.revisions,
        images=said.images,
        created_by=user,
        expires_at=timezone.now() + lifetime(),
        sent_at=timezone.now(),
    )
    append(
        kind,
        content_id=request.content_id,
        request_id=request.pk,
        details={
            "titles": said.titles,
            "digests": said.digests,
            "revisions": said.revisions,
            "images": said.images,
            "expires_at": request.expires_at,
        },
        personal={"name": contact.name, "email": contact.email, "by": get_user_display_name(user) if user else ""},
    )
    letters.send_invitation(request, contact, new_link(request, Purpose.PROOF), said.titles)
    return request


def _sendable(page: Page) -> tuple[Said, Contact]:
    if not needs_sign_off(page):
        raise CannotSend(_("Pages of this type are signed by nobody."))
    contact = Contact.objects.filter(content_id=page.translation_key).first()
    if contact is None:
        raise CannotSend(
            _("Nobody is known to write to: enter the name and the address of the person portrayed first.")
        )
    said = said_now(page.translation_key)
    if not said.pages:
        raise CannotSend(_("There is no text to show yet."))
    return said, contact


def _close(request: SignOffRequest, status: Status, kind: RecordKind, *, reason: str, by: str = "") -> bool:
    """Give a waiting request its final state. Returns False if it waits no longer."""
    require_editorial_transaction("Closing a sign-off")
    closed = SignOffRequest.objects.filter(pk=request.pk, status=Status.PENDING).update(status=status)
    if not closed:
        return False
    request.status = status
    personal = {"by": by}
    append(kind, content_id=request.content_id, request_id=request.pk, details={"reason": reason}, personal=personal)
    return True


def note_reminder(request: SignOffRequest, contact: Contact) -> None:
    """Record that a reminder goes out, and send it with a link of its own."""
    require_editorial_transaction("A reminder")
    SignOffRequest.objects.filter(pk=request.pk).update(reminders_sent=F("reminders_sent") + 1)
    append(
        RecordKind.REMINDED,
        content_id=request.content_id,
        request_id=request.pk,
        details={"number": request.reminders_sent + 1},
        personal={"name": contact.name, "email": contact.email},
    )
    letters.send_reminder(request, contact, new_link(request, Purpose.PROOF))

"""The mails of a sign-off. What opens something is never stored; everything leaves after commit."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from cms.feed.transaction import run_editorial
from cms.pages.models import SiteIdentity
from cms.signoff import receipts
from cms.signoff.choices import Purpose
from cms.signoff.records import SignOffRecord
from cms.signoff.requests import Contact, MagicLink, SignOffRequest
from cms.signoff.tokens import digest, mint
from cms.workflow import mailing
from cms.workflow.roles import Role, holders


def link_address(token: str, language: str) -> str:
    """Return the absolute address of a link, in the language of the person."""
    with translation.override(language):
        path = reverse("signoff:enter", args=[token])
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def send_invitation(request: SignOffRequest, contact: Contact, token: str, titles: dict[str, str]) -> None:
    """Send the link of a proof."""
    _write_secretly("signoff_invitation", request, contact, token, title=_title(titles, contact.language))


def send_reminder(request: SignOffRequest, contact: Contact, token: str) -> None:
    """Send a link once more, kindly. The earlier ones still open the proof."""
    page = request.page
    _write_secretly("signoff_reminder", request, contact, token, title=page.specific.draft_title if page else "")


def tell_superseded(request: SignOffRequest) -> None:
    """Tell the person that the text has changed and that a new link will come."""
    contact = Contact.objects.filter(content_id=request.content_id).first()
    if contact is not None and request.sent_at is not None:
        _write("signoff_superseded", [contact.email], contact.language, request, contact=contact)


def thank_for_answer(request: SignOffRequest) -> None:
    """Confirm to the person that their remarks or their refusal have arrived."""
    contact = Contact.objects.filter(content_id=request.content_id).first()
    if contact is not None:
        _write("signoff_answer", [contact.email], contact.language, request, contact=contact)


def tell_signed(request: SignOffRequest, name: str) -> None:
    """Tell the staff concerned that they may go on."""
    _write("signoff_signed", _staff(request), settings.LANGUAGE_CODE, request, name=name)


def tell_sent_back(request: SignOffRequest, name: str) -> None:
    """Tell the staff concerned what the person asks for, or that they refuse."""
    template = "signoff_refused" if request.status == "refused" else "signoff_changes"
    _write(template, _staff(request), settings.LANGUAGE_CODE, request, name=name, remarks=request.remark_list)


def tell_withdrawn(request: SignOffRequest, record: SignOffRecord, title: str) -> None:
    """Tell the staff concerned what was taken back; publishers and partnerships hear of the recall (cms.recall)."""
    with translation.override(settings.LANGUAGE_CODE):
        scope = receipts.scope_in_words(record)
    _write(
        "signoff_withdrawn",
        _staff(request),
        settings.LANGUAGE_CODE,
        request,
        record=record,
        scope=scope,
        portrait=title,
    )


def send_receipt(request_id: int, sequence: int, token: str) -> None:
    """Send the receipt once the signature is committed: the PDF is made outside the lock."""
    transaction.on_commit(partial(_send_receipt, request_id, sequence, token))


def send_receipt_again(request_id: int) -> None:
    """Send a receipt that did not leave, with a new link: the former one is known to nobody."""
    record = SignOffRecord.objects.filter(request_id=request_id, kind="signed").first()
    if record is None:
        return
    token = mint(Purpose.RECEIPT)
    run_editorial(
        lambda: MagicLink.objects.create(request_id=request_id, purpose=Purpose.RECEIPT, token_hash=digest(token))
    )
    _send_receipt(request_id, record.sequence, token)


def send_withdrawal_receipt(request: SignOffRequest, record: SignOffRecord, person: dict[str, Any]) -> None:
    """Confirm to the person what they took back."""
    contact = Contact.objects.filter(content_id=request.content_id).first()
    address = person.get("email") or (contact.email if contact else "")
    language = contact.language if contact else settings.LANGUAGE_CODE
    with translation.override(language):
        scope = receipts.scope_in_words(record)
    _write("signoff_withdrawal", [address], language, request, record=record, scope=scope)


def _send_receipt(request_id: int, sequence: int, token: str) -> None:
    request = SignOffRequest.objects.get(pk=request_id)
    contact = Contact.objects.filter(content_id=request.content_id).first()
    record = SignOffRecord.objects.select_related("personal").get(pk=sequence)
    if contact is None:
        return
    with translation.override(contact.language):
        receipt = receipts.receipt_of(record)
        document = receipts.as_pdf(receipt)
    files = [(receipt.filename, document, "application/pdf")] if document is not None else []

    def note(_address: str, error: Exception) -> None:
        values = {"mail_error": type(error).__name__, "receipt_sent_at": None}
        SignOffRequest.objects.filter(pk=request_id).update(**values)

    # Before it is sent: what fails then takes it back, at once or after the commit of whoever calls.
    SignOffRequest.objects.filter(pk=request_id).update(mail_error="", receipt_sent_at=timezone.now())
    mailing.send(
        template="signoff_receipt",
        to=[contact.email],
        language=contact.language,
        is_secret=True,
        attachments=files,
        on_failure=note,
        context={
            "contact": contact,
            "receipt": receipt,
            "has_pdf": document is not None,
            "url": link_address(token, contact.language),
        },
    )


def _write_secretly(template: str, request: SignOffRequest, contact: Contact, token: str, *, title: str) -> None:
    pk = request.pk

    def note(_address: str, error: Exception) -> None:
        # The kind of failure alone: a server's answer may repeat the address.
        SignOffRequest.objects.filter(pk=pk).update(mail_error=type(error).__name__)

    mailing.send(
        template=template,
        to=[contact.email],
        language=contact.language,
        is_secret=True,
        on_failure=note,
        context={
            "contact": contact,
            "request": request,
            "title": title,
            "url": link_address(token, contact.language),
            "reply_to": _reply_to(request),
        },
    )


def _write(template: str, to: Iterable[str], language: str, request: SignOffRequest, **context: Any) -> None:
    page = request.page
    full = {
        "request": request,
        "title": page.specific.draft_title if page else "",
        "admin_url": _admin_address(request),
        "reply_to": _reply_to(request),
        **context,
    }
    mailing.send(template=template, to=to, language=language, context=full)


def _admin_address(request: SignOffRequest) -> str:
    if request.page_id is None:
        return ""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("signoff_page", args=[request.page_id])


def _reply_to(request: SignOffRequest) -> str:
    """Return where the person can write: our mails come from an address that nobody reads."""
    identity = SiteIdentity.objects.order_by("pk").first()
    if identity is not None and identity.contact_email:
        return identity.contact_email
    return request.created_by.email if request.created_by is not None else ""


def _staff(request: SignOffRequest) -> list[str]:
    """Return the addresses of those who wrote the portrait or sent the proof; the publishers where there are none."""
    page = request.page
    latest = page.get_latest_revision() if page is not None else None
    people = [request.created_by, page.owner if page else None, latest.user if latest else None]
    found = [person.email for person in people if person is not None and person.is_active and person.email]
    return list(dict.fromkeys(found)) or list(
        holders(Role.PUBLICATION).exclude(email="").values_list("email", flat=True)
    )


def _title(titles: dict[str, str], language: str) -> str:
    return titles.get(language) or next(iter(titles.values()), "")

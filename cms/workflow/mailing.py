"""Mails of the house: text and HTML from one pair of templates, sent after commit, tried again until they leave."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cms.pages.models import SiteIdentity
from cms.workflow.records import OutgoingMail

logger = logging.getLogger(__name__)
Attachment = tuple[str, bytes, str]
# Minutes after which a mail that did not leave is tried again; then it stays, for somebody to look at.
RETRIES_MIN = (5, 30, 120, 480, 1440)
# Of mails to the whole house, to people whose language is not known.
LANGUAGE = "fr"


def send(
    *,
    template: str,
    to: Iterable[str],
    context: dict[str, Any],
    language: str = LANGUAGE,
    attachments: Iterable[Attachment] = (),
    is_secret: bool = False,
    on_failure: Callable[[str, Exception], None] | None = None,
) -> None:
    """Send one mail to each address once the running transaction is committed; nothing leaves if it is rolled back.

    Shape: renders `mail/<template>.subject.txt`, `mail/<template>.txt` and `mail/<template>.html`. A secret mail (one
    that carries a link which opens something) or one with attachments is never stored: if it does not leave,
    `on_failure` is told the address and the error, and somebody has to send it anew.
    Errors: TemplateDoesNotExist, at once.
    """
    files = tuple(attachments)
    for address in dict.fromkeys(filter(None, to)):
        mail = _written(template, address, context, language)
        if is_secret or files:
            transaction.on_commit(lambda mail=mail: _send_once(mail, files, on_failure))  # type: ignore[misc]
        else:
            mail.save()
            transaction.on_commit(lambda mail=mail: _deliver(mail))  # type: ignore[misc]


def _written(template: str, address: str, context: dict[str, Any], language: str) -> OutgoingMail:
    with translation.override(language):
        identity = SiteIdentity.objects.order_by("pk").first() or SiteIdentity()
        base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
        full = {"identity": identity, "base_url": base, "language": language, **context}
        subject = " ".join(render_to_string(f"mail/{template}.subject.txt", full).split())
        return OutgoingMail(
            recipient=address,
            subject=subject[:250],
            text=render_to_string(f"mail/{template}.txt", full).strip() + "\n",
            html=render_to_string(f"mail/{template}.html", full),
            template=template,
            next_attempt_at=timezone.now(),
        )


def _message(mail: OutgoingMail, files: Iterable[Attachment]) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.recipient])
    message.attach_alternative(mail.html, "text/html")
    # RFC 3834: no out-of-office reply is to be sent to what a machine wrote.
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    for name, data, media_type in files:
        message.attach(name, data, media_type)
    return message


def _send_once(
    mail: OutgoingMail, files: Iterable[Attachment], on_failure: Callable[[str, Exception], None] | None
) -> None:
    try:
        _message(mail, files).send()
    except Exception as error:  # noqa: BLE001 (whatever a mail server answers, the decision stands and somebody is told)
        # Neither text nor address: the one may open something, the other is a person's.
        logger.error("The mail “%s” could not be sent: %s", mail.template, type(error).__name__)
        if on_failure is not None:
            on_failure(mail.recipient, error)


def _deliver(mail: OutgoingMail) -> bool:
    """Send a stored mail, or note why not and when to try again."""
    try:
        _message(mail, ()).send()
    except Exception as error:  # noqa: BLE001 (tried again by send_waiting)
        mail.error = f"{type(error).__name__}: {error}"[:250]
        wait = RETRIES_MIN[mail.attempts] if mail.attempts < len(RETRIES_MIN) else None
        mail.next_attempt_at = timezone.now() + timedelta(minutes=wait) if wait else None
        mail.attempts += 1
        mail.save(update_fields=["error", "attempts", "next_attempt_at"])
        logger.error("The mail “%s” (%s) could not be sent: %s", mail.template, mail.pk, type(error).__name__)
        return False
    mail.sent_at, mail.next_attempt_at, mail.error = timezone.now(), None, ""
    mail.text = mail.html = ""
    mail.attempts += 1
    mail.save(update_fields=["sent_at", "next_attempt_at", "error", "text", "html", "attempts"])
    return True


def send_waiting(now: datetime | None = None) -> tuple[int, int]:
    """Try again what has not left yet. Shape: how many left, how many did not. Called every minute."""
    now = now or timezone.now()
    sent = failed = 0
    due = Q(sent_at=None, next_attempt_at__lte=now)
    for pk in OutgoingMail.objects.filter(due).values_list("pk", flat=True):
        with transaction.atomic():
            # Two sweepers at once: the second finds the row taken.
            mail = OutgoingMail.objects.select_for_update(skip_locked=_can_skip()).filter(due, pk=pk).first()
            if mail is None:
                continue
            if _deliver(mail):
                sent += 1
            else:
                failed += 1
    return sent, failed


def _can_skip() -> bool:
    return transaction.get_connection().features.has_select_for_update_skip_locked

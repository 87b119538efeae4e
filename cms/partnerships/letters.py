"""The mail that brings a link. It opens something: it is never stored, and leaves after commit."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.conf import settings
from django.db import close_old_connections, transaction
from django.urls import reverse
from django.utils import translation
from django.views.decorators.debug import sensitive_variables

from cms.partners.models import PartnerContact
from cms.partnerships.audit import note_on
from cms.partnerships.links import contacts_of, make_link
from cms.workflow import mailing

logger = logging.getLogger(__name__)
# One is enough: whoever asks for a link waits for a mail anyway, and no flood of questions becomes a flood of threads.
_later = ThreadPoolExecutor(max_workers=1, thread_name_prefix="partner-links")


@sensitive_variables("token", "url")
def send_link(contact: PartnerContact, *, user: Any = None) -> None:
    """Mail a new link to a contact. Shape: `user` is who sends it; None where the contact asked for it."""
    with transaction.atomic():
        link, token = make_link(contact, user=user)
        with translation.override(contact.language):
            url = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("partnerships:enter", args=[token])
        context = {"contact": contact, "partner": contact.partner, "link": link, "url": url, "is_asked": user is None}
        mailing.send(
            template="partner_link", to=[contact.email], context=context, language=contact.language, is_secret=True
        )


def answer_later(address: str) -> None:
    """Send their links to the contacts of an address, if there are any, after the answer is on its way.

    Nobody learns from how long an answer takes whether an address is known.
    """
    _later.submit(partial(_in_a_thread, address))


def send_links_to(address: str) -> int:
    """Send each contact of an address its link. Returns how many were sent."""
    contacts = contacts_of(address)
    for contact in contacts:
        send_link(contact)
        note_on(contact.partner, "link_asked", about=contact)
    return len(contacts)


def _in_a_thread(address: str) -> None:
    close_old_connections()
    try:
        send_links_to(address)
    except Exception as error:  # noqa: BLE001 (nobody waits for this thread: the log is where it can be seen)
        # Neither text nor address: the one may open something, the other is a person's.
        logger.error("A link to a partner’s page could not be sent: %s", type(error).__name__)
    finally:
        close_old_connections()

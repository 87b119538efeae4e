"""A contact before the partner's own page: the mail, the link, the browser."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client

from cms.partners.models import PartnerContact
from cms.partnerships.letters import send_link

LINK = re.compile(r"http://testserver(/\S+fvm_page_[A-Za-z0-9_-]{43}/)")


def link_in(message: Any) -> str:
    """Return the path of the link that a mail brings."""
    found = LINK.search(message.body)
    assert found is not None, message.body
    return found.group(1)


def mailed(contact: PartnerContact, capture: Any, **more: Any) -> str:
    """Send a contact a link and return its path."""
    with capture(execute=True):
        send_link(contact, **more)
    return link_in(mail.outbox[-1])


def come_in(contact: PartnerContact, capture: Any, **more: Any) -> Client:
    """Return a browser in which a contact has opened its link."""
    browser = Client(**more)
    answer = browser.get(mailed(contact, capture))
    assert answer.status_code == 303, answer.content
    return browser

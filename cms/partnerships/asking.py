"""How often a link may be asked for: per machine, and per mailbox, so that nobody floods a contact with our mails."""

from __future__ import annotations

import time

from django.http import HttpRequest

from cms.partners.visitors import address_of
from cms.signoff.throttle import HOUR_S, count_up, masked

MOST_PER_MACHINE = 10
MOST_PER_MAILBOX = 3


def wait_s(request: HttpRequest) -> int:
    """Count a question of a machine, and return how many seconds it must wait; 0 if it need not."""
    asked = count_up(_key("machine", address_of(request)), HOUR_S)
    return 0 if asked <= MOST_PER_MACHINE else HOUR_S - int(time.time()) % HOUR_S


def may_write_to(email: str) -> bool:
    """Count a mail to a mailbox, and tell whether it may leave. Whoever asked is told the same either way."""
    return count_up(_key("mailbox", email.lower()), HOUR_S) <= MOST_PER_MAILBOX


def _key(kind: str, text: str) -> str:
    return f"partner-link:{kind}:{masked(text)}:{int(time.time()) // HOUR_S}"

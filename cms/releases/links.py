"""The private address of somebody's calendar: a token of 256 random bits, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

from django.utils import timezone
from wagtail.log_actions import log

from cms.releases.models import CalendarLink
from cms.workflow.masking import register_secret

RANDOM_BYTES = 32
# A prefix by which a log, or a scanner for leaked secrets, recognises a token without knowing any.
PREFIX = "cal_"
IN_TEXT = re.compile(r"\bcal_[A-Za-z0-9_-]{20,}")


def mask_in_logs() -> None:
    """Keep the addresses out of every log of this process."""
    register_secret(IN_TEXT, f"{PREFIX}***")


def digest(token: str) -> str:
    """Return what is kept of a token. A plain hash does: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(user: Any) -> str:
    """Make a new link for a user and return its token, for the only time. A former link no longer opens anything."""
    token = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    values = {"token_hash": digest(token), "created_at": timezone.now()}
    CalendarLink.objects.update_or_create(user=user, defaults=values)
    log(instance=user, action="fabrique.calendar_link.issue", user=user)
    return token


def revoke(user: Any) -> bool:
    """Make a user's link useless. Returns whether there was one."""
    count, _rows = CalendarLink.objects.filter(user=user).delete()
    if count:
        log(instance=user, action="fabrique.calendar_link.revoke", user=user)
    return bool(count)


def owner_of(token: str) -> Any | None:
    """Return whose calendar a token opens, or None: unknown, revoked, or of somebody who may no longer see it."""
    if not token.startswith(PREFIX):
        return None
    link = CalendarLink.objects.select_related("user").filter(token_hash=digest(token)).first()
    return link.user if link is not None and may_see_calendar(link.user) else None


def may_see_calendar(user: Any) -> bool:
    """Tell whether the calendar and the releases are a user's concern."""
    return bool(
        user.is_active and user.has_perm("wagtailadmin.access_admin") and user.has_perm("releases.view_release")
    )

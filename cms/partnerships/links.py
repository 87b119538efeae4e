"""Links to a partner's page: made, found, revoked. A token is drawn at random, and only its digest is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cms.partners.models import Partner, PartnerContact
from cms.partnerships.models import PartnerLink

RANDOM_BYTES = 32
PREFIX = "fvm_page_"
# What a log must never show.
IN_TEXT = re.compile(r"\bfvm_page_[A-Za-z0-9_-]{20,}")
# Somebody waits at the screen for the one, and comes back from holidays to the other.
ASKED_LIFETIME = timedelta(hours=1)
SENT_LIFETIME = timedelta(days=7)
# Long enough to answer “who was sent what, and when”.
KEEP = timedelta(days=180)


def digest(token: str) -> str:
    """Return what is kept of a token. A plain hash does: nobody guesses 256 bits, so there is nothing to slow down."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(contact: PartnerContact, *, user: Any = None) -> tuple[PartnerLink, str]:
    """Make a link and return it with its token, for the only time. Shape: `user` is who sends it, None who asks."""
    token = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    lifetime = SENT_LIFETIME if user is not None else ASKED_LIFETIME
    now = timezone.now()
    link = PartnerLink.objects.create(
        contact=contact, token_hash=digest(token), created_at=now, expires_at=now + lifetime, sent_by=user
    )
    return link, token


def standing_links() -> QuerySet[PartnerLink]:
    """Return the links that were neither revoked nor logged out of, of partners that are not on hold."""
    return _not_ended().select_related("contact__partner").filter(contact__partner__is_active=True)


def _not_ended() -> QuerySet[PartnerLink]:
    # As PartnerLink.is_ended says of one.
    return PartnerLink.objects.filter(revoked_at=None, closed_at=None)


def find_link(token: str) -> PartnerLink | None:
    """Return the link that a token opens now, or None. One query, by the digest."""
    if not token.startswith(PREFIX):
        return None
    return standing_links().filter(token_hash=digest(token), expires_at__gt=timezone.now()).first()


def log_out(contact: PartnerContact) -> int:
    """End every link of a contact, and the browsers that came in by one: whoever logs out is out everywhere.

    Shape: returns how many stood open.
    """
    return _not_ended().filter(contact=contact).update(closed_at=timezone.now())


def revoke_links(contact: PartnerContact) -> int:
    """Close every link of a contact, and the browsers that came in by one. Returns how many stood open."""
    return _not_ended().filter(contact=contact).update(revoked_at=timezone.now())


def contacts_of(address: str) -> list[PartnerContact]:
    """Return the contacts who may be sent a link at an address: an agency serves several partners."""
    known = PartnerContact.objects.select_related("partner")
    return list(known.filter(email__iexact=address, partner__is_active=True).order_by("pk"))


def links_of(partner: Partner) -> dict[int, list[PartnerLink]]:
    """Return the links of each contact, the newest first, by the contact's number."""
    found: dict[int, list[PartnerLink]] = defaultdict(list)
    links = PartnerLink.objects.filter(contact__partner=partner).select_related("sent_by")
    for link in links.order_by("-created_at", "-pk"):
        found[link.contact_id].append(link)
    return found


def forget_links(before: datetime) -> int:
    """Delete the links that have ended before an instant."""
    count, _details = PartnerLink.objects.filter(expires_at__lt=before).delete()
    return count

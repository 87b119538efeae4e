"""Keys: drawn at random, shown once, kept as a digest; two of a kind are valid while one replaces the other."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.partners.choices import KeyKind
from cms.partners.models import Partner, PartnerKey

RANDOM_BYTES = 32
PREFIXES = {KeyKind.SECRET: "fvm_sk_", KeyKind.PUBLISHABLE: "fvm_pk_"}
SHOWN_LETTERS = 6
# Long enough for a web agency that comes by once a week to put the new one in place.
OVERLAP = timedelta(days=14)
MOST_VALID = 2
FORM = re.compile(r"fvm_(?:sk|pk)_[A-Za-z0-9_-]{43}", re.ASCII)
# What a log must never show: secret keys alone; publishable ones are public by nature.
SECRET_IN_TEXT = re.compile(r"\bfvm_sk_[A-Za-z0-9_-]{8,}")


def digest(key: str) -> str:
    """Return what is kept of a key. A plain hash does: nobody guesses 256 bits, so there is nothing to slow down."""
    return hashlib.sha256(key.encode()).hexdigest()


class PartnerOnHold(RuntimeError):
    """A partner that is not active gets no new key."""


def valid_keys() -> QuerySet[PartnerKey]:
    """Return the keys that open something now."""
    now = timezone.now()
    return PartnerKey.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True, partner__is_active=True
    )


@transaction.atomic
def issue_key(partner: Partner, kind: KeyKind) -> str:
    """Make a new key and return it, for the only time.

    Shape: the key it replaces stays valid for OVERLAP; were there two already, the older is revoked at once.
    Errors: PartnerOnHold.
    """
    if not Partner.objects.select_for_update().get(pk=partner.pk).is_active:
        raise PartnerOnHold
    now = timezone.now()
    held = list(valid_keys().filter(partner=partner, kind=kind).order_by("-created_at", "-pk"))
    for key in held[MOST_VALID - 1 :]:
        key.revoked_at = now
        key.save(update_fields=["revoked_at"])
    for key in held[: MOST_VALID - 1]:
        ends = now + OVERLAP
        if key.expires_at is None or key.expires_at > ends:
            key.expires_at = ends
            key.save(update_fields=["expires_at"])
    text = PREFIXES[kind] + secrets.token_urlsafe(RANDOM_BYTES)
    shown = text[: len(PREFIXES[kind]) + SHOWN_LETTERS]
    PartnerKey.objects.create(partner=partner, kind=kind, prefix=shown, digest=digest(text), created_at=now)
    return text


def revoke_key(key: PartnerKey) -> bool:
    """Make a key useless from the next request on. Returns False if it was revoked already."""
    now = timezone.now()
    done = PartnerKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now)
    if done:
        key.revoked_at = now
    return bool(done)

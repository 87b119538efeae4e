"""Keeping robots out without asking anybody else: a field that people leave empty, a form that was read before it was
sent, and counts per address that name no address.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from cms.partners.visitors import address_of

HONEYPOT = "reference_interne"
SHORTEST_FILLING_S = 4
LONGEST_FILLING_S = 24 * 3600
HOUR_S = 3600
# A family, an office or a phone network share an address: generous to people, narrow to scripts.
PER_ADDRESS_HOUR = 5
TRIES_PER_ADDRESS_HOUR = 60
OVERALL_HOUR = 100
_SALT = "cms.selection.nomination"


@dataclass(frozen=True)
class Opened:
    """When a form was opened, and which one it was. Shape: `nonce` is 32 hexadecimal digits."""

    nonce: str
    seconds_ago: float


def open_form() -> str:
    """Return what a fresh form carries: signed, so that nobody makes up their own."""
    return signing.TimestampSigner(salt=_SALT).sign(secrets.token_hex(16))


def read_form(token: str) -> Opened | None:
    """Return when a form was opened, or None if we never made it or it is too old."""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        nonce = signer.unsign(token, max_age=LONGEST_FILLING_S)
    except signing.BadSignature:
        return None
    return Opened(nonce, _age(token))


def _age(token: str) -> float:
    moment = signing.b62_decode(token.rsplit(":", 2)[1])
    return timezone.now().timestamp() - moment


def may_try(request: HttpRequest) -> bool:
    """Count one form sent from an address, good or bad; tell whether it is within bounds."""
    return _count(f"try:{_visitor(request)}") <= TRIES_PER_ADDRESS_HOUR


def may_nominate(request: HttpRequest) -> bool:
    """Count one nomination about to be kept; tell whether its address and the whole hour are within bounds."""
    if _count(f"kept:{_visitor(request)}") > PER_ADDRESS_HOUR:
        return False
    return _count("kept") <= OVERALL_HOUR


def _count(name: str) -> int:
    key = f"selection:nomination:{name}"
    cache.add(key, 0, HOUR_S)
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two calls: a new hour begins.
        cache.set(key, 1, HOUR_S)
        return 1


def _visitor(request: HttpRequest) -> str:
    """Return a name for an address that is good for today only and leads back to nobody."""
    return hmac.new(_salt_of_the_day(), address_of(request).encode(), hashlib.sha256).hexdigest()[:32]


def _salt_of_the_day() -> bytes:
    key = f"selection:nomination:salt:{timezone.localdate():%Y%m%d}"
    # Only in the cache and only for two days: without it, a kept name says nothing any more.
    salt: str = cache.get_or_set(key, lambda: secrets.token_hex(32), 2 * 24 * HOUR_S) or ""
    return salt.encode()

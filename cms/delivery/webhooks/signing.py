"""Secrets and signatures of Standard Webhooks 1.0.

No secret is stored: each follows from a random salt in the database and a key that is not in it, so that neither alone
signs anything, and a copy of the database under another key cannot speak in our name.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from cms.delivery.webhooks.models import Endpoint

PREFIX = "whsec_"


def secret_of(endpoint: Endpoint) -> str:
    """Return the secret that is in force, as the partner's library takes it: `whsec_` and base64 of 32 bytes."""
    return PREFIX + base64.b64encode(_key(endpoint, endpoint.salt)).decode()


def keys_of(endpoint: Endpoint, now: datetime) -> tuple[bytes, ...]:
    """Return what to sign with now: the newest key, and the former one while it is being replaced."""
    former_holds = endpoint.former_until is not None and now < endpoint.former_until
    salts = (endpoint.salt, endpoint.former_salt) if former_holds else (endpoint.salt,)
    return tuple(_key(endpoint, salt) for salt in salts)


def headers_for(webhook_id: str, body: bytes, keys: Iterable[bytes], now: datetime) -> dict[str, str]:
    """Return the three headers of one attempt.

    Source: Standard Webhooks 1.0, "Signature scheme": HMAC-SHA256 over id, time of the attempt and body.
    """
    timestamp = int(now.timestamp())
    content = f"{webhook_id}.{timestamp}.".encode() + body
    signatures = [base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in keys]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _key(endpoint: Endpoint, salt: str) -> bytes:
    made_from = f"{endpoint.public_id}:{salt}"
    return salted_hmac("cms.delivery.webhooks", made_from, secret=settings.WEBHOOKS_KEY, algorithm="sha256").digest()

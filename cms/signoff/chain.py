"""Adds records to the chain. Nothing else writes these tables, but for the erasure of personal parts (privacy.py)."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from cms.feed.transaction import require_editorial_transaction
from cms.signoff.choices import RecordKind
from cms.signoff.records import ChainHead, PersonalPart, SignOffRecord

# What the first record is tied to.
GENESIS = "0" * 64
SALT_BYTES = 32


def append(
    kind: RecordKind,
    *,
    content_id: uuid.UUID,
    request_id: int,
    details: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> SignOffRecord:
    """Add one record.

    Shape: `details` goes into the chain for good and names nobody; `personal` is kept apart and can be erased.
    Errors: EditorialTransactionRequired: its lock is what makes the numbers follow one another.
    """
    require_editorial_transaction("A record of a sign-off")
    head, _created = ChainHead.objects.select_for_update().get_or_create(pk=ChainHead.SINGLE)
    said = {key: value for key, value in (personal or {}).items() if value not in ("", None, {}, [])}
    salt, data = secrets.token_hex(SALT_BYTES), canonical(said)
    now = timezone.now()
    payload = canonical(
        {
            "sequence": head.count + 1,
            "kind": kind.value,
            "at": moment(now),
            "content_id": str(content_id),
            "request": request_id,
            "person": commitment(salt, data) if said else None,
            "details": details or {},
        }
    )
    previous = head.hash or GENESIS
    record = SignOffRecord.objects.create(
        sequence=head.count + 1,
        previous_hash=previous,
        hash=link_hash(previous, payload),
        kind=kind,
        content_id=content_id,
        request_id=request_id,
        recorded_at=now,
        payload=payload,
    )
    if said:
        PersonalPart.objects.create(record=record, salt=salt, data=data)
    head.count, head.hash = record.sequence, record.hash
    head.save(update_fields=["count", "hash"])
    return record


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no escapes but the needed ones."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)


def link_hash(previous_hash: str, payload: str) -> str:
    """Return the hash of a record, which ties it to the one before."""
    return hashlib.sha256(f"{previous_hash}\n{payload}".encode()).hexdigest()


def commitment(salt: str, data: str) -> str:
    """Return what the chain keeps of a personal part: it proves the text to who holds it, and tells nothing of it."""
    return hashlib.sha256(f"{salt}\n{data}".encode()).hexdigest()


def moment(when: datetime) -> str:
    """Return an instant as the chain writes it: UTC, to the microsecond."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

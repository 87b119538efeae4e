"""Persisted queries (Apollo's protocol): a query is sent once and then named by its SHA-256, so that a GET is short."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

# Beyond this many, the oldest are forgotten: whoever still uses one sends it again, as the protocol foresees.
MOST_PERSISTED = 1_000
KEPT_S = 30 * 24 * 3600
_PREFIX = "graphql:persisted"


def digest_of(text: str) -> str:
    """Return the name of a query."""
    return hashlib.sha256(text.encode()).hexdigest()


def find(digest: str) -> str | None:
    """Return the query with this name, or None if it is not kept."""
    found = cache.get(f"{_PREFIX}:{digest}")
    return found if isinstance(found, str) else None


def keep(digest: str, text: str) -> None:
    """Keep a valid query under its name, in a ring of bounded size: its slot's last tenant is thrown out."""
    if not cache.add(f"{_PREFIX}:{digest}", text, KEPT_S):
        return
    cache.add(f"{_PREFIX}:count", 0, None)
    slot = f"{_PREFIX}:slot:{int(cache.incr(f'{_PREFIX}:count')) % MOST_PERSISTED}"
    former = cache.get(slot)
    if former:
        cache.delete(f"{_PREFIX}:{former}")
    cache.set(slot, digest, KEPT_S)

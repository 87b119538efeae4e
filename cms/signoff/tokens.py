"""Magic links: what is mailed, what is kept of it, and how to recognise it anywhere.

A token is drawn at random, never derived, and only its SHA-256 is kept. Its first letters are the same for all tokens
of a purpose: they let a log, or a scanner for leaked secrets, recognise one without knowing any.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from cms.signoff.choices import Purpose

RANDOM_BYTES = 32
PREFIXES = {Purpose.PROOF: "bat_", Purpose.RECEIPT: "recu_"}
# Longer runs than any word of ours; the prefix makes a mistaken match unlikely.
IN_TEXT = re.compile(r"\b(bat_|recu_)[A-Za-z0-9_-]{20,}")


def mint(purpose: Purpose) -> str:
    """Return a new token of 256 random bits."""
    return PREFIXES[purpose] + secrets.token_urlsafe(RANDOM_BYTES)


def digest(token: str) -> str:
    """Return what is kept of a token. A plain hash does: nobody guesses 256 bits, so there is nothing to slow down."""
    return hashlib.sha256(token.encode()).hexdigest()

"""The sandbox's partner: keys that everybody knows, which open invented documents and nothing else.

They stand in the documentation, have the form of real ones, and are in no table: no real address ever takes them.
"""

from __future__ import annotations

from dataclasses import dataclass

from cms.media.audiences import SANDBOX
from cms.partners.auth import Caller, KeyMisplaced, KeyRefused, OriginRefused, presented
from cms.partners.choices import KeyKind
from cms.partners.keys import PREFIXES

_RANDOM_LETTERS = 43


def _key(kind: KeyKind, word: str) -> str:
    return PREFIXES[kind] + f"sandbox-{word}-".ljust(_RANDOM_LETTERS, "0")


SECRET_KEY = _key(KeyKind.SECRET, "works")
PUBLISHABLE_KEY = _key(KeyKind.PUBLISHABLE, "works")
REVOKED_SECRET_KEY = _key(KeyKind.SECRET, "revoked")
REVOKED_PUBLISHABLE_KEY = _key(KeyKind.PUBLISHABLE, "revoked")
LIMITED_KEY = _key(KeyKind.SECRET, "limited")
LIMITED_REQUESTS_PER_MINUTE = 5
# Where developers' own machines serve pages, and one invented agency. Compared letter by letter, as real ones are.
_PORTS = ("", ":3000", ":4200", ":5173", ":8000", ":8080")
ORIGINS = (
    *(f"http://{host}{port}" for host in ("localhost", "127.0.0.1") for port in _PORTS),
    "https://agence.example",
)


@dataclass(frozen=True)
class _Opened:
    """What a key of the sandbox opens. Shape: `key_id` is below zero, so it is no row's."""

    key_id: int
    requests_per_minute: int | None = None


_WORKING = {
    SECRET_KEY: _Opened(-1),
    PUBLISHABLE_KEY: _Opened(-2),
    LIMITED_KEY: _Opened(-3, LIMITED_REQUESTS_PER_MINUTE),
}
_REVOKED = frozenset({REVOKED_SECRET_KEY, REVOKED_PUBLISHABLE_KEY})


def identify_in_sandbox(*, authorization: str = "", key: str = "", origin: str = "") -> Caller:
    """Return who is asking under /sandbox/: anyone, or the invented partner. Asks no database.

    Errors: as identify(); KeyMisplaced for every key that is not the sandbox's, a real one included.
    """
    sent = presented(authorization=authorization, key=key)
    if sent is None:
        return Caller(audience=SANDBOX)
    text, kind = sent
    if text in _REVOKED:
        raise KeyRefused
    opened = _WORKING.get(text)
    if opened is None:
        raise KeyMisplaced(
            "Under /sandbox/ only the sandbox's own keys are taken: they are listed at /sandbox/. Keep a real key for "
            "the real addresses."
        )
    if kind == KeyKind.PUBLISHABLE and origin not in ORIGINS:
        raise OriginRefused
    is_publishable = kind == KeyKind.PUBLISHABLE
    return Caller(
        audience=SANDBOX,
        key_id=opened.key_id,
        origin=origin if is_publishable else "",
        publishable_key=text if is_publishable else "",
        requests_per_minute=opened.requests_per_minute,
    )

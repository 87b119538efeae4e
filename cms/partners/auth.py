"""Who is asking: anyone, or a partner by a key. Asked once per request, at the door; never cached, so that a revoked
key opens nothing from the next request on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from cms.media.audiences import Audience
from cms.partners.choices import KeyKind
from cms.partners.keys import FORM, PREFIXES, digest, valid_keys
from cms.partners.models import PartnerOrigin


class KeyRefused(PermissionError):
    """A key that opens nothing here: unknown, revoked, ended, or of a partner put on hold. All alike."""


class OriginRefused(PermissionError):
    """A publishable key that was sent from a page it is not for."""


class KeyMisplaced(ValueError):
    """A key sent in the wrong place. The message says where it belongs."""


@dataclass(frozen=True)
class Caller:
    """Who is asking, and what follows from it.

    Shape: `types` are the feed types this caller may have, None meaning all; `origin` is the one to which CORS is
    granted (empty: none by name); `publishable_key` must be carried on in links, secret keys never are.
    Units: `requests_per_minute` is None where the limit of the house applies.
    """

    audience: Audience = Audience.OPEN
    partner_id: int | None = None
    key_id: int | None = None
    types: frozenset[str] | None = None
    origin: str = ""
    publishable_key: str = ""
    requests_per_minute: int | None = None

    @property
    def is_keyed(self) -> bool:
        """Known by a key: answers are private."""
        return self.key_id is not None

    def may_have(self, type_name: str) -> bool:
        """Tell whether documents of a type may be given to this caller at all."""
        return self.types is None or type_name in self.types

    def narrowed(self, type_names: Iterable[str]) -> tuple[str, ...]:
        """Return those of some types that this caller may have."""
        return tuple(name for name in type_names if self.may_have(name))


ANYONE = Caller()


def identify(*, authorization: str = "", key: str = "", origin: str = "") -> Caller:
    """Return who is asking, in one query (two for a publishable key), none where no key is sent.

    The first request of a day with a key writes that day down, once.

    Shape: `authorization` is the whole header, `key` the query parameter, `origin` the header.
    Errors: KeyRefused, OriginRefused, KeyMisplaced.
    """
    sent = presented(authorization=authorization, key=key)
    if sent is None:
        return ANYONE
    text, kind = sent
    return _caller(text, kind, origin if kind == KeyKind.PUBLISHABLE else "")


def presented(*, authorization: str = "", key: str = "") -> tuple[str, KeyKind] | None:
    """Return the key that was sent and its kind, or None where none was. Errors: KeyMisplaced."""
    if not authorization and not key:
        return None
    if authorization and key:
        raise KeyMisplaced("Send one key only: a secret one in `Authorization`, or a publishable one as `key`.")
    if key:
        if key.startswith(PREFIXES[KeyKind.SECRET]):
            raise KeyMisplaced(
                "A secret key belongs in the header `Authorization: Bearer …`, never in an address: addresses are "
                "logged. Have this one replaced."
            )
        return key, KeyKind.PUBLISHABLE
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise KeyMisplaced("Keys are sent as `Authorization: Bearer fvm_sk_…` (RFC 6750).")
    if token.strip().startswith(PREFIXES[KeyKind.PUBLISHABLE]):
        raise KeyMisplaced("A publishable key is sent as `?key=fvm_pk_…`, from a page of one of your origins.")
    return token.strip(), KeyKind.SECRET


def origins_of(partner_id: int) -> list[str]:
    """List the origins of a partner's pages."""
    return list(PartnerOrigin.objects.filter(partner_id=partner_id).order_by("origin").values_list("origin", flat=True))


def _caller(text: str, kind: KeyKind, origin: str) -> Caller:
    if not FORM.fullmatch(text):
        raise KeyRefused
    keys = valid_keys().filter(digest=digest(text), kind=kind).select_related("partner")
    if kind == KeyKind.PUBLISHABLE:
        keys = keys.prefetch_related(Prefetch("partner__origins", PartnerOrigin.objects.all(), to_attr="known_origins"))
    found = keys.first()
    if found is None:
        raise KeyRefused
    partner = found.partner
    if kind == KeyKind.PUBLISHABLE and origin not in {known.origin for known in partner.known_origins}:  # type: ignore[attr-defined]
        raise OriginRefused
    return Caller(
        audience=Audience(partner.audience),
        partner_id=partner.pk,
        key_id=found.pk,
        types=frozenset(partner.allowed_types) if partner.allowed_types else None,
        origin=origin,
        publishable_key=text if kind == KeyKind.PUBLISHABLE else "",
        requests_per_minute=partner.requests_per_minute,
    )

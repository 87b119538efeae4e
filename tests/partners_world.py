"""Partners as tests need them: with keys that are known, origins, and somebody to write to."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.test import Client

from cms.partners.choices import KeyKind
from cms.partners.keys import issue_key
from cms.partners.models import Partner, PartnerContact, PartnerOrigin

ORIGIN = "https://www.ville-exemple.fr"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Known:
    """A partner and its keys in clear, which only a test has."""

    partner: Partner
    secret: str
    publishable: str

    @property
    def bearer(self) -> str:
        """The header by which it says who it is."""
        return f"Bearer {self.secret}"


def partner(*, name: str = "", origins: Iterable[str] = (ORIGIN,), **columns: Any) -> Partner:
    """Make a partner without keys."""
    made = Partner.objects.create(name=name or f"Ville d’exemple {next(_numbers)}", **columns)
    PartnerOrigin.objects.bulk_create(PartnerOrigin(partner=made, origin=origin) for origin in origins)
    return made


def known(**columns: Any) -> Known:
    """Make a partner with a key of each kind."""
    made = partner(**columns)
    return Known(made, issue_key(made, KeyKind.SECRET), issue_key(made, KeyKind.PUBLISHABLE))


def contact(of: Partner, *, email: str = "", name: str = "Camille Exemple", language: str = "fr") -> PartnerContact:
    """Give a partner somebody to write to."""
    address = email or f"web{next(_numbers)}@ville-exemple.fr"
    return PartnerContact.objects.create(partner=of, name=name, email=address, language=language)


def get(url: str, who: Known | None = None, **headers: str) -> Any:
    """Ask a face, with a partner's secret key if one is given; `headers` as Django's client takes them."""
    if who is not None:
        headers["authorization"] = who.bearer
    return _client().get(url, headers=headers)


@lru_cache(maxsize=1)
def _client() -> Client:
    # Making one reads the folder of static files; faces neither set nor read a cookie.
    return Client()

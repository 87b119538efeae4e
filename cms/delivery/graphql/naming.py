"""Names: from the registry's and the shapes' to those of GraphQL's custom, each given once."""

from __future__ import annotations

import re
from collections.abc import Hashable

from django.core.exceptions import ImproperlyConfigured

_PARTS = re.compile(r"[^0-9A-Za-z]+")
_NAME = re.compile(r"[A-Za-z][0-9A-Za-z_]*")


def pascal(text: str) -> str:
    """Return the name of a type: "news-index" is NewsIndex."""
    return "".join(part[:1].upper() + part[1:] for part in _PARTS.split(text) if part)


def camel(text: str) -> str:
    """Return the name of a field: "published_at" is publishedAt."""
    name = pascal(text)
    return name[:1].lower() + name[1:]


def is_name(text: str) -> bool:
    """Tell whether a text may be a name of GraphQL as it is, outside the names that are GraphQL's own."""
    return bool(_NAME.fullmatch(text)) and text not in {"true", "false", "null"}


class Names:
    """Which names are taken, and by what. The order in which they are asked for must be stable."""

    def __init__(self) -> None:
        self._owners: dict[str, Hashable] = {}

    def take(self, owner: Hashable, *wishes: str) -> str:
        """Return the first wish that is free, and take it.

        Errors: ImproperlyConfigured if all are taken by others.
        """
        for wish in wishes:
            if self._owners.setdefault(wish, owner) == owner:
                return wish
        raise ImproperlyConfigured(f"GraphQL has a type named {wishes[-1]} already: give this shape another name.")

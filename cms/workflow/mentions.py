"""Who is meant by “@…” in a comment: an account's name or somebody's first name and name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model

# Not inside an address of mail: what stands before the sign must not be part of a word.
_SIGN = re.compile(r"(?<![\w.+-])@(?=\w)")


def mentioned_in(text: str) -> list[Any]:
    """Return the active accounts that a text mentions, once each; an unknown name is only text.

    Shape: the longest name wins (“@Anna Petit” is not the account “anna”). Two people of one name are both meant.
    """
    if "@" not in text:
        return []
    names = list(_names())
    found: dict[int, Any] = {}
    for sign in _SIGN.finditer(text):
        rest = " ".join(text[sign.end() : sign.end() + 250].casefold().split())
        matching = [(len(name), user) for name, user in names if _begins_with(rest, name)]
        longest = max((length for length, _user in matching), default=0)
        found |= {user.pk: user for length, user in matching if length == longest}
    return list(found.values())


def _names() -> Iterator[tuple[str, Any]]:
    for user in get_user_model()._default_manager.filter(is_active=True).order_by("pk"):
        yield user.get_username().casefold(), user
        if full := " ".join(user.get_full_name().casefold().split()):
            yield full, user


def _begins_with(text: str, name: str) -> bool:
    if not text.startswith(name):
        return False
    after = text[len(name) : len(name) + 2]
    # “@jean.” ends a sentence; “@jean.paul” and “@jean-paul” are somebody else.
    return not after or not (after[0].isalnum() or after[0] == "_" or (after[0] in ".-+@" and after[1:].isalnum()))

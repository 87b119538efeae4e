"""The gate “rights and completeness”: each check goes from a page to reasons that name the field and the way out.

The same list refuses a submission, decides the automatic task, and is shown while writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from wagtail.models import Page

Text = str | Promise


@dataclass(frozen=True)
class GateReason:
    """One thing that is missing.

    Shape: `field` is the form field's name (or ""), `url` an address in the admin where it can be mended (or "" for the
    page's own form); `is_blocking` False is advice: the page may go on, something will not be shown everywhere.
    """

    code: str
    message: Text
    field: str = ""
    url: str = ""
    is_blocking: bool = True


Check = Callable[[Any], Iterable[GateReason]]
_checks: list[tuple[type[Page], Check]] = []


def register_check(check: Check, *, model: type[Page] = Page) -> Check:
    """Add a check for the pages of a type (all by default). Registering twice is harmless."""
    if (model, check) not in _checks:
        _checks.append((model, check))
    return check


def reasons(page: Page) -> list[GateReason]:
    """List everything that is missing on a page object (a fresh row, or `revision.as_object()`), advice included."""
    found: dict[GateReason, None] = {}
    for model, check in _checks:
        if isinstance(page, model):
            found |= dict.fromkeys(check(page))
    return sorted(found, key=lambda reason: not reason.is_blocking)


def obstacles(page: Page) -> list[GateReason]:
    """List only what keeps the page from going on."""
    return [reason for reason in reasons(page) if reason.is_blocking]

"""What content apps register here: which of their pages need the committee's yes, and how a draft is made.

This room knows no page type: `ambassadors` calls upward while it gets ready (ambassadors/candidates.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Page

from cms.selection.candidates import Candidate

DraftMaker = Callable[[Candidate, Any], Page]
_needing: set[type[Page]] = set()
_makers: list[DraftMaker] = []


def require_admission(model: type[Page]) -> None:
    """Declare that pages of this type are public only while a mandate of theirs is current."""
    _needing.add(model)


def needs_admission(model: type) -> bool:
    """Tell whether pages of this type need a mandate."""
    return model in _needing


def admitted_models() -> tuple[type[Page], ...]:
    """Return the page types that need a mandate, in a stable order."""
    return tuple(sorted(_needing, key=lambda model: model._meta.label))


def register_draft_maker(maker: DraftMaker) -> DraftMaker:
    """Say how an accepted candidate becomes a draft: maker(candidate, user) -> unpublished page.

    Errors: ImproperlyConfigured if another one is registered.
    """
    if _makers and _makers[0] is not maker:
        raise ImproperlyConfigured("A candidate becomes a draft in one way only.")
    _makers[:] = [maker]
    return maker


def make_draft(candidate: Candidate, user: Any) -> Page:
    """Return the draft of an accepted candidate.

    Errors: ImproperlyConfigured if nobody has said how.
    """
    if not _makers:
        raise ImproperlyConfigured("No draft maker is registered.")
    return _makers[0](candidate, user)

"""Which decisions a page needs before anybody outside may have it. Content apps register upward."""

from __future__ import annotations

from wagtail.models import Locale, Page

from cms.feed import registry
from cms.workflow.kinds import Kind

# A content type that says nothing is reviewed, checked and published like a news item: silence opens no door.
DEFAULT = (Kind.REVIEW, Kind.COMPLETENESS, Kind.PUBLICATION)
TRANSLATION = (Kind.REVIEW, Kind.PUBLICATION)
_by_model: dict[type[Page], tuple[Kind, ...]] = {}


def require(model: type[Page], *kinds: Kind) -> None:
    """Declare what pages of a type need, in the order of their workflow. Called once, when the app is ready."""
    _by_model[model] = kinds


def of_type(model: type[Page]) -> tuple[Kind, ...]:
    """Return what a page of this type needs in its source language; nothing where it never leaves the house."""
    if registry.for_model(model) is None:
        return ()
    return _by_model.get(model, DEFAULT)


def required_kinds(page: Page, *, is_translation: bool, was_signed: bool = False) -> tuple[Kind, ...]:
    """Return what a page needs.

    Shape: a translation needs its own review and publication, and a new signature where the person portrayed has
    signed that language before (`was_signed`): what they read there is bound to what they read.
    """
    kinds = of_type(type(page))
    if not kinds or not is_translation:
        return kinds
    return (*TRANSLATION[:-1], Kind.SIGN_OFF, TRANSLATION[-1]) if was_signed and Kind.SIGN_OFF in kinds else TRANSLATION


def source_of(page: Page) -> Page | None:
    """Return the page in the source language that this one translates, or None if it is the source itself."""
    default = Locale.get_default()
    if page.locale_id == default.pk:
        return None
    return Page.objects.filter(translation_key=page.translation_key, locale=default).first()

"""Which page types are public, and in which form. Content apps register upward; faces read downward."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from cms.feed.shapes import DocumentItem

if TYPE_CHECKING:
    from wagtail.models import Page

    from cms.feed.context import SerialiseContext


@dataclass(frozen=True)
class FacetValue:
    """One value of a facet on one document: `value` to filter with, `label` to show."""

    value: str
    label: str


@dataclass(frozen=True)
class Facet:
    """A way to narrow a list.

    Shape: `values` is a pure function from a document to its values of this facet (none, one or several).
    """

    name: str
    description: str
    example: str
    values: Callable[[Any], Iterable[FacetValue]]


@dataclass(frozen=True)
class FeedType:
    """Everything the house knows about one public content type; declared in the app's `feed.py`.

    Shape: `item` holds the fields of a list, `document` (a subclass of `item`) those of the whole; `serialise` is a
    pure function from a page and a context to a `document`. `children_plural` is set on a type whose pages are the
    ordered parts of a parent document (chapters of a white paper): `parent` names that parent's type.
    `is_listed` is False for pages that are reachable (by id, by path, in changes) but have no list of their own.
    """

    name: str
    plural: str
    model: type[Page]
    item: type[DocumentItem]
    document: type[DocumentItem]
    serialise: Callable[[Any, SerialiseContext], DocumentItem]
    description: str
    facets: tuple[Facet, ...] = ()
    search_text: Callable[[Any], str] = field(default=lambda document: "")
    parent: str = ""
    is_listed: bool = True


_by_model: dict[type, FeedType] = {}
_private: set[type] = set()


def register(feed_type: FeedType) -> FeedType:
    """Register a public content type.

    Errors: ImproperlyConfigured if its name, plural or model is taken, or if `document` does not extend `item`.
    """
    for other in _by_model.values():
        if feed_type.name == other.name or feed_type.plural == other.plural or feed_type.model is other.model:
            raise ImproperlyConfigured(f"The feed type {feed_type.name!r} clashes with {other.name!r}.")
    if not issubclass(feed_type.document, feed_type.item):
        raise ImproperlyConfigured(f"{feed_type.document.__name__} must extend {feed_type.item.__name__}.")
    if feed_type.model in _private:
        raise ImproperlyConfigured(f"{feed_type.model.__name__} was declared private.")
    _by_model[feed_type.model] = feed_type
    return feed_type


def declare_private(model: type) -> None:
    """Declare that pages of this type never leave the house as data."""
    if model in _by_model:
        raise ImproperlyConfigured(f"{model.__name__} is registered as {_by_model[model].name!r}.")
    _private.add(model)


def for_model(model: type) -> FeedType | None:
    """Return the feed type of a page class, or None if it is private or unknown."""
    return _by_model.get(model)


def for_name(name: str) -> FeedType | None:
    """Return the feed type with this singular name."""
    return next((t for t in _by_model.values() if t.name == name), None)


def for_plural(plural: str) -> FeedType | None:
    """Return the feed type with this plural name."""
    return next((t for t in _by_model.values() if t.plural == plural), None)


def all_types() -> tuple[FeedType, ...]:
    """Return every registered type, sorted by name so that every derived contract is stable."""
    return tuple(sorted(_by_model.values(), key=lambda t: t.name))


def is_decided(model: type) -> bool:
    """Tell whether a page class was registered or declared private."""
    return model in _by_model or model in _private

"""What types of documents are called in words."""

from __future__ import annotations

from django.utils.text import capfirst

from cms.feed import registry


def kinds() -> list[tuple[str, str]]:
    """Return name and words of every type, whichever app brought it."""
    return [(feed_type.name, kind_of_one(feed_type.name)) for feed_type in registry.all_types()]


def kind_label(type_name: str) -> str:
    """Return a type in words, in the plural; its name if it is no longer registered."""
    return _words(type_name, "verbose_name_plural")


def kind_of_one(type_name: str) -> str:
    """Return a type in words, in the singular; its name if it is no longer registered."""
    return _words(type_name, "verbose_name")


def _words(type_name: str, number: str) -> str:
    feed_type = registry.for_name(type_name)
    return capfirst(type_name if feed_type is None else str(getattr(feed_type.model._meta, number)))

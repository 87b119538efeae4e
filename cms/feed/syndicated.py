"""Which feeds a page is announced in: plain addresses for its head; the faces behind them are of another wing."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings

from cms.feed import registry
from cms.feed.frame import Link
from cms.feed.registry import FeedType

# The page that presents a list is a type of its own, named after what it lists or after the list.
INDEX_SUFFIX = "-index"
FORMATS = (("atom", "application/atom+xml", "Atom"), ("rss", "application/rss+xml", "RSS"),
           ("json", "application/feed+json", "JSON"))  # fmt: skip


def feeds_of(type_name: str, *, locale: str, site_name: str) -> tuple[Link, ...]:
    """Return links to the feeds of the list that a page belongs to, in its language.

    Shape: a part belongs to the list of the wholes, a page that presents a list to that list, any other page to the
    feed of everything.
    """
    feed_type = _listed(type_name)
    name = feed_type.plural if feed_type else "all"
    title = f"{site_name} – {feed_type.model._meta.verbose_name_plural}" if feed_type else site_name
    query = "" if locale == settings.LANGUAGE_CODE else f"?{urlencode({'locale': locale})}"
    return tuple(
        Link(f"/feeds/{name}.{form}{query}", title=f"{title} ({label})", kind=kind) for form, kind, label in FORMATS
    )


def _listed(type_name: str) -> FeedType | None:
    name = type_name.removesuffix(INDEX_SUFFIX)
    found = registry.for_name(name) or registry.for_plural(name)
    if found is not None and found.parent:
        found = registry.for_name(found.parent)
    return found if found is not None and found.is_listed else None

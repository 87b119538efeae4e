"""Puts the French pages into the tree and publishes them. What a person made, edited or removed is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from wagtail.models import Page, Site

from ambassadors.models import AmbassadorPage
from cms.demo.content import Entry, key_of, read, read_all
from cms.demo.decided import publish_decided
from cms.demo.pages import ambassador_page, article_page, chapter_page, edition_page, home_texts, index_page
from cms.demo.shelf import Shelf, locales
from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from home.models import FeaturedAmbassador, HomePage


def was_added(key: UUID, language: str) -> bool:
    """Tell whether a page is there, or was there before a person removed it (its tombstone remembers)."""
    return (
        Page.objects.filter(translation_key=key, locale__language_code=language).exists()
        or FeedDocument.objects.filter(content_id=key, locale=language).exists()
    )


def demo_page(kind: str, name: str, *, language: str = "fr") -> Page | None:
    """Return a page of the demonstration as it is now, or None if a person removed it."""
    found = Page.objects.filter(translation_key=key_of(kind, name), locale__language_code=language).first()
    return found.specific if found else None


def load_french(shelf: Shelf) -> int:
    """Add the French pages that were never added; return how many."""
    return sum(_steps(shelf))


def _steps(shelf: Shelf) -> Iterator[int]:
    first_page = french_home()
    for name in ("ambassadors", "news", "whitepapers"):
        yield _add(read("pages", name), first_page, index_page, shelf)
    for entry in read_all("ambassadors"):
        yield _add(entry, demo_page("pages", "ambassadors"), ambassador_page, shelf)
    # The newest is added last, so that it is the newest in every list.
    for entry in sorted(read_all("news"), key=lambda entry: entry.head["date"]):
        yield _add(entry, demo_page("pages", "news"), article_page, shelf)
    yield _add(read("pages", "whitepaper"), demo_page("pages", "whitepapers"), edition_page, shelf)
    for entry in read_all("chapters"):
        yield _add(entry, demo_page("pages", "whitepaper"), chapter_page, shelf)
    # Fresh: publishing a page read before its children were added would write its old count of children back.
    yield _fill_home(french_home(), shelf)


def french_home() -> HomePage:
    """Return the French first page, which every database has from its migrations."""
    site = Site.objects.get(is_default_site=True)
    return HomePage.objects.get(translation_key=site.root_page.translation_key, locale__language_code="fr")


def _add(entry: Entry, parent: Page | None, make: Callable[[Entry, Shelf], Any], shelf: Shelf) -> int:
    if parent is None or was_added(entry.key, "fr"):
        return 0
    with editorial_transaction():
        # Within: a keyword that is new is saved when a page takes it.
        page = make(entry, shelf)
        page.locale = locales()["fr"]
        # Fresh: an earlier sibling moved the parent's counters.
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        publish_decided(page.save_revision(user=shelf.writer), shelf)
    return 1


def _fill_home(page: HomePage, shelf: Shelf) -> int:
    """Fill the first page, once, and only while nobody has written in it."""
    if page.latest_revision_id is not None or page.hero_title:
        return 0
    entry = read("pages", "home")
    for name, value in home_texts(entry, shelf).items():
        setattr(page, name, value)
    page.call_page = demo_page("news", entry.head["call_article"])
    page.white_paper = demo_page("pages", "whitepaper")
    chosen = [demo_page("ambassadors", name) for name in entry.head["featured"]]
    page.featured_ambassadors = [
        FeaturedAmbassador(sort_order=position, ambassador=portrait)
        for position, portrait in enumerate(portrait for portrait in chosen if isinstance(portrait, AmbassadorPage))
    ]
    with editorial_transaction():
        publish_decided(page.save_revision(user=shelf.writer), shelf)
    return 1

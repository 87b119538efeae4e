"""Translates a part of the demonstration as a translator would: segment by segment, through wagtail-localize."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms.demo.content import Entry, read, read_all
from cms.demo.decided import publish_decided
from cms.demo.pages import ambassador_page, article_page, home_page, index_page
from cms.demo.shelf import Shelf, locales
from cms.demo.tree import demo_page, french_home, was_added
from cms.feed.transaction import editorial_transaction
from home.models import FeaturedAmbassador


def load_english(shelf: Shelf) -> int:
    """Add the English pages that were never added; return how many."""
    added = first = _translate(french_home(), "pages", "home", home_page, shelf)
    for name in ("ambassadors", "news", "whitepapers"):
        added += _translate(demo_page("pages", name), "pages", name, index_page, shelf)
    for kind, make in (("ambassadors", ambassador_page), ("news", article_page)):
        for entry in read_all(kind, language="en"):
            added += _translate(demo_page(kind, entry.name), kind, entry.name, make, shelf)
    if first:
        _lead_to_translations(shelf)
    return added


def _lead_to_translations(shelf: Shelf) -> None:
    """Let the English first page lead to English pages only: wagtail-localize copies the choices of the French one."""
    french, locale = french_home(), locales()["en"]
    page = french.get_translation_or_none(locale)
    if page is None or not page.live:
        return
    portraits = [row.ambassador.get_translation_or_none(locale) for row in french.featured_ambassadors.all()]
    page.featured_ambassadors = [
        FeaturedAmbassador(sort_order=position, ambassador=portrait)
        for position, portrait in enumerate(portrait for portrait in portraits if portrait is not None)
    ]
    page.white_paper = french.white_paper and french.white_paper.get_translation_or_none(locale)
    page.call_page = french.call_page and (french.call_page.get_translation_or_none(locale) or french.call_page)
    with editorial_transaction():
        publish_decided(page.save_revision(user=shelf.writer), shelf)


def _translate(
    source_page: Page | None, kind: str, name: str, make: Callable[[Entry, Shelf], Any], shelf: Shelf
) -> int:
    if source_page is None or was_added(source_page.translation_key, "en"):
        return 0
    french, english = read(kind, name), read(kind, name, language="en")
    # What the English file does not say (numbers, names, pictures) is as in French.
    whole = replace(english, head={**french.head, "slug": source_page.slug, **english.head})
    locale = locales()["en"]
    with editorial_transaction():
        words = _words(make(whole, shelf))
        source, _created = TranslationSource.get_or_create_from_instance(source_page)
        translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
        for segment in source.stringsegment_set.select_related("string", "context").order_by("order"):
            same_place = words.get(segment.context.path)
            if not same_place:
                # An editor changed the French text since it was loaded: a person must translate that.
                continue
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=locale,
                context=segment.context,
                defaults={
                    "data": same_place.pop(0),
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                    "last_translated_by": shelf.writer,
                },
            )
        # Published here and not by save_target(), which would do it after the commit, outside the lock.
        translation.save_target(user=shelf.writer, publish=False)
        total, done = translation.get_progress()
        if done == total:
            publish_decided(translation.get_target_instance().latest_revision, shelf)
    return 1


def _words(page: Page) -> dict[str, list[str]]:
    """Return the strings of a page by the path of their field or block, in the order of the text."""
    words: dict[str, list[str]] = {}
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            words.setdefault(segment.path, []).append(segment.string.data)
    return words

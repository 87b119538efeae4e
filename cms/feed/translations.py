"""Is a translation still what its source says? Answered from the segments that wagtail-localize would translate."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms.feed.models import TranslationRecord

if TYPE_CHECKING:
    from cms.feed.facts import Facts


def source_digest(source: Any) -> str:
    """Return the SHA-256 of everything a translator would have to translate in a page.

    Source: wagtail_localize.segments.extract, the same extraction that fills the translation editor.
    """
    texts = sorted(
        (segment.path, segment.order, segment.string.data)
        for segment in extract_segments(source)
        if isinstance(segment, StringSegmentValue) and segment.path != "slug"
    )
    return hashlib.sha256(repr(texts).encode()).hexdigest()


def source_page(page: Page, relatives: list[Page], default_locale_id: int) -> Page | None:
    """Return the page in the source language of which `page` is a translation, or None."""
    if page.locale_id == default_locale_id:
        return None
    return next((other for other in relatives if other.locale_id == default_locale_id), None)


def status_of(relative: Page, facts: Facts) -> Literal["current", "outdated"]:
    """Tell whether a page's text still follows its source.

    Shape: a source is always current; a translation whose making was never recorded is outdated, since nothing proves
    the contrary.
    """
    default_id = next(pk for pk, code in facts.locales.items() if code == facts.default_locale)
    source = source_page(relative, facts.relatives(relative), default_id)
    if source is None:
        return "current"
    record = facts.records.get(relative.pk)
    specific = facts.pages.get(source.pk)
    if specific is None or type(specific) is Page:
        specific = source.specific
        facts.pages[source.pk] = specific
    if record is not None and record.is_complete and record.source_digest == source_digest(specific):
        return "current"
    return "outdated"


def translation_of(page: Page) -> Translation | None:
    """Return wagtail-localize's translation that feeds this page, or None if it is edited by hand."""
    return (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
        )
        .select_related("source")
        .first()
    )


def is_complete(page: Page) -> bool:
    """Tell whether no segment of a translated page is left in the source language.

    Source: Translation.save_target() falls back to the source text (wagtail-localize 1.14.5, models.py).
    """
    translation = translation_of(page)
    if translation is None:
        return True
    total, translated = translation.get_progress()
    return total == translated


def record_publication(page: Page) -> None:
    """Note what a page's text was made from, at the moment it is published."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return
    source = Page.objects.filter(
        translation_key=page.translation_key, locale__language_code=settings.LANGUAGE_CODE
    ).first()
    if source is None or source.pk == page.pk:
        return
    translation = translation_of(page)
    made_from = translation.source.as_instance() if translation else source.specific
    TranslationRecord.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "source_digest": source_digest(made_from),
            "is_complete": is_complete(page),
            "recorded_at": timezone.now(),
        },
    )

"""What belongs together: a content and its languages, a publication and its parts. Reads only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page

from cms.feed import registry
from cms.releases.models import Release, ReleaseItem
from cms.workflow.requirements import of_type


def languages() -> list[Locale]:
    """Return the site's languages, the source language first."""
    offered = list(get_content_languages())
    found = {locale.language_code: locale for locale in Locale.objects.filter(language_code__in=offered)}
    default = Locale.get_default()
    return sorted(found.values(), key=lambda locale: (locale.pk != default.pk, offered.index(locale.language_code)))


def versions_of(content_ids: list[UUID]) -> dict[tuple[UUID, int], Page]:
    """Return the pages of some contents by content and language.

    Shape: an alias that mirrors another language is no translation of it, so it is left aside.
    """
    found = Page.objects.filter(translation_key__in=content_ids, alias_of=None).select_related("latest_revision")
    return {(page.translation_key, page.locale_id): page for page in found}


def parts_of(page: Page) -> list[Page]:
    """Return the ordered parts of a publication (the chapters of a white paper), none for other pages."""
    whole = registry.for_model(page.specific_class or Page)
    if whole is None:
        return []
    return [
        child
        for child in Page.objects.child_of(page).filter(alias_of=None).order_by("path")
        if (part := registry.for_model(child.specific_class or Page)) is not None and part.parent == whole.name
    ]


def whole_of(page: Page) -> Page | None:
    """Return the publication that a page is a part of, or None."""
    feed_type = registry.for_model(page.specific_class or Page)
    return page.get_parent() if feed_type is not None and feed_type.parent else None


def why_not(page: Page) -> str:
    """Say why a page cannot be in any release; "" if it can."""
    if page.alias_of_id is not None:
        return _("“%(title)s” mirrors another page: add that one.") % {"title": page.get_admin_display_title()}
    if not of_type(page.specific_class or Page):
        return _("“%(title)s” is of a kind that is never published.") % {"title": page.get_admin_display_title()}
    return ""


def resolved_items(release: Release) -> list[ReleaseItem]:
    """Return the items of a release as they stand now: each content in each language, without writing anything.

    Shape: what came since (a translation, a language of the site) is an unsaved item, or a saved one with its page set
    on this object only. Order: contents as they were added, each in the order of `languages()`.
    """
    saved = list(release.items.select_related("page__latest_revision", "locale", "decision"))
    contents = list(dict.fromkeys(item.content_id for item in saved))
    known = {(item.content_id, item.locale_id): item for item in saved}
    versions = versions_of(contents)
    titles = {item.content_id: item.title for item in reversed(saved)}
    found: list[ReleaseItem] = []
    for content_id in contents:
        for locale in languages():
            page = versions.get((content_id, locale.pk))
            item = known.get((content_id, locale.pk))
            if item is None:
                item = new_item(release, content_id, locale, page, titles[content_id])
            elif page is not None:
                item.page = page
                item.title = page.get_admin_display_title()[:255]
            found.append(item)
    return found


def new_item(release: Release, content_id: UUID, locale: Locale, page: Page | None, title: str) -> ReleaseItem:
    """Return an unsaved item."""
    shown = page.get_admin_display_title() if page is not None else title
    values: dict[str, Any] = {"content_id": content_id, "locale": locale, "page": page, "title": shown[:255]}
    return ReleaseItem(release=release, is_holding=release.is_open, **values)

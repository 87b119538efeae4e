"""Making a release and changing what is in it. Every write stands inside editorial_transaction()."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cms.feed.transaction import mark_dirty, require_editorial_transaction
from cms.releases.contents import languages, new_item, resolved_items, versions_of, why_not
from cms.releases.freezing import unfreeze
from cms.releases.models import OPEN, Release, ReleaseItem
from cms.releases.refusals import ReleaseRefused
from cms.workflow.fingerprint import fingerprint


def locked(release: Release) -> Release:
    """Return the fresh row of an open release, locked.

    Errors: ReleaseRefused if it is closed; EditorialTransactionRequired outside editorial_transaction().
    """
    require_editorial_transaction("A release")
    fresh = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if not fresh.is_open:
        raise ReleaseRefused(
            _("The release “%(name)s” is %(state)s: it no longer changes. Duplicate it to prepare another one.")
            % {"name": fresh.name, "state": fresh.get_state_display()}
        )
    return fresh


def create(*, name: str, note: str = "", user: Any, pages: Iterable[Page] = ()) -> Release:
    """Make a release, with some pages in all their languages."""
    require_editorial_transaction("A release")
    release = Release.objects.create(name=name, note=note, created_by=user)
    log(instance=release, action="fabrique.release.create", user=user)
    add_pages(release, pages, user=user)
    return release


def add_pages(release: Release, pages: Iterable[Page], *, user: Any) -> list[ReleaseItem]:
    """Add contents in every language of the site; what is there already stays as it is.

    Errors: ReleaseRefused if a page cannot be in a release, or is in another open one.
    """
    release = locked(release)
    wanted = list({page.translation_key: page for page in pages}.values())
    refusals = [sentence for page in wanted if (sentence := why_not(page))]
    _refuse(refusals)
    keys = [page.translation_key for page in wanted]
    held = ReleaseItem.objects.filter(content_id__in=keys, is_holding=True).exclude(release=release)
    _refuse(
        _("“%(title)s” is in the release “%(name)s”: a page can be in one open release only.")
        % {"title": item.title, "name": item.release.name}
        for item in held.select_related("release")
    )
    present = set(release.items.values_list("content_id", "locale_id"))
    versions = versions_of(keys)
    added: list[ReleaseItem] = []
    for page in wanted:
        for locale in languages():
            if (page.translation_key, locale.pk) not in present:
                version = versions.get((page.translation_key, locale.pk))
                item = new_item(release, page.translation_key, locale, version, page.get_admin_display_title())
                added.append(_enter(item, user))
    if added:
        titles = list(dict.fromkeys(item.title for item in added))
        log(instance=release, action="fabrique.release.add", user=user, data={"titles": titles})
    return added


def settle_items(release: Release) -> list[ReleaseItem]:
    """Save what `resolved_items` has found: translations made since, languages added since."""
    items = resolved_items(release)
    for item in items:
        if item.pk is None:
            _enter(item, None)
        else:
            item.save(update_fields=["page", "title"])
    return items


def _enter(item: ReleaseItem, user: Any) -> ReleaseItem:
    item.added_by = user
    if item.page is not None and item.page.live:
        item.live_digest = fingerprint(item.page.specific)
    item.save()
    _ask_again(item)
    return item


def remove_content(release: Release, content_id: UUID, *, user: Any) -> None:
    """Take a content out of a release, in all its languages."""
    release = locked(release)
    items = list(release.items.filter(content_id=content_id))
    for item in items:
        unfreeze(item, user=user)
        _ask_again(item)
    release.items.filter(content_id=content_id).delete()
    if items:
        log(instance=release, action="fabrique.release.remove", user=user, data={"titles": [items[0].title]})


def leave_out(release: Release, items: Iterable[tuple[UUID, int]], *, reason: str, user: Any) -> None:
    """Let a release go out without some contents in some languages, for a stated reason.

    Shape: `items` are (content_id, locale id) pairs.
    Errors: ReleaseRefused without a reason, or if nothing of the content would be left.
    """
    release = locked(release)
    reason = " ".join(reason.split())[:250]
    if not reason:
        raise ReleaseRefused(_("Say why the release goes out without it."))
    found = {(item.content_id, item.locale_id): item for item in settle_items(release)}
    for key in items:
        item = found.get(key)
        if item is None or item.left_out:
            continue
        others = [other for other in found.values() if other.content_id == item.content_id and other is not item]
        if all(other.left_out for other in others):
            raise ReleaseRefused(
                _("Nothing of “%(title)s” would be left: take it out of the release.") % {"title": item.title}
            )
        unfreeze(item, user=user)
        item.left_out, item.is_holding = reason, False
        item.save(update_fields=["left_out", "is_holding"])
        _ask_again(item)
        data = {"titles": [item.title], "language": item.locale.language_code, "reason": reason}
        log(instance=release, action="fabrique.release.leave_out", user=user, data=data)


def take_back(release: Release, content_id: UUID, locale_id: int, *, user: Any) -> None:
    """Bring back what was left out; it needs its own approval like everything added late."""
    release = locked(release)
    item = release.items.exclude(left_out="").filter(content_id=content_id, locale_id=locale_id).first()
    if item is None:
        return
    held = ReleaseItem.objects.filter(content_id=content_id, locale_id=locale_id, is_holding=True).first()
    if held is not None:
        raise ReleaseRefused(
            _("“%(title)s” is in the release “%(name)s”: a page can be in one open release only.")
            % {"title": item.title, "name": held.release.name}
        )
    item.left_out, item.is_holding = "", True
    item.live_digest = fingerprint(item.page.specific) if item.page is not None and item.page.live else ""
    item.save(update_fields=["left_out", "is_holding", "live_digest"])
    _ask_again(item)
    data = {"titles": [item.title], "language": item.locale.language_code}
    log(instance=release, action="fabrique.release.take_back", user=user, data=data)


def duplicate(release: Release, *, user: Any) -> tuple[Release, list[str]]:
    """Prepare another release of the same contents.

    Shape: the new release, and the titles that stay behind because another open release holds them.
    """
    name = _("Copy of %(name)s") % {"name": release.name}
    copy = create(name=name[:120], note=release.note, user=user)
    log(instance=copy, action="fabrique.release.duplicate", user=user, data={"of": release.pk})
    behind: list[str] = []
    contents = list(dict.fromkeys(release.items.values_list("content_id", flat=True)))
    versions = versions_of(contents)
    for content_id in contents:
        page = next((page for (key, _locale), page in versions.items() if key == content_id), None)
        if page is None or why_not(page):
            continue
        if ReleaseItem.objects.filter(content_id=content_id, is_holding=True, release__state__in=OPEN).exists():
            behind.append(page.get_admin_display_title())
            continue
        add_pages(copy, [page], user=user)
    return copy, behind


def _refuse(sentences: Iterable[str]) -> None:
    lines = list(dict.fromkeys(sentences))
    if lines:
        raise ReleaseRefused(" ".join(lines))


def _ask_again(item: ReleaseItem) -> None:
    """Whether a page is held is part of what `public_view` rests on."""
    if item.page_id is not None:
        mark_dirty("page", item.page_id)

"""Releases for the tests: an edition with its chapters, a portrait in two languages, and the people around them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wagtail.models import Page

from cms.feed.transaction import editorial_transaction
from cms.releases import composing, deciding
from cms.releases.contents import resolved_items
from cms.releases.models import Release
from cms.releases.readiness import readiness
from cms.workflow.decisions import missing
from cms.workflow.kinds import Kind
from cms.workflow.roles import Role
from tests import factories
from tests.workflow_world import clear, person


def publisher() -> Any:
    """Return somebody who may publish everything."""
    return person("direction", Role.PUBLICATION, is_superuser=True)


def writer() -> Any:
    """Return somebody who writes, without any permission of their own."""
    return person("redaction", Role.WRITING)


def approved(page: Page) -> Page:
    """Record every decision but the publisher's on a page's newest content."""
    newest = page.get_latest_revision().as_object()
    kinds = [kind for kind in missing(newest) if kind != Kind.PUBLICATION]
    if kinds:
        clear(newest, *kinds)
    return page


def edited(page: Page, *, user: Any = None, **fields: Any) -> Page:
    """Save a draft with some fields changed."""
    newest = page.get_latest_revision().as_object()
    for name, value in fields.items():
        setattr(newest, name, value)
    with editorial_transaction():
        newest.save_revision(user=user)
    return type(page).objects.get(pk=page.pk)


def release_of(*pages: Page, name: str = "Édition 2027", user: Any = None, without: str = "en") -> Release:
    """Make a release; the missing translations in one language are left out, with a reason."""
    user = user or publisher()
    with editorial_transaction():
        release = composing.create(name=name, user=user, pages=pages)
        items = resolved_items(release)
        gone = [
            (item.content_id, item.locale_id)
            for item in items
            if item.page is None and item.locale.language_code == without
        ]
        composing.leave_out(release, gone, reason="Pas encore traduit.", user=user)
    return release


def seen(release: Release) -> dict[str, str]:
    """Return what the publisher sees on the decision page."""
    release.refresh_from_db()
    return {deciding.key_of(one.item): one.digest for one in readiness(release).going_out}


def schedule(release: Release, publish_at: Any, *, user: Any = None) -> Release:
    """Let the publisher decide on what the release says now, for a time."""
    looked_at = seen(release)
    with editorial_transaction():
        return deciding.decide(release, user=user or publisher(), seen=looked_at, publish_at=publish_at)


def make_due(release: Release) -> Release:
    """Let the time of a scheduled release have come."""
    from datetime import timedelta

    from django.utils import timezone

    Release.objects.filter(pk=release.pk).update(publish_at=timezone.now() - timedelta(seconds=1))
    release.refresh_from_db()
    return release


def edition(*, chapters: int = 2) -> list[Page]:
    """Make a white paper with chapters, all drafts, all approved but by the publisher."""
    paper = factories.white_paper(is_live=False)
    pages: list[Page] = [paper, *(factories.chapter(parent=paper, is_live=False) for _number in range(chapters))]
    return [approved(page) for page in pages]


def codes(release: Release) -> set[str]:
    """Return the codes of everything that keeps a release from going out."""
    return {obstacle.code for one in readiness(release).standings for obstacle in one.blocking}


def titles(pages: Iterable[Page]) -> set[str]:
    """Return the titles of some pages."""
    return {page.title for page in pages}

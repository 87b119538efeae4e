"""A page in an open release goes out with it and only with it, whichever door is tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms.feed.facts import Facts
from cms.feed.gates import Reason, Ruling
from cms.media.audiences import Audience
from cms.releases.models import ReleaseItem
from cms.workflow.fingerprint import fingerprint

HELD = Reason("held_by_release", gettext_lazy("It is part of a release that has not gone out yet."))
_releasing: ContextVar[int | None] = ContextVar("releasing", default=None)


@contextmanager
def releasing(release_id: int) -> Iterator[None]:
    """Let the pages of one release through, for as long as it is being decided on or published."""
    token = _releasing.set(release_id)
    try:
        yield
    finally:
        _releasing.reset(token)


def holding_item(page: Page) -> ReleaseItem | None:
    """Return the item of the open release that holds a page, or None. Also for a translation made since."""
    held = ReleaseItem.objects.filter(content_id=page.translation_key, locale_id=page.locale_id, is_holding=True)
    return held.select_related("release").first()


def hold(page: Page) -> str | None:
    """Say which release a page waits for, as a sentence; None if for none."""
    item = holding_item(page)
    if item is None or item.release_id == _releasing.get():
        return None
    return _(
        "It is part of the release “%(name)s” and goes out with it. To publish it alone, take it out of the release."
    ) % {"name": item.release.name}


def is_not_held(page: Page, audience: Audience, now: datetime, facts: Facts) -> Ruling:
    """Refuse new words of a page that were made public behind the back of its release (a console, a script).

    Shape: what was live when the page came into the release stays public until the release goes out.
    """
    if not page.live or page.alias_of_id is not None:
        return Ruling()
    live_digest = _held(facts, page).get((page.translation_key, page.locale_id))
    if live_digest is None or live_digest == fingerprint(page, images=None):
        return Ruling()
    return Ruling(reasons=(HELD,))


def _held(facts: Facts, page: Page) -> dict[tuple[Any, int], str]:
    """Read what is held of the whole batch at the first question."""
    known: dict[str, Any] = facts.notes.setdefault("releases.held", {"asked": set(), "found": {}})
    if page.translation_key not in known["asked"]:
        wanted = {other.translation_key for other in facts.pages.values() if other is not None} - known["asked"]
        wanted.add(page.translation_key)
        rows = ReleaseItem.objects.filter(content_id__in=wanted, is_holding=True)
        for content_id, locale_id, digest in rows.values_list("content_id", "locale_id", "live_digest"):
            known["found"][content_id, locale_id] = digest
        known["asked"] |= wanted
    found: dict[tuple[Any, int], str] = known["found"]
    return found

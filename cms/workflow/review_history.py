"""What a page is compared with: what this person approved last, what was live, what was submitted."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, PageLogEntry, Revision

from cms.workflow.kinds import Outcome
from cms.workflow.records import Decision


def last_approval_by(user: Any, page: Page) -> Decision | None:
    """Return a person's newest approval of a page whose revision is still there."""
    rows = Decision.objects.filter(page_id=page.pk, user=user, outcome=Outcome.APPROVED, revision__isnull=False)
    return rows.select_related("revision").order_by("-pk").first()


def live_revision(page: Page) -> Revision | None:
    """Return the revision that readers see, if they see one."""
    return page.live_revision if page.live else None


def previous_publication(page: Page, revision: Revision | None) -> Revision | None:
    """Return the revision that was live before this one."""
    entries = PageLogEntry.objects.filter(page=page, action="wagtail.publish", revision__isnull=False)
    entries = entries.exclude(revision=revision).select_related("revision").order_by("-timestamp", "-pk")
    entry = entries.first()
    return entry.revision if entry else None


def decisions_on(page: Page) -> list[Decision]:
    """List every decision on a page, newest first."""
    return list(Decision.objects.filter(page_id=page.pk).select_related("user").order_by("-pk"))

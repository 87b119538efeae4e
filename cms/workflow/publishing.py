"""Every way to publish ends here: what is not cleared is refused, with reasons; the publisher’s act is recorded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, Revision, WorkflowState

from cms.feed.transaction import PublicationRefused, is_active
from cms.workflow import completeness
from cms.workflow.decisions import digest_of, missing, newest_revision, record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.gates import MESSAGES
from cms.workflow.kinds import Kind, Outcome

logger = logging.getLogger(__name__)
Hold = Callable[[Page], str | None]
_holds: list[Hold] = []


def register_hold(hold: Hold) -> Hold:
    """Add a reason why an approved page does not go out by itself (it waits for others). Twice is harmless."""
    if hold not in _holds:
        _holds.append(hold)
    return hold


def held_back(page: Page) -> list[str]:
    """Return why a page must not be published alone now, as sentences."""
    return [sentence for hold in _holds if (sentence := hold(page))]


def publish_approved(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish the very content that was approved.

    Errors: PublicationRefused if the page has changed since the last approval.
    Source: wagtail/workflows.py publishes the latest revision, whatever was reviewed (wagtail 8.0.1).
    """
    # A task of Wagtail's own knows only the revision it was started on.
    approved = workflow_state.current_task_state
    latest = newest_revision(workflow_state.content_object)
    if latest is None or digest_of(latest) != digest_of(approved.revision):
        raise PublicationRefused(_("The page has changed since it was approved. It must be reviewed again."))
    if held_back(latest.as_object()):
        # Approved, and published with those it goes out with.
        return
    latest.publish(user=user)


def settle_publication(page: Page, revision: Revision | None, *, user: Any = None) -> list[str]:
    """Complete what a publisher's own act decides, and return what is still missing as sentences.

    Shape: completeness is asked now if it has not been for this content; the act of somebody who may publish is the
    decision to publish, once everything else is there.
    """
    digest = fingerprint(page)
    lacking = missing(page, digest)
    sentences = held_back(page)
    if Kind.COMPLETENESS in lacking:
        found = completeness.obstacles(page)
        if found:
            sentences += [str(reason.message) for reason in found]
        else:
            _record(page, revision, digest, Kind.COMPLETENESS, None)
        lacking.remove(Kind.COMPLETENESS)
    others = [kind for kind in lacking if kind != Kind.PUBLICATION]
    sentences += [str(MESSAGES[kind]) for kind in others]
    if Kind.PUBLICATION in lacking and not sentences:
        if user is not None and page.permissions_for_user(user).can_publish():
            _record(page, revision, digest, Kind.PUBLICATION, user)
        else:
            sentences.append(str(MESSAGES[Kind.PUBLICATION]))
    return sentences


def _record(page: Page, revision: Revision | None, digest: str, kind: Kind, user: Any) -> None:
    record(page=page, digest=digest, kind=kind, outcome=Outcome.APPROVED, user=user, revision=revision)


def refuse_uncleared(page: Page, revision: Revision | None, *, user: Any = None) -> None:
    """Refuse a publication that is not cleared.

    Errors: PublicationRefused with every reason, inside editorial_transaction() (which rolls it back). Outside (a
    console) nothing can be rolled back: it is logged, and `public_view` keeps the page from every output.
    """
    if not is_active():
        if missing(page):
            logger.warning("Page %s was published outside the workflow: no output will show it.", page.pk)
        return
    user = user or get_active_log_context().user
    sentences = settle_publication(page, revision, user=user)
    if sentences:
        title = page.get_admin_display_title()
        raise PublicationRefused(
            _("“%(title)s” cannot be published: %(reasons)s") % {"title": title, "reasons": " ".join(sentences)}
        )

"""Binding the decision to publish to what one item says, and taking it back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cms.releases.holding import releasing
from cms.releases.models import ReleaseItem
from cms.releases.readiness import Standing
from cms.releases.refusals import ReleaseRefused
from cms.workflow.decisions import record
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.publishing import settle_publication
from cms.workflow.records import Decision


def named(standing: Standing) -> str:
    """Return the title and language of an item, as the beginning of a line."""
    return _("“%(title)s” (%(language)s):") % {
        "title": standing.item.title,
        "language": standing.item.locale.get_display_name(),
    }


def freeze(standing: Standing, user: Any) -> None:
    """Bind the decision to what the item says now, and let its own workflow end with it."""
    item, page = standing.item, standing.newest
    if not page.permissions_for_user(user).can_publish():
        raise ReleaseRefused(_("%(title)s You may not publish this page.") % {"title": named(standing)})
    before = _publication(standing)
    _approve_own_task(standing, user)
    with releasing(item.release_id):
        sentences = settle_publication(page, standing.revision, user=user)
    if sentences:
        raise ReleaseRefused(f"{named(standing)} {' '.join(sentences)}")
    after = _publication(standing)
    if item.frozen_digest != standing.digest or (after is not None and after != before):
        item.decision = after if after != before else None
    item.frozen_digest, item.frozen_revision, item.warned_digest = standing.digest, standing.revision, ""
    item.save()


def _approve_own_task(standing: Standing, user: Any) -> None:
    """Take the decision where the page's own workflow asks for it: it ends approved, and waits for the release."""
    state = standing.newest.current_workflow_task_state
    if state is None:
        return
    bound, task = state.specific, state.task.specific
    if getattr(task, "kind", None) != Kind.PUBLICATION or getattr(bound, "digest", None) != standing.digest:
        return
    if "approve" in {name for name, _label, _modal in task.get_actions(standing.newest, user)}:
        comment = _("Decided with the release “%(name)s”.") % {"name": standing.item.release.name}
        task.on_action(bound, user, "approve", comment=comment)


def _publication(standing: Standing) -> Decision | None:
    decisions = Decision.objects.filter(page_id=standing.newest.pk, digest=standing.digest, kind=Kind.PUBLICATION)
    return decisions.order_by("pk").last()


def unfreeze(item: ReleaseItem, *, user: Any) -> None:
    """Take the decision on one item back, if this release made it and nothing public rests on it."""
    decision = item.decision
    if decision is not None and item.page is not None and item.frozen_digest != item.live_digest:
        newest = Decision.objects.filter(page=item.page, digest=decision.digest, kind=Kind.PUBLICATION).last()
        if newest == decision:
            record(
                page=item.page,
                digest=decision.digest,
                kind=Kind.PUBLICATION,
                outcome=Outcome.WITHDRAWN,
                user=user,
                comment=_("No longer goes out with the release “%(name)s”.") % {"name": item.release.name},
            )
    item.frozen_digest, item.frozen_revision, item.decision, item.warned_digest = "", None, None, ""
    item.save(update_fields=["frozen_digest", "frozen_revision", "decision", "warned_digest"])

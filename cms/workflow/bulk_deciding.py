"""One decision on several pages: each in its own savepoint, the outcome said for each, nothing half done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cms.feed.transaction import PublicationRefused
from cms.workflow.approvals import AlreadyDecided
from cms.workflow.decisions import last_editor_id
from cms.workflow.states import BoundTaskState


class Ending(StrEnum):
    """How it ended for one page."""

    DONE = "done"
    TOO_LATE = "too_late"
    NOT_YOURS = "not_yours"
    REFUSED = "refused"


@dataclass(frozen=True)
class Result:
    """How it ended for one page, and why in words."""

    title: str
    page_id: int
    ending: Ending
    reason: str = ""


def decide_all(states: Iterable[BoundTaskState], *, user: Any, action: str, comment: str) -> list[Result]:
    """Take one decision on each request, in the order given.

    Errors: only what nobody foresaw; the caller's transaction is then rolled back as a whole.
    """
    return [_decide(state, user, action, comment) for state in states]


def _decide(state: BoundTaskState, user: Any, action: str, comment: str) -> Result:
    page = state.workflow_state.content_object
    title = page.get_admin_display_title()
    try:
        with transaction.atomic():
            state.task.specific.on_action(state, user, action, comment=comment)
    except AlreadyDecided as refusal:
        return Result(title, page.pk, Ending.TOO_LATE, str(refusal))
    except PublicationRefused as refusal:
        return Result(title, page.pk, Ending.REFUSED, str(refusal))
    except PermissionDenied:
        own = last_editor_id(page) == user.pk
        reason = _("You made the last change: somebody else decides.") if own else _("This decision is not yours.")
        return Result(title, page.pk, Ending.NOT_YOURS, reason)
    return Result(title, page.pk, Ending.DONE)

"""What each kind of mail says. One wording serves its subject, its first line and the daily digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.workflow.events import EventKind
from cms.workflow.kinds import Kind


@dataclass(frozen=True)
class Wording:
    """Shape: each text may name %(title)s and %(who)s; `why` tells the person why they hear of it."""

    subject: str | Promise
    headline: str | Promise
    what_next: str | Promise
    button: str | Promise
    why: str | Promise


_MAY_DECIDE = _("You receive this because you are one of those who may decide.")
_SUBMITTED = _("You receive this because you submitted this page, wrote on it or had approved it.")
READ = _("Read and decide")
LOOK = _("See the page")
EDIT = _("Open the form")

TO_REVIEW = Wording(
    _("To review: %(title)s"),
    _("%(who)s asks for your review of “%(title)s”."),
    _("Read the page as readers will see it, then approve or ask for changes."),
    READ,
    _MAY_DECIDE,
)
TO_PUBLISH = Wording(
    _("To publish: %(title)s"),
    _("“%(title)s” has every agreement it needs. The decision to publish is yours."),
    _("Read the page once more, then publish it or ask for changes."),
    READ,
    _MAY_DECIDE,
)
WORDINGS: dict[EventKind, Wording] = {
    EventKind.REOPENED: Wording(
        _("Changed since you approved it: %(title)s"),
        _("%(who)s has changed “%(title)s” after you approved it."),
        _("Your approval was for the earlier version and no longer counts for this one."),
        LOOK,
        _("You receive this because you had approved this page."),
    ),
    EventKind.ASKED: TO_REVIEW,
    EventKind.CHANGES: Wording(
        _("Changes requested: %(title)s"),
        _("%(who)s asks for changes to “%(title)s”."),
        "",
        LOOK,
        _SUBMITTED,
    ),
    EventKind.REFUSED: Wording(
        _("Something is missing: %(title)s"),
        _("“%(title)s” cannot go on: something is missing."),
        _(
            "Mend what is listed here, then submit the page again. "
            "What was approved and has not changed stays approved."
        ),
        EDIT,
        _("You receive this because you submitted this page or wrote on it."),
    ),
    EventKind.READY: Wording(
        _("Approved: %(title)s"),
        _("“%(title)s” has been approved and now waits for its publication."),
        _("You have nothing to do. You will hear when it is published."),
        LOOK,
        _("You receive this because you submitted this page."),
    ),
    EventKind.PUBLISHED: Wording(
        _("Published: %(title)s"),
        _("“%(title)s” is published."),
        "",
        _("See it on the site"),
        _("You receive this because you submitted or approved this page."),
    ),
    EventKind.MENTION: Wording(
        _("You are mentioned: %(title)s"),
        _("%(who)s mentions you about “%(title)s”."),
        "",
        LOOK,
        _("You receive this because somebody wrote your name after “@”."),
    ),
}
ASKED_AGAIN = _("Please read what has changed and decide again.")
MENDED_BY_YOU = _("Change the page, then submit it again. What was approved and has not changed stays approved.")
YOU_HAD_APPROVED = _("You had approved this page. You have nothing to do for now.")


def wording_of(event: Any) -> Wording:
    """Return what is said of an event."""
    kind = EventKind(event.kind)
    if kind == EventKind.ASKED and event.task_state is not None:
        return TO_PUBLISH if event.task_state.task.specific.kind == Kind.PUBLICATION else TO_REVIEW
    return WORDINGS[kind]

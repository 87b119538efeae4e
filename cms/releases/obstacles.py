"""What keeps one page of a release from going out, in words, with who has to act and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.feed.facts import Facts
from cms.feed.gates import Reason
from cms.releases.contents import whole_of
from cms.releases.models import ReleaseItem
from cms.workflow import completeness
from cms.workflow.kinds import Kind
from cms.workflow.roles import Role

# What the release itself settles, or what is asked in another way.
_SETTLED_HERE = {f"not_{Kind.PUBLICATION.value}", f"not_{Kind.COMPLETENESS.value}"}
_DECISIONS = {f"not_{kind.value}" for kind in Kind} - _SETTLED_HERE


@dataclass(frozen=True)
class Obstacle:
    """One thing that is missing: what, who has to act, and an address in the admin where it can be done."""

    code: str
    message: str | Promise
    who: str = ""
    url: str = ""
    is_blocking: bool = True


def own_obstacles(item: ReleaseItem, newest: Page | None, *, now: datetime) -> Iterator[Obstacle]:
    """What concerns the page as a part of this release."""
    if newest is None:
        yield _missing(item)
        return
    edit = reverse("wagtailadmin_pages:edit", args=[newest.pk])
    scheduled = newest.revisions.filter(approved_go_live_at__isnull=False).first()
    if scheduled is not None:
        yield Obstacle(
            "scheduled_alone",
            _("It is scheduled alone for %(when)s: cancel that schedule, the release decides when it goes out.")
            % {"when": _moment(scheduled.approved_go_live_at)},
            str(Role.PUBLICATION.label),
            edit,
        )
    elif newest.go_live_at is not None and newest.go_live_at > now:
        yield Obstacle(
            "own_date",
            _("It carries a date of its own (%(when)s): remove it, the release decides when it goes out.")
            % {"when": _moment(newest.go_live_at)},
            str(Role.WRITING.label),
            edit,
        )


def _missing(item: ReleaseItem) -> Obstacle:
    language = item.locale.get_display_name()
    if item.pk is not None and item.live_digest:
        message = _("This page no longer exists.")
    else:
        message = _("There is no version in this language (%(language)s).") % {"language": language}
    return Obstacle("missing", message, str(Role.WRITING.label))


def completeness_obstacles(newest: Page) -> Iterator[Obstacle]:
    """What the gate “rights and completeness” says of the newest content, asked now: rights may have ended since."""
    edit = reverse("wagtailadmin_pages:edit", args=[newest.pk])
    for reason in completeness.reasons(newest):
        url = reason.url or (f"{edit}#id_{reason.field}" if reason.field else edit)
        yield Obstacle(reason.code, reason.message, str(Role.WRITING.label), url, reason.is_blocking)


def verdict_obstacles(reasons: Iterable[Reason], newest: Page, *, inside: set[int], facts: Facts) -> Iterator[Obstacle]:
    """What the gates of the read model would refuse, save what going out together settles.

    Shape: `inside` are the ids of the pages that go out with it.
    """
    whole = whole_of(newest)
    for reason in reasons:
        if reason.code in _SETTLED_HERE or (reason.code == "parent_not_public" and whole and whole.pk in inside):
            continue
        if reason.code in _DECISIONS:
            yield _decision(reason, newest)
        else:
            yield Obstacle(reason.code, reason.message, _who(reason.code), _where(reason.code, newest, whole))


def _decision(reason: Reason, newest: Page) -> Obstacle:
    """A decision is missing: say whose it is now, until when, or that nobody was asked yet."""
    state = newest.current_workflow_task_state
    if state is None:
        who = _("%(role)s: submit it for review") % {"role": Role.WRITING.label}
        return Obstacle(reason.code, reason.message, who, reverse("wagtailadmin_pages:edit", args=[newest.pk]))
    bound, task = state.specific, state.task.specific
    asked = list(task.groups.values_list("name", flat=True)) if hasattr(task, "groups") else []
    if hasattr(task, "readers"):
        asked = [reader.get_full_name() or reader.get_username() for reader in task.readers.filter(is_active=True)]
    who = str(task.name) + (f" ({', '.join(asked)})" if asked else "")
    due = getattr(bound, "due_on", None)
    if due is not None:
        when = date_format(due, "j F")
        late = due < timezone.localdate()
        who = (_("%(who)s, was due on %(when)s") if late else _("%(who)s, by %(when)s")) % {"who": who, "when": when}
    return Obstacle(reason.code, reason.message, who, reverse("workflow:review", args=[newest.pk]))


def _who(code: str) -> str:
    if code in {"restricted", "audience", "no_address", "expired", "translation_incomplete"}:
        return str(Role.WRITING.label)
    if code in {"source_not_signed", "consent_withdrawn"}:
        return _("The person portrayed")
    if "mandate" in code or "admi" in code:
        return str(Role.COMMITTEE.label)
    return ""


def _where(code: str, newest: Page, whole: Page | None) -> str:
    target = whole.pk if code == "parent_not_public" and whole is not None else newest.pk
    return reverse("wagtailadmin_pages:edit", args=[target])


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")

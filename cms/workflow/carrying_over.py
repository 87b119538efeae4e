"""Decisions that somebody carries over, by name and with a reason, for what was public before it could be decided on.

A signature is nobody else's to give: it is carried over only when that is asked for, and never past a withdrawal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.feed.transaction import run_editorial
from cms.workflow import completeness
from cms.workflow.completeness import GateReason
from cms.workflow.decisions import missing, record, standing
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.requirements import of_type
from cms.workflow.roles import Role, in_role


class NotTheirs(PermissionError):
    """Whoever carries decisions over answers for them by law: the publisher, or a superuser."""


@dataclass(frozen=True)
class Carried:
    """What became of one page. Shape: `kinds` were recorded, `left` still lack, `to_mend` are its open obstacles."""

    page: Page
    kinds: tuple[Kind, ...]
    left: tuple[Kind, ...]
    to_mend: tuple[GateReason, ...]


def require_publisher(user: Any) -> None:
    """Errors: NotTheirs."""
    if not in_role(user, Role.PUBLICATION):
        raise NotTheirs(_("“%s” does not answer for publications: decisions are not theirs to carry over.") % user)


def carry_over(*, by: Any, reason: str, with_signatures: bool = False, is_dry_run: bool = False) -> list[Carried]:
    """Record what every live page lacks for what it says now, one transaction per page.

    Shape: only the pages that lacked something; none at a second run, save those that lack a signature.
    Errors: NotTheirs; ValueError without a reason.
    """
    require_publisher(by)
    if not reason.strip():
        raise ValueError(_("Say why: the reason stands beside each decision for ever."))
    found = []
    live = Page.objects.filter(live=True, alias_of=None, depth__gt=1).order_by("path")
    for pk in live.values_list("pk", flat=True):
        carried = run_editorial(lambda pk=pk: _carry(pk, by, reason, with_signatures, is_dry_run))  # type: ignore[misc]
        if carried is not None:
            found.append(carried)
    return found


def _carry(pk: int, by: Any, reason: str, with_signatures: bool, is_dry_run: bool) -> Carried | None:
    page = Page.objects.get(pk=pk).specific
    lacking = missing(page) if of_type(type(page)) else []
    if not lacking:
        return None
    may_sign = with_signatures and not standing(page).is_withdrawn
    kinds = tuple(kind for kind in lacking if kind != Kind.SIGN_OFF or may_sign)
    if not is_dry_run:
        record_carried(page, kinds, by=by, reason=reason, revision=page.live_revision)
    left = tuple(kind for kind in lacking if kind not in kinds)
    return Carried(page, kinds, left, tuple(completeness.obstacles(page)))


def record_carried(page: Page, kinds: Iterable[Kind], *, by: Any, reason: str, revision: Revision | None) -> None:
    """Record decisions as carried over. Inside editorial_transaction()."""
    digest = fingerprint(page)
    comment = _("Carried over: %s") % reason.strip()
    for kind in kinds:
        record(
            page=page, digest=digest, kind=kind, outcome=Outcome.APPROVED, user=by, comment=comment, revision=revision
        )


def clear_revision(revision: Revision, *, by: Any, reason: str) -> list[GateReason]:
    """Carry over what a revision lacks, or return what keeps it from going out and record nothing.

    Errors: NotTheirs.
    """
    require_publisher(by)
    page = revision.as_object()
    lacking = missing(page)
    if Kind.COMPLETENESS in lacking and (found := completeness.obstacles(page)):
        return found
    record_carried(page, (kind for kind in lacking if kind != Kind.SIGN_OFF), by=by, reason=reason, revision=revision)
    return []

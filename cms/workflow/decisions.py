"""Recording decisions and asking which are missing. The one truth that tasks, gates and panels share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from cms.feed.transaction import require_editorial_transaction
from cms.workflow.fingerprint import fingerprint, fingerprint_of
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.records import Decision, RevisionDigest
from cms.workflow.requirements import required_kinds, source_of


@dataclass(frozen=True)
class Standing:
    """What has been decided on one page, newest first to be asked: by kind and content, and of its signatures."""

    outcomes: dict[tuple[str, str], str]
    last_sign_off: str | None = None

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]]) -> Standing:
        """Read (kind, digest, outcome) rows, oldest first."""
        outcomes: dict[tuple[str, str], str] = {}
        last: str | None = None
        for kind, digest, outcome in rows:
            outcomes[kind, digest] = outcome
            if kind == Kind.SIGN_OFF:
                last = outcome
                if outcome == Outcome.WITHDRAWN:
                    # Signed again later, it is published again by somebody, and not by itself.
                    outcomes = {key: held for key, held in outcomes.items() if key[0] != Kind.PUBLICATION}
        return cls(outcomes, last)

    @property
    def is_withdrawn(self) -> bool:
        """The person portrayed has taken their agreement back and not given it again."""
        return self.last_sign_off == Outcome.WITHDRAWN

    @property
    def was_signed(self) -> bool:
        """The person portrayed has decided on this language at least once."""
        return self.last_sign_off is not None

    def missing(self, kinds: Iterable[Kind], digest: str) -> list[Kind]:
        """List the kinds whose newest decision on this content is not an approval."""
        return [
            kind
            for kind in kinds
            if self.outcomes.get((kind, digest)) != Outcome.APPROVED or (kind == Kind.SIGN_OFF and self.is_withdrawn)
        ]


def standing(page: Page) -> Standing:
    """Return what has been decided on a page. One query."""
    rows = Decision.objects.filter(page_id=page.pk).order_by("pk")
    return Standing.of(rows.values_list("kind", "digest", "outcome"))


def newest_revision(page: Page) -> Revision | None:
    """Return the newest revision by its own row: while it is being saved, the page still points to the one before."""
    revision: Revision | None = page.revisions.order_by("-created_at", "-pk").first()
    return revision


def digest_of(revision: Revision | None) -> str:
    """Return the fingerprint of a revision, from its row where the save has noted it; "" where there is none."""
    if revision is None:
        return ""
    known = RevisionDigest.objects.filter(revision_id=revision.pk).values_list("digest", flat=True).first()
    return known or fingerprint_of(revision)


def missing(page: Page, digest: str | None = None) -> list[Kind]:
    """List the decisions that a page object still needs for what it says.

    Shape: `page` is of its specific class: a fresh row, or `revision.as_object()`.
    """
    found = standing(page)
    kinds = required_kinds(page, is_translation=source_of(page) is not None, was_signed=found.was_signed)
    return found.missing(kinds, digest or fingerprint(page)) if kinds else []


def latest_by_kind(page: Page, digest: str) -> dict[str, Decision]:
    """Return the newest decision of each kind on one content."""
    rows = Decision.objects.filter(page_id=page.pk, digest=digest).select_related("user").order_by("pk")
    return {row.kind: row for row in rows}


def record(
    *,
    page: Page,
    digest: str,
    kind: Kind,
    outcome: Outcome,
    user: Any = None,
    user_name: str = "",
    comment: str = "",
    revision: Revision | None = None,
) -> Decision:
    """Add a decision, say so in the audit log, and let the running workflow follow a signature.

    Errors: EditorialTransactionRequired outside editorial_transaction().
    """
    require_editorial_transaction("A decision")
    decision = Decision.objects.create(
        page_id=page.pk,
        revision=revision,
        digest=digest,
        kind=kind,
        outcome=outcome,
        user=user,
        user_name=user_name or (get_user_display_name(user) if user else ""),
        comment=comment,
    )
    log(
        instance=page.specific,
        action=f"fabrique.decision.{Outcome(outcome).value}",
        user=user,
        revision=revision,
        data={"kind": Kind(kind).value, "digest": digest, "by": decision.user_name, "comment": comment},
    )
    if kind == Kind.SIGN_OFF and outcome != Outcome.WITHDRAWN:
        from cms.workflow.moving import follow_signature

        follow_signature(page, decision)
    return decision


def last_editor_id(page: Page) -> int | None:
    """Return who last changed what a page says: later saves without a change make nobody its author.

    Shape: None where nobody is known (an import, a script).
    """
    revisions = page.revisions.order_by("-created_at", "-pk").select_related("content_digest")[:50]
    digest, author = None, None
    for revision in revisions:
        held = getattr(revision, "content_digest", None)
        current = held.digest if held is not None else fingerprint_of(revision)
        if digest is not None and current != digest:
            break
        digest, author = current, revision.user_id
    return author

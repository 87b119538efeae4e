"""Is a document in the feed for one reader, and which rule says so? Asked by the reader's own address and by the admin.

Reads the stored rows that every face answers from, so the answer is what the reader gets, not what it ought to get.
Says nothing that the reader could not find out: of what it was never shown there is no answer at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cms.feed.clock import database_now
from cms.feed.models import FeedDocument, State
from cms.feed.rows import Row
from cms.feed.selectors import document_by_id, tombstone
from cms.media.audiences import Audience

# The reason of a tombstone whose page has expired (cms/feed/gates.py).
EXPIRED = "expired"


class RuleName(StrEnum):
    """What must hold, in the order in which it is asked."""

    TYPE = "type"
    PUBLIC = "public"
    WINDOW = "window"


class Code(StrEnum):
    """Why a rule does not hold, in words that may be told to anybody who was shown the document."""

    TYPE_NOT_ALLOWED = "type_not_allowed"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class RuleResult:
    """One rule and its result.

    Shape: `holds` is None where a rule was not asked because one before it does not hold. `at` is since when it does
    not.
    """

    rule: RuleName
    holds: bool | None
    code: Code | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Eligibility:
    """What one reader gets of one document.

    Shape: `change` numbers the newest state, `changed_at` is when it was given; both are None where the type is not
    for this reader. `until` is the instant from which this answer may differ.
    """

    document_id: uuid.UUID
    rules: tuple[RuleResult, ...]
    change: int | None = None
    changed_at: datetime | None = None
    until: datetime | None = None

    @property
    def is_in_feed(self) -> bool:
        """Every rule holds."""
        return all(result.holds for result in self.rules)

    @property
    def against(self) -> tuple[RuleResult, ...]:
        """The rules that do not hold."""
        return tuple(result for result in self.rules if result.holds is False)


def decide(document_id: uuid.UUID, *, audience: Audience, types: AbstractSet[str] | None = None) -> Eligibility | None:
    """Decide whether a reader is given a document, and name the rule that speaks.

    Shape: `types` are those the reader may have, None meaning all. None is the answer for a document that this
    audience was never shown, for one that never was, and for one of another type that is not known to everybody: of
    such a document nobody learns more with a key than without one.
    """
    # Everything is asked of every document: no answer may take longer because there is something to hide.
    row, left = _row_and_rest(document_id, audience)
    is_known_to_all = types is not None and _row_and_rest(document_id, Audience.OPEN) != (None, None)
    found = row or left
    if found is None:
        return None
    if types is not None and found.type not in types:
        return _of_another_type(document_id) if is_known_to_all else None
    if row is not None:
        return _shown(row)
    assert left is not None  # noqa: S101 (one of the two was found)
    return _left(left)


def type_rule(type_name: str, types: AbstractSet[str] | None) -> RuleResult:
    """Tell whether documents of a type are given to a reader at all."""
    holds = types is None or type_name in types
    return RuleResult(RuleName.TYPE, holds, None if holds else Code.TYPE_NOT_ALLOWED)


def _row_and_rest(document_id: uuid.UUID, audience: Audience) -> tuple[Row | None, FeedDocument | None]:
    return document_by_id(document_id, audience), tombstone(audience, document_id=document_id)


def _of_another_type(document_id: uuid.UUID) -> Eligibility:
    rules = (
        RuleResult(RuleName.TYPE, False, Code.TYPE_NOT_ALLOWED),
        RuleResult(RuleName.PUBLIC, None),
        RuleResult(RuleName.WINDOW, None),
    )
    return Eligibility(document_id, rules)


def _shown(row: Row) -> Eligibility:
    rules = tuple(RuleResult(rule, True) for rule in RuleName)
    return Eligibility(row.document_id, rules, row.change, row.modified_at, row.until)


def _left(left: FeedDocument) -> Eligibility:
    """Say what is left of a document. Why it went is the house's affair, save that it must be forgotten everywhere."""
    public, window = RuleResult(RuleName.PUBLIC, True), RuleResult(RuleName.WINDOW, None)
    if left.state == State.LIVE:
        # The sweeper has not come by yet. When it will be shown again is not told: it may be under embargo.
        is_to_come = left.not_before is not None and left.not_before > database_now()
        code, at = (Code.NOT_YET, None) if is_to_come else (Code.EXPIRED, left.not_after)
        window = RuleResult(RuleName.WINDOW, False, code, at)
    elif left.reason == EXPIRED:
        window = RuleResult(RuleName.WINDOW, False, Code.EXPIRED, left.modified_at)
    else:
        code = Code.WITHDRAWN if left.state == State.WITHDRAWN else Code.GONE
        public = RuleResult(RuleName.PUBLIC, False, code, left.modified_at)
    rules = (RuleResult(RuleName.TYPE, True), public, window)
    return Eligibility(left.document_id, rules, left.change, left.modified_at)

"""May this audience have this page now, and if not, why. Pure functions over fresh rows; no writing, no serialising.

Other rooms add their own gates with `register_gate` (workflow clearance, the committee's decision): what they refuse is
refused by every output, whichever door was used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.feed import registry
from cms.feed.facts import Facts
from cms.feed.models import State
from cms.media.audiences import Audience


@dataclass(frozen=True)
class Reason:
    """Why a page is refused: `code` for machines and tombstones, `message` for the editor, `state` of its tombstone."""

    code: str
    message: str | Promise
    state: State = State.GONE


@dataclass(frozen=True)
class Verdict:
    """The answer for one page and one audience.

    Shape: `ties` are the dependencies (kind, key) that gates rest on: a change of them asks again, refused or not.
    Units: `not_before` and `not_after` bound the answer in time where it is yes; `edges` are later instants at which
    it may change.
    """

    reasons: tuple[Reason, ...] = ()
    not_before: datetime | None = None
    not_after: datetime | None = None
    edges: tuple[datetime, ...] = field(default=())
    ties: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_public(self) -> bool:
        """No reason against: public within its time window."""
        return not self.reasons

    def is_public_at(self, now: datetime) -> bool:
        """Public, and `now` lies within the window."""
        starts = self.not_before is None or self.not_before <= now
        return self.is_public and starts and (self.not_after is None or now < self.not_after)


@dataclass(frozen=True)
class Ruling:
    """What one registered gate says of a page: reasons against it, until when a yes holds, what both rest on.

    Shape: `ties` are dependencies (kind, key) as the serialisers note them, for instance ("image", "12").
    """

    reasons: tuple[Reason, ...] = ()
    not_before: datetime | None = None
    not_after: datetime | None = None
    ties: frozenset[tuple[str, str]] = frozenset()


Gate = Callable[[Page, Audience, datetime, Facts], Ruling]
_gates: list[Gate] = []


def register_gate(gate: Gate) -> Gate:
    """Add a gate that every page must pass for every audience. Used as a decorator; registering twice is harmless."""
    if gate not in _gates:
        _gates.append(gate)
    return gate


def judge(page: Page, audience: Audience, now: datetime, facts: Facts) -> Verdict:
    """Decide whether an audience may have a page.

    Shape: `page` may be a base Page or its specific class; for an unspecific one the audience chosen by the editor is
    read with its specific row. Answers are kept in `facts` for the batch.
    """
    key = (page.pk, audience.value, now)
    if key not in facts.verdicts:
        facts.verdicts[key] = _judge(_specific(page, facts), audience, now, facts)
    return facts.verdicts[key]


def _specific(page: Page, facts: Facts) -> Page:
    if type(page) is Page and page.specific_class is not None:
        page = page.specific
        facts.pages[page.pk] = page
    return page


def _judge(page: Page, audience: Audience, now: datetime, facts: Facts) -> Verdict:
    reasons = list(_own_reasons(page, audience, facts))
    if page.expire_at is not None and page.expire_at <= now:
        reasons.append(Reason("expired", _("Its expiry date has passed.")))
    starts, ends = [page.go_live_at], [page.expire_at]
    source = facts.page(page.alias_of_id) if page.alias_of_id else None
    if source is not None:
        # An alias shows its source's text: it is public only while the source is (Wagtail checks only the alias's
        # own ancestors, so an alias of a restricted page would otherwise speak for it).
        verdict = judge(source, audience, now, facts)
        reasons += [reason for reason in verdict.reasons if reason not in reasons]
        starts.append(verdict.not_before)
        ends.append(verdict.not_after)
    whole = _whole_of(page, facts)
    if whole is not None:
        verdict = judge(whole, audience, now, facts)
        if not verdict.is_public:
            reasons.append(Reason("parent_not_public", _("The publication it is a part of is not public.")))
        starts.append(verdict.not_before)
        ends.append(verdict.not_after)
    ties: frozenset[tuple[str, str]] = frozenset()
    for gate in _gates:
        ruling = gate(page, audience, now, facts)
        ties |= ruling.ties
        reasons += ruling.reasons
        starts.append(ruling.not_before)
        ends.append(ruling.not_after)
    later = [moment for moment in (*starts, *ends) if moment is not None and moment > now]
    return Verdict(
        reasons=tuple(reasons),
        not_before=max((start for start in starts if start is not None and start > now), default=None),
        not_after=min((end for end in ends if end is not None), default=None),
        edges=tuple(sorted(set(later))),
        ties=ties,
    )


def _whole_of(page: Page, facts: Facts) -> Page | None:
    feed_type = registry.for_model(type(page))
    return facts.parent(page) if feed_type is not None and feed_type.parent else None


def _own_reasons(page: Page, audience: Audience, facts: Facts) -> Iterable[Reason]:
    if not page.live:
        yield Reason("not_live", _("It is not published."))
    if page.first_published_at is None and page.last_published_at is None:
        yield Reason("never_published", _("It has never been published: it has no publication date."))
    if facts.address(page) is None:
        yield Reason("no_address", _("It stands under no site, so it has no address."))
    if facts.is_restricted(page):
        yield Reason("restricted", _("It, or a page above it, is restricted to certain people."))
    widest = getattr(page, "audience", None)
    if widest is not None and not audience.is_within(Audience(widest)):
        yield Reason("audience", _("Its audience was chosen narrower than this one."))
    locale = facts.locales.get(page.locale_id, "")
    source = facts.page(page.alias_of_id) if page.alias_of_id else None
    if source is not None and source.locale_id != page.locale_id:
        yield Reason("untranslated_alias", _("It only mirrors a page in another language: it awaits its translation."))
    record = facts.records.get(page.pk)
    if locale != facts.default_locale and record is not None and not record.is_complete:
        yield Reason("translation_incomplete", _("Some of its text is not translated yet."))

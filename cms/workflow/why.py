"""Why a page is, or is not, in the feed: the read model's own answer, rule by rule and picture by picture.

No second truth: `judge` and `rights_of` are asked, and their answers are only put in order. Rooms that know single
partners register them here as viewers of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.feed import registry
from cms.feed.facts import Facts
from cms.feed.gates import Reason, judge
from cms.feed.models import TranslationRecord
from cms.feed.translations import is_complete
from cms.media.audiences import Audience
from cms.media.rights import RightsAnswer, RightsFacts, rights_of
from cms.workflow import completeness
from cms.workflow.decisions import newest_revision, standing
from cms.workflow.fingerprint import image_ids
from cms.workflow.kinds import Kind
from cms.workflow.publishing import held_back
from cms.workflow.requirements import required_kinds, source_of

Text = str | Promise


@dataclass(frozen=True)
class Viewer:
    """Somebody who may read the feed: an audience, or one partner within it.

    Shape: `refuses` lists what speaks against this viewer alone (a key that was withdrawn, a type not agreed on);
    `stored` is asked where nothing else speaks against a live page: what this viewer's own door answers of it.
    `is_single` tells one partner from an audience.
    """

    label: Text
    audience: Audience
    refuses: Callable[[Page], Iterable[Reason]] = field(default=lambda page: ())
    stored: Callable[[Page], Iterable[Reason]] = field(default=lambda page: ())
    is_single: bool = False


@dataclass(frozen=True)
class Rule:
    """One thing that must hold, in the words of the panel, and the codes of the reasons that say it does not.

    Shape: `applies` tells of which pages it is said at all; `is_for_singles` leaves whole audiences out.
    """

    label: Text
    codes: frozenset[str]
    applies: Callable[[Page], bool] = field(default=lambda page: True)
    is_for_singles: bool = False


@dataclass(frozen=True)
class Line:
    """One rule and its result: what speaks against it, nothing if it holds."""

    label: Text
    against: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What one viewer gets. Units: `not_before` and `not_after` bound a yes in time."""

    viewer: Viewer
    is_shown: bool
    lines: tuple[Line, ...]
    not_before: datetime | None = None
    not_after: datetime | None = None

    @property
    def against(self) -> list[Line]:
        """The rules that do not hold."""
        return [line for line in self.lines if line.against]

    @property
    def held(self) -> list[Line]:
        """The rules that hold."""
        return [line for line in self.lines if not line.against]


@dataclass(frozen=True)
class Picture:
    """One picture of the page, and what the rights say for each viewer."""

    image: Any
    answers: tuple[tuple[Viewer, RightsAnswer], ...]

    @property
    def is_shown_to_all(self) -> bool:
        """Nobody is refused."""
        return all(answer.allowed for _viewer, answer in self.answers)


@dataclass(frozen=True)
class Explanation:
    """The whole answer for one content of a page."""

    answers: tuple[Answer, ...]
    pictures: tuple[Picture, ...]

    @property
    def audiences(self) -> list[Answer]:
        """What whole audiences get."""
        return [answer for answer in self.answers if not answer.viewer.is_single]

    @property
    def singles(self) -> list[Answer]:
        """What single viewers get, those who get nothing first: they are who asks."""
        found = [answer for answer in self.answers if answer.viewer.is_single]
        return sorted(found, key=lambda answer: answer.is_shown)


AUDIENCES = (
    Viewer(_("Our site"), Audience.OWN),
    Viewer(_("Partners"), Audience.PARTNERS),
    Viewer(_("Everyone (open data)"), Audience.OPEN),
)
_rules: list[Rule] = [
    Rule(_("Published"), frozenset({"not_live", "never_published"})),
    Rule(_("Has an address on the site"), frozenset({"no_address"})),
    Rule(_("Not reserved to certain people"), frozenset({"restricted"})),
    Rule(_("Meant for this audience"), frozenset({"audience"})),
    Rule(_("Not expired"), frozenset({"expired"})),
    Rule(_("Nobody has taken it back"), frozenset({"consent_withdrawn", "withdrawn"})),
]
_TRANSLATION = Rule(_("Translated to the end"), frozenset({"untranslated_alias", "translation_incomplete"}))
_SOURCE = Rule(_("Its original is signed"), frozenset({"source_not_signed"}))
_WHOLE = Rule(_("The publication it belongs to is public"), frozenset({"parent_not_public"}))
_viewers: list[Callable[[], Iterable[Viewer]]] = []


def register_rule(rule: Rule) -> Rule:
    """Name a rule of another room's gate, so that the panel also says when it holds. Twice is harmless."""
    if rule not in _rules:
        _rules.append(rule)
    return rule


def register_viewers(found: Callable[[], Iterable[Viewer]]) -> Callable[[], Iterable[Viewer]]:
    """Add single viewers (each partner) to the panel. Twice is harmless."""
    if found not in _viewers:
        _viewers.append(found)
    return found


def viewers() -> tuple[Viewer, ...]:
    """Return the audiences, then whoever was registered."""
    return (*AUDIENCES, *(viewer for found in _viewers for viewer in found()))


def explain_live(page: Page, *, now: datetime | None = None) -> Explanation:
    """Explain what everybody gets of a page now. Shape: `page` is a fresh row of its specific class."""
    return _explain(page, Facts.load([page]), now or timezone.now(), judged_now=True)


def explain_draft(page: Page, *, now: datetime | None = None) -> Explanation:
    """Explain what everybody would get if the newest draft were published now, by somebody who may."""
    moment = now or timezone.now()
    revision = newest_revision(page)
    draft = revision.as_object() if revision is not None else page.specific
    draft.live, draft.expired = True, False
    draft.first_published_at = draft.first_published_at or moment
    draft.last_published_at = moment
    facts = Facts.load([draft])
    if source_of(draft) is not None:
        # What publishing would note (cms.feed.translations.record_publication).
        facts.records[draft.pk] = TranslationRecord(page_id=draft.pk, is_complete=is_complete(draft))
    return _explain(draft, facts, moment, judged_now=False)


def _explain(page: Page, facts: Facts, now: datetime, *, judged_now: bool) -> Explanation:
    everybody = viewers()
    if registry.for_model(type(page)) is None:
        return Explanation((), ())
    rules = _rules_for(page)
    waiting = () if judged_now else _before_publication(page)
    answers = tuple(_answer(page, viewer, facts, now, rules, waiting, judged_now=judged_now) for viewer in everybody)
    # The rights of a picture know audiences, not single readers.
    return Explanation(answers, _pictures(page, [one for one in everybody if not one.is_single], now))


def _answer(
    page: Page,
    viewer: Viewer,
    facts: Facts,
    now: datetime,
    rules: list[Rule],
    waiting: Iterable[Line],
    *,
    judged_now: bool,
) -> Answer:
    verdict = judge(page, viewer.audience, now, facts)
    reasons = [*verdict.reasons, *viewer.refuses(page)]
    if judged_now and not reasons and verdict.is_public_at(now):
        reasons += viewer.stored(page)
    if not judged_now:
        # The first two are decided by the act of publishing itself (cms.workflow.publishing.settle_publication).
        decided = {f"not_{Kind.PUBLICATION.value}", f"not_{Kind.COMPLETENESS.value}", "held_by_release"}
        reasons = [reason for reason in reasons if reason.code not in decided]
    by_code: dict[str, Text] = {}
    for reason in reasons:
        by_code.setdefault(reason.code, reason.message)
    lines = [
        Line(rule.label, tuple(by_code.pop(code) for code in sorted(rule.codes & by_code.keys())))
        for rule in rules
        if viewer.is_single or not rule.is_for_singles
    ]
    lines += [Line(message, (message,)) for message in by_code.values()]
    lines += waiting
    is_shown = not any(line.against for line in lines) and (verdict.not_before is None or verdict.not_before <= now)
    if verdict.not_after is not None and verdict.not_after <= now:
        is_shown = False
    return Answer(viewer, is_shown, tuple(lines), verdict.not_before, verdict.not_after)


def _rules_for(page: Page) -> list[Rule]:
    """Return the rules that concern a page, in the order in which one mends them."""
    source = source_of(page)
    kinds = required_kinds(page, is_translation=source is not None, was_signed=standing(page).was_signed)
    decisions = [Rule(kind.label, frozenset({f"not_{kind.value}"})) for kind in kinds]
    feed_type = registry.for_model(type(page))
    extra = [_WHOLE] if feed_type is not None and feed_type.parent else []
    if source is not None:
        extra += [_TRANSLATION, *([_SOURCE] if Kind.SIGN_OFF in required_kinds(page, is_translation=False) else [])]
    return [*(rule for rule in _rules if rule.applies(page)), *extra, *decisions]


def _before_publication(page: Page) -> tuple[Line, ...]:
    """Return what publishing would check that no gate does: completeness now, and what waits for others."""
    missing = tuple(reason.message for reason in completeness.obstacles(page))
    held = tuple(held_back(page))
    lines = [Line(_("Rights and completeness, checked now"), missing)]
    return (*lines, Line(_("Goes out alone"), held)) if held else tuple(lines)


def _pictures(page: Page, everybody: Iterable[Viewer], now: datetime) -> tuple[Picture, ...]:
    ids = image_ids(page)
    images = get_image_model().objects.in_bulk(ids)
    facts = RightsFacts.load(ids)
    return tuple(
        Picture(
            images[pk],
            tuple(
                (viewer, rights_of(images[pk], audience=viewer.audience, now=now, facts=facts)) for viewer in everybody
            ),
        )
        for pk in ids
        if pk in images
    )

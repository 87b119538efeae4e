"""Every invented document with every state it went through: from the cases and the registered types, nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from wagtail.models import Site

from cms.feed.gates import Reason
from cms.feed.registry import FeedType, all_types
from cms.feed.sandbox.cases import CASES, DELETED, Case, Step
from cms.feed.sandbox.drafts import Draft
from cms.feed.view import PublicView, bytes_of, view_of
from cms.media.audiences import SANDBOX

# Three pages of a list at its default length for the first type, two for the others.
MANY, ENOUGH = 60, 25
PARTS = 4
ORDINARY = CASES[0]
RowKey = tuple[uuid.UUID, str, str]


@dataclass(frozen=True)
class Standing:
    """One state of a document: its view, or why there is none."""

    view: PublicView | None
    reason: Reason | None = None


@dataclass(frozen=True)
class Fixture:
    """One invented document in one language, with the states it went through; the last is the one it is in."""

    draft: Draft
    standings: tuple[Standing, ...]

    @property
    def key(self) -> RowKey:
        """Which row it is."""
        return self.draft.content_id, self.draft.locale, SANDBOX.value

    @property
    def final(self) -> Standing:
        """The state it is in."""
        return self.standings[-1]

    @property
    def former_paths(self) -> set[str]:
        """The addresses that must lead to it."""
        if self.final.view is None:
            return set()
        paths = {standing.view.columns["path"] for standing in self.standings if standing.view is not None}
        return paths - {self.final.view.columns["path"]}


@dataclass(frozen=True)
class Ground:
    """Where the invented site stands."""

    site_id: int
    root: str

    @classmethod
    def find(cls) -> Ground:
        """Return the default site's ground.

        Errors: Site.DoesNotExist where no site is the default one: no document has an address then.
        """
        site = Site.objects.get(is_default_site=True)
        return cls(site.pk, site.root_url)


def languages() -> tuple[str, ...]:
    """Return the languages of the documents, that of the site first."""
    others = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES if code != settings.LANGUAGE_CODE]
    return settings.LANGUAGE_CODE, *others


def listed_types() -> tuple[FeedType, ...]:
    """Return the types that have every case: those with a list of their own whose documents stand by themselves."""
    return tuple(feed_type for feed_type in all_types() if feed_type.is_listed and not feed_type.parent)


def fixtures(now: datetime) -> Iterator[Fixture]:
    """Give every invented document as it is to stand at an instant."""
    ground = Ground.find()
    for feed_type in all_types():
        if feed_type.parent:
            continue
        cases = (
            (*CASES, *_small_ones(MANY if feed_type is listed_types()[0] else ENOUGH))
            if feed_type.is_listed
            else (ORDINARY,)
        )
        parts = next((other for other in all_types() if other.parent == feed_type.name), None)
        for number, case in enumerate(cases):
            yield from _in_every_language(ground, feed_type, case, number, now, parts if number == 0 else None)


def timely_fixtures(now: datetime) -> Iterator[Fixture]:
    """Give the invented documents that the time of day changes."""
    ground = Ground.find()
    for feed_type in listed_types():
        for number, case in enumerate(CASES):
            if case.is_timely:
                yield from _in_every_language(ground, feed_type, case, number, now, None)


def draft_of(feed_type: FeedType, case: Case, ground: Ground, locale: str, number: int = 0) -> Draft:
    """Return the draft of a case in a language."""
    with translation.override(locale):
        return Draft(
            feed_type=feed_type,
            case=case.key,
            locale=locale,
            root=ground.root,
            site_id=ground.site_id,
            number=number,
            title=str(case.title),
            summary=str(case.advice),
            languages=languages() if case.is_translated else languages()[:1],
        )


def stand(draft: Draft, step: Step) -> Standing:
    """Return one state of a draft. Errors: pydantic.ValidationError where it is no document of its type."""
    if step.reason is not None:
        return Standing(None, step.reason)
    here = draft.under(step.slug)
    with translation.override(draft.locale):
        document = here.document(step.changes(here))
        later = here.document(step.later(here)) if step.later else None
    item, whole = bytes_of(draft.feed_type, later) if later else (b"", b"")
    window = {
        "not_before": None,
        "not_after": step.ends_at,
        "next_at": step.turns_at,
        "next_item": item,
        "next_document": whole,
    }
    return Standing(view_of(draft.feed_type, document, here.place, window))


def _in_every_language(
    ground: Ground, feed_type: FeedType, case: Case, number: int, now: datetime, parts: FeedType | None
) -> Iterator[Fixture]:
    steps = case.steps(now)
    for locale in languages() if case.is_translated else languages()[:1]:
        whole = draft_of(feed_type, case, ground, locale, number)
        drafts = list(_parts(whole, parts)) if parts else []
        whole = replace(whole, part_ids=tuple(str(draft.document_id) for draft in drafts[:-1]))
        yield Fixture(whole, tuple(stand(whole, step) for step in steps))
        for draft in drafts[:-1]:
            yield Fixture(draft, (stand(draft, Step()),))
        for draft in drafts[-1:]:
            # The last part was deleted: what followed it closed up.
            yield Fixture(draft, (stand(draft, Step()), Standing(None, DELETED)))


def _parts(whole: Draft, feed_type: FeedType) -> Iterator[Draft]:
    for number in range(1, PARTS + 1):
        with translation.override(whole.locale):
            title = _("Part %(number)d") % {"number": number}
        yield replace(
            whole, feed_type=feed_type, case=f"part-{number}", number=number, title=title, parent=whole, part_ids=()
        )


def _small_ones(count: int) -> Iterator[Case]:
    for number in range(1, count + 1):
        yield replace(ORDINARY, key=f"small-{number:02d}", title=_small_title(number))


def _title_of_small(number: int) -> str:
    return _("Small document %(number)d") % {"number": number}


_small_title = lazy(_title_of_small, str)

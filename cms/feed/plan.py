"""What the rows of a set of pages should be, compared with what they are.

Reads only: services.py writes, verify.py reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from cms.feed.facts import Facts
from cms.feed.gates import Reason
from cms.feed.models import FeedDependency, FeedDocument, FeedFacet, State
from cms.feed.relations import load_relations
from cms.feed.rows import of_pages
from cms.feed.view import FacetRow, PublicView, outcomes

BATCH = 200
RowKey = tuple[Any, str, str]
DELETED = Reason("deleted", "The page was deleted.")
# What an outsider sees; every other column of a view may be completed without a new change number.
_SEEN = frozenset({"document_id", "item", "document", "path", "parent_id", "position"})


@dataclass
class Change:
    """One row to write: `row` as it stands (None if new), the view it should hold, or why it should hold none."""

    key: RowKey
    row: FeedDocument | None
    view: PublicView | None
    reason: Reason | None
    announces: bool = True
    is_visible: bool = True


@dataclass
class Plan:
    """All differences for one batch of pages."""

    changes: list[Change] = field(default_factory=list)
    facets: list[tuple[RowKey, tuple[FacetRow, ...]]] = field(default_factory=list)
    dependencies: dict[int, frozenset[tuple[str, str]]] = field(default_factory=dict)
    moved_or_shown: set[int] = field(default_factory=set)
    pages: int = 0


def in_batches(ids: Iterable[int], size: int = BATCH) -> Iterator[list[int]]:
    """Cut a sequence of page ids into lists of at most `size`."""
    iterator = iter(ids)
    while batch := list(islice(iterator, size)):
        yield batch


def plan_pages(page_ids: Collection[int], now: datetime) -> Plan:
    """Compare the stored rows of some pages with fresh views of them.

    Shape: pages that no longer exist are planned as deleted. Pure reading.
    """
    pages = {page.pk: page for page in Page.objects.filter(pk__in=page_ids).specific()}
    stored_dependencies = _dependencies(page_ids)
    former_images = {int(key) for ties in stored_dependencies.values() for kind, key in ties if kind == "image"}
    facts = Facts.load(pages.values(), former_images=former_images)
    load_relations(pages.values())
    rows = _rows(page_ids, pages.values(), facts)
    stored_facets = facets_of(rows.values())
    plan = Plan(pages=len(pages))
    claimed: set[RowKey] = set()
    for page in pages.values():
        wanted: set[tuple[str, str]] = set()
        for audience, outcome in outcomes(page, now, facts).items():
            key = (page.translation_key, facts.locales[page.locale_id], audience.value)
            claimed.add(key)
            wanted |= outcome.dependencies
            # What was withdrawn must be forgotten by those who had it: that outweighs every other reason.
            withdrawn = (reason for reason in outcome.reasons if reason.state == State.WITHDRAWN)
            reason = next(withdrawn, outcome.reasons[0] if outcome.reasons else None)
            compare(plan, key, rows.get(key), outcome.view, reason, now)
            if outcome.view is not None:
                row = rows.get(key)
                held = stored_facets.get(row.pk, ()) if row is not None else ()
                if held != outcome.view.facets:
                    plan.facets.append((key, outcome.view.facets))
        if frozenset(wanted) != stored_dependencies.get(page.pk, frozenset()):
            plan.dependencies[page.pk] = frozenset(wanted)
    for page_id in set(page_ids) - pages.keys():
        if page_id in stored_dependencies:
            plan.dependencies[page_id] = frozenset()
    for key, row in rows.items():
        if key not in claimed and row.state == State.LIVE and not _is_claimed_elsewhere(row):
            compare(plan, key, row, None, DELETED, now)
    return plan


def _rows(page_ids: Collection[int], pages: Iterable[Page], facts: Facts) -> dict[RowKey, FeedDocument]:
    """Return the rows these pages own, or ought to own because they took over a content from a deleted page."""
    wanted = {(page.translation_key, facts.locales[page.locale_id]) for page in pages}
    found = of_pages().filter(Q(page_id__in=page_ids) | Q(content_id__in={key for key, _locale in wanted}))
    return {
        (row.content_id, row.locale, row.audience): row
        for row in found
        if row.page_id in page_ids or (row.content_id, row.locale) in wanted
    }


def _is_claimed_elsewhere(row: FeedDocument) -> bool:
    """Tell whether another page now holds this content in this language: the row is its affair."""
    return Page.objects.filter(translation_key=row.content_id, locale__language_code=row.locale).exists()


def facets_of(rows: Iterable[FeedDocument]) -> dict[int, tuple[FacetRow, ...]]:
    """Return the stored facets of some rows, in the order of a view's."""
    found: dict[int, list[FacetRow]] = defaultdict(list)
    held = FeedFacet.objects.filter(document__in=[row.pk for row in rows])
    for document_id, name, value, label in held.values_list("document_id", "name", "value", "label"):
        found[document_id].append((name, value, label))
    return {pk: tuple(sorted(facets)) for pk, facets in found.items()}


def _dependencies(page_ids: Collection[int]) -> dict[int, frozenset[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    held = FeedDependency.objects.filter(page_id__in=page_ids)
    for page_id, kind, key in held.values_list("page_id", "kind", "key"):
        found[page_id].add((kind, key))
    return {page_id: frozenset(ties) for page_id, ties in found.items()}


def compare(
    plan: Plan, key: RowKey, row: FeedDocument | None, view: PublicView | None, reason: Reason | None, now: datetime
) -> None:
    """Add to a plan what must be written so that a row holds a view, or, without one, a tombstone with its reason."""
    if view is None:
        if row is not None and row.state == State.LIVE:
            plan.changes.append(Change(key, row, None, reason, announces=True, is_visible=False))
            plan.moved_or_shown.add(row.page_id)
        return
    not_before = view.columns["not_before"]
    is_visible = not_before is None or not_before <= now
    if row is None or row.state != State.LIVE or row.path != view.columns["path"] or row.is_announced != is_visible:
        plan.moved_or_shown.add(view.columns["page_id"])
    elif (row.not_before, row.not_after) != (view.columns["not_before"], view.columns["not_after"]):
        # Whoever links here must change in the same second, so must know of it now.
        plan.moved_or_shown.add(view.columns["page_id"])
    elif not _is_stale(row, view) and _holds(row, view, view.columns.keys() - _SEEN):
        return
    announces = row is None or row.state != State.LIVE or _is_stale(row, view) or row.is_announced != is_visible
    plan.changes.append(Change(key, row, view, None, announces=announces, is_visible=is_visible))


def _is_stale(row: FeedDocument, view: PublicView) -> bool:
    """Tell whether outsiders see something else than they should: the bytes are compared too, not a digest alone."""
    return row.digest != view.digest or not _holds(row, view, _SEEN)


def _holds(row: FeedDocument, view: PublicView, names: Iterable[str]) -> bool:
    return all(_same(getattr(row, name), view.columns[name]) for name in names)


def _same(stored: Any, wanted: Any) -> bool:
    if isinstance(stored, memoryview):
        stored = bytes(stored)
    return bool(stored == wanted)

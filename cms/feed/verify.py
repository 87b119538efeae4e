"""Proof that the stored feed equals a fresh one: the same comparison as syncing, without writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from wagtail.models import Page

from cms.feed import triggers
from cms.feed.clock import database_now, read_clock
from cms.feed.drain import every_page
from cms.feed.models import FeedDependency, FeedDocument, FeedFacet, FormerPath, State
from cms.feed.plan import Change, in_batches, plan_pages
from cms.feed.rows import of_pages
from cms.feed.search_index import index_differences

# The sweeper runs every minute: what time has changed since is due, not wrong, until it is this late.
PATIENCE = timedelta(minutes=3)
Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What differs, by class.

    Shape: `differences` counts by class; `examples` names at most ten of each; `due` counts rows that only time has
    changed and that the next sweep will write; `page_ids` are the pages to sync for a repair.
    """

    pages: int = 0
    documents: int = 0
    due: int = 0
    differences: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    page_ids: set[int] = field(default_factory=set)

    def add(self, kind: str, what: str, page_id: int | None = None) -> None:
        """Count one difference."""
        self.differences[kind] += 1
        known = self.examples.setdefault(kind, [])
        if len(known) < 10:
            known.append(what)
        if page_id is not None:
            self.page_ids.add(page_id)

    @property
    def is_clean(self) -> bool:
        """No difference of any class."""
        return not self.differences


def verify_feed(*, now: datetime | None = None, progress: Progress | None = None) -> Report:
    """Compare every stored row with a fresh view of its page, and the feed with itself.

    Shape: reads only. Run it inside editorial_transaction() (the command does) so that nobody publishes in between.
    """
    moment = now or database_now()
    report = Report(documents=of_pages().count())
    everything = sorted(every_page() | set(FeedDependency.objects.values_list("page_id", flat=True).distinct()))
    for batch in in_batches(everything):
        plan = plan_pages(batch, moment)
        report.pages += len(batch)
        due = {change.row.page_id for change in plan.changes if change.row is not None and _is_due(change.row, moment)}
        for change in plan.changes:
            _classify(report, change, moment)
        for key, _facets in plan.facets:
            if key not in {change.key for change in plan.changes if change.row is None}:
                report.add("facets", _name(key), _owner(key))
        for page_id in plan.dependencies.keys() - due:
            report.add("dependencies", f"page {page_id}", page_id)
        if progress is not None:
            progress(report.pages, len(everything))
    for check in (_check_tombstones, _check_clock, _check_addresses, _check_index, _check_triggers):
        check(report)
    return report


def _name(key: tuple[object, str, str]) -> str:
    content_id, locale, audience = key
    return f"{content_id} {locale} {audience}"


def _owner(key: tuple[object, str, str]) -> int | None:
    return (
        Page.objects.filter(translation_key=key[0], locale__language_code=key[1]).values_list("pk", flat=True).first()
    )


def _classify(report: Report, change: Change, now: datetime) -> None:
    row, view = change.row, change.view
    if row is not None and _is_due(row, now):
        report.due += 1
        return
    if row is None or (view is not None and row.state != State.LIVE):
        report.add("missing", _name(change.key), view.columns["page_id"] if view else None)
    elif view is None:
        report.add("surplus", _name(change.key), row.page_id)
    elif (row.site_id, row.path, row.slug) != (view.columns["site_id"], view.columns["path"], view.columns["slug"]):
        report.add("address", _name(change.key), row.page_id)
    elif (bytes(row.item), bytes(row.document)) != (view.columns["item"], view.columns["document"]):
        report.add("content", _name(change.key), row.page_id)
    elif (row.not_before, row.not_after) != (view.columns["not_before"], view.columns["not_after"]):
        report.add("window", _name(change.key), row.page_id)
    else:
        report.add("columns", _name(change.key), row.page_id)


def _is_due(row: FeedDocument, now: datetime) -> bool:
    edges = [row.not_after, row.next_at, None if row.is_announced else row.not_before]
    passed = [edge for edge in edges if edge is not None and edge <= now]
    return row.state == State.LIVE and bool(passed) and min(passed) > now - PATIENCE


def _each(report: Report, kind: str, rows: Iterable[FeedDocument]) -> None:
    for row in rows:
        report.add(kind, str(row), row.page_id)


def _check_tombstones(report: Report) -> None:
    """A tombstone holds no title, no text, no facet."""
    buried = FeedDocument.objects.exclude(state=State.LIVE)
    talkative = ~Q(title="") | ~Q(search_text="") | ~Q(item=b"") | ~Q(document=b"") | ~Q(next_document=b"")
    _each(report, "tombstone", buried.filter(talkative))
    for facet in FeedFacet.objects.exclude(document__state=State.LIVE):
        report.add("tombstone", f"facet {facet.name} of row {facet.document_id}")


def _check_clock(report: Report) -> None:
    """No row is newer than the clock. That no number is given twice, the database holds by itself."""
    clock = read_clock()
    newest = FeedDocument.objects.aggregate(newest=Max("change"))["newest"] or 0
    if newest > clock.change:
        report.add("clock", f"row change {newest} is ahead of the clock's {clock.change}")


def _check_addresses(report: Report) -> None:
    """One live document an address and audience; a former address leads to a document of its kind and language."""
    live = FeedDocument.objects.filter(state=State.LIVE)
    for twice in live.values("site_id", "path", "audience").annotate(rows=Count("pk")).filter(rows__gt=1):
        report.add("address", f"{twice['path']} is held by {twice['rows']} documents for {twice['audience']}")
    for former in stray_former_paths():
        report.add("former_path", f"{former.path} leads to no document of its kind, or somebody lives there")


def stray_former_paths() -> QuerySet[FormerPath]:
    """Return the former addresses that lead nowhere, to something else, or from where a live document stands."""
    target = FeedDocument.objects.filter(
        document_id=OuterRef("document_id"),
        audience=OuterRef("audience"),
        type=OuterRef("type"),
        locale=OuterRef("locale"),
    )
    resident = FeedDocument.objects.filter(
        site_id=OuterRef("site_id"), path=OuterRef("path"), audience=OuterRef("audience"), state=State.LIVE
    )
    return FormerPath.objects.filter(~Exists(target) | Exists(resident))


def _check_index(report: Report) -> None:
    """The search index holds exactly the live rows, with their words."""
    found = index_differences()
    for pk, page_id in found.stale.items():
        report.add("search", f"row {pk} is not indexed with its words", page_id)
    for key in found.orphans:
        report.add("search", f"row {key} is indexed but not live")


def _check_triggers(report: Report) -> None:
    for table in triggers.missing():
        report.add("triggers", table)

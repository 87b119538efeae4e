"""Write side of the feed: the only module that writes documents and tombstones. Reads live in selectors.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from modelsearch.backends import get_search_backend

from cms.feed.clock import database_now, note_written, take_changes
from cms.feed.models import FeedDependency, FeedDocument, FeedFacet, FormerPath, State
from cms.feed.plan import Change, Plan, in_batches, plan_pages
from cms.feed.transaction import require_editorial_transaction

_COLUMNS = [
    field.name
    for field in FeedDocument._meta.concrete_fields
    if field.name not in {"id", "content_id", "locale", "audience"}
]


@dataclass(frozen=True)
class Written:
    """One new change number: what is told to the world after commit. No title, no text."""

    change: int
    document_id: Any
    content_id: Any
    type: str
    locale: str
    audience: str
    state: str
    reason: str


def sync_pages(page_ids: Collection[int], *, now: datetime | None = None) -> tuple[list[Written], set[int]]:
    """Bring the stored documents of some pages in step with their fresh views.

    Shape: returns what got a new change number, and the pages whose address or visibility changed (whoever links to
    them must be looked at next).
    Errors: must run inside editorial_transaction(). What a serialiser raises is raised: the caller's transaction rolls
    back, so that a page is never live without its document.
    """
    require_editorial_transaction("sync_pages")
    moment = now or database_now()
    written: list[Written] = []
    moved: set[int] = set()
    for batch in in_batches(sorted(page_ids)):
        plan = plan_pages(batch, moment)
        written += write_plan(plan, moment)
        moved |= plan.moved_or_shown
    return written, moved


def write_plan(plan: Plan, now: datetime) -> list[Written]:
    """Write what a plan found to differ, and give out the change numbers.

    Errors: must run inside editorial_transaction().
    """
    require_editorial_transaction("write_plan")
    announcing = [change for change in plan.changes if change.announces]
    numbers = iter(take_changes(len(announcing)) if announcing else ())
    rows = [_row(change, numbers, now) for change in plan.changes]
    if rows:
        FeedDocument.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["content_id", "locale", "audience"], update_fields=_COLUMNS
        )
    _note_former_paths(plan.changes, now)
    _write_facets(plan, rows)
    _write_dependencies(plan)
    _index(rows, plan.changes)
    if (rows or plan.facets) and not announcing:
        note_written()
    return [
        Written(
            row.change, row.document_id, row.content_id, row.type, row.locale, row.audience, str(row.state), row.reason
        )
        for row, change in zip(rows, plan.changes, strict=True)
        if change.announces
    ]


def _row(change: Change, numbers: Any, now: datetime) -> FeedDocument:
    content_id, locale, audience = change.key
    row = FeedDocument(content_id=content_id, locale=locale, audience=audience)
    old = change.row
    if change.view is not None:
        for name, value in change.view.columns.items():
            setattr(row, name, value)
        row.state = State.LIVE
        row.digest = change.view.digest
        row.is_announced = change.is_visible
    else:
        assert old is not None and change.reason is not None  # noqa: S101, PT018 (plan.py makes no other)
        # A tombstone keeps ids, type, locale, former path, reason and time: no title, no text.
        row.document_id, row.page_id, row.type = old.document_id, old.page_id, old.type
        row.site_id, row.path, row.slug = old.site_id, old.path, old.slug
        row.state = change.reason.state
        row.reason = change.reason.code
    row.was_shown = change.is_visible or (old is not None and _could_be_seen(old, now))
    row.former_types = _former_types(old, row.type, now)
    row.change = next(numbers) if change.announces else old.change  # type: ignore[union-attr]
    row.modified_at = now if change.announces else old.modified_at  # type: ignore[union-attr]
    return row


def _could_be_seen(old: FeedDocument, now: datetime) -> bool:
    """Tell whether anybody may have seen a row as it stood: its window may have opened with every scheduler stopped."""
    return old.was_shown or (old.state == State.LIVE and (old.not_before is None or old.not_before <= now))


def _former_types(old: FeedDocument | None, present: str, now: datetime) -> str:
    """Return the types under which somebody may hold a document, its present one left out."""
    if old is None:
        return ""
    names = {name for name in old.former_types.split("|") if name}
    if _could_be_seen(old, now):
        names.add(old.type)
    return "".join(f"|{name}" for name in sorted(names - {present})) + "|" if names - {present} else ""


def _note_former_paths(changes: Iterable[Change], now: datetime) -> None:
    """Remember the addresses that live documents left; forget those where one has moved in. The rows come first."""
    left: list[FormerPath] = []
    arrived: set[str] = set()
    for change in changes:
        old, view = change.row, change.view
        if view is None:
            continue
        has_stayed = old is not None and (old.site_id, old.path) == (view.columns["site_id"], view.columns["path"])
        if not has_stayed or old is None or old.state != State.LIVE:
            arrived.add(view.columns["path"])
        if old is None or has_stayed:
            continue
        left.append(
            FormerPath(
                site_id=old.site_id,
                path=old.path,
                audience=old.audience,
                locale=old.locale,
                type=old.type,
                slug=old.slug,
                document_id=old.document_id,
                moved_at=now,
            )
        )
    if left:
        FormerPath.objects.bulk_create(
            left,
            update_conflicts=True,
            unique_fields=["site_id", "path", "audience"],
            update_fields=["locale", "type", "slug", "document_id", "moved_at"],
        )
    # An address has one resident: whoever lived there before, and wherever they went, the newcomer answers now.
    looked_at = {former.path for former in left} | arrived
    if not looked_at:
        return
    resident = FeedDocument.objects.filter(
        site_id=OuterRef("site_id"), path=OuterRef("path"), audience=OuterRef("audience"), state=State.LIVE
    )
    FormerPath.objects.filter(Exists(resident), path__in=looked_at).delete()


def _write_facets(plan: Plan, rows: list[FeedDocument]) -> None:
    keys = [key for key, _facets in plan.facets]
    by_key = {(row.content_id, row.locale, row.audience): row.pk for row in rows if row.pk}
    missing = [key for key in keys if key not in by_key]
    if missing:
        for row in FeedDocument.objects.filter(content_id__in={key[0] for key in missing}).only(
            "pk", "content_id", "locale", "audience"
        ):
            by_key.setdefault((row.content_id, row.locale, row.audience), row.pk)
    buried = [row.pk for row in rows if row.state != State.LIVE]
    stale = [by_key[key] for key in keys] + [pk for pk in buried if pk]
    if stale:
        FeedFacet.objects.filter(document__in=stale).delete()
    FeedFacet.objects.bulk_create(
        FeedFacet(document_id=by_key[key], name=name, value=value[:255], label=label[:255])
        for key, facets in plan.facets
        for name, value, label in facets
    )


def _write_dependencies(plan: Plan) -> None:
    if not plan.dependencies:
        return
    FeedDependency.objects.filter(page_id__in=plan.dependencies).delete()
    FeedDependency.objects.bulk_create(
        FeedDependency(page_id=page_id, kind=kind, key=key)
        for page_id, ties in plan.dependencies.items()
        for kind, key in sorted(ties)
    )


def _index(rows: list[FeedDocument], changes: list[Change]) -> None:
    """Keep the search index in the same transaction: a withdrawn text must not be found."""
    if not rows:
        return
    index = get_search_backend().get_index_for_model(FeedDocument)
    live = [
        row
        for row, change in zip(rows, changes, strict=True)
        if row.state == State.LIVE and not _says_the_same(change.row, row)
    ]
    if live:
        index.add_items(FeedDocument, live)
    for row in rows:
        if row.state != State.LIVE:
            index.delete_item(row)


def _says_the_same(old: FeedDocument | None, row: FeedDocument) -> bool:
    """Tell whether the index already holds a row's words: it was live, and none of them has changed."""
    return old is not None and old.state == State.LIVE and (old.title, old.search_text) == (row.title, row.search_text)

"""Mend what verify found: sync the pages concerned, and throw away what belongs to none."""

from __future__ import annotations

from django.db.models import Max
from modelsearch.backends import get_search_backend

from cms.feed import triggers
from cms.feed.models import FeedClock, FeedDependency, FeedDocument, FeedFacet, State
from cms.feed.search_index import index_differences, index_entries
from cms.feed.services import sync_pages
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import Report, stray_former_paths


def repair(report: Report) -> None:
    """Write what differs, in one transaction."""
    if report.differences["triggers"]:
        triggers.install()
    with editorial_transaction():
        _clock()
        _tombstones()
        stray_former_paths().delete()
        FeedDependency.objects.filter(page_id__in=report.page_ids).delete()
        sync_pages(report.page_ids)
        _index()


def _clock() -> None:
    newest = FeedDocument.objects.aggregate(newest=Max("change"))["newest"] or 0
    FeedClock.objects.get_or_create(pk=1)
    FeedClock.objects.filter(pk=1, change__lt=newest).update(change=newest)


def _tombstones() -> None:
    buried = FeedDocument.objects.exclude(state=State.LIVE)
    FeedFacet.objects.filter(document__in=buried.values("pk")).delete()
    buried.update(title="", sort_title="", search_text="", item=b"", document=b"", next_item=b"", next_document=b"")


def _index() -> None:
    wrong = index_differences()
    index_entries().filter(object_id__in=wrong.orphans).delete()
    stale = list(FeedDocument.objects.filter(pk__in=wrong.stale))
    if stale:
        get_search_backend().get_index_for_model(FeedDocument).add_items(FeedDocument, stale)

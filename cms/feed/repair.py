"""Mend what verify found: sync the pages concerned, and throw away what belongs to none."""

from __future__ import annotations

from django.db.models import Max
from modelsearch.backends import get_search_backend
from wagtail.search.models import IndexEntry

from cms.feed import triggers
from cms.feed.models import FeedClock, FeedDependency, FeedDocument, FeedFacet, FormerPath, State
from cms.feed.services import sync_pages
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import Report


def repair(report: Report) -> None:
    """Write what differs, in one transaction."""
    if report.differences["triggers"]:
        triggers.install()
    with editorial_transaction():
        _clock()
        _tombstones()
        FormerPath.objects.exclude(document_id__in=FeedDocument.objects.values("document_id")).delete()
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
    entries = IndexEntry.objects.filter(content_type__app_label="feed", content_type__model="feeddocument")
    live = FeedDocument.objects.filter(state=State.LIVE)
    keys = {str(pk) for pk in live.values_list("pk", flat=True)}
    indexed = set(entries.values_list("object_id", flat=True))
    backend = get_search_backend().get_index_for_model(FeedDocument)
    for entry in entries.filter(object_id__in=indexed - keys):
        entry.delete()
    absent = [int(key) for key in keys - indexed]
    if absent:
        backend.add_items(FeedDocument, list(live.filter(pk__in=absent)))

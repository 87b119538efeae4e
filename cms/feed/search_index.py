"""The search index compared with the rows it should hold, word by word."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet
from wagtail.search.models import IndexEntry

from cms.feed.models import FeedDocument, State


@dataclass
class IndexDifferences:
    """What is wrong: `stale` live rows (absent, or other words) with their pages; `orphans`, keys of no live row."""

    stale: dict[int, int] = field(default_factory=dict)
    orphans: set[str] = field(default_factory=set)


def index_entries() -> QuerySet[IndexEntry]:
    """Return the index entries of the feed's rows."""
    return IndexEntry.objects.filter(content_type__app_label="feed", content_type__model="feeddocument")


def index_differences() -> IndexDifferences:
    """Compare every entry with the words of its row.

    Shape: on PostgreSQL the words kept beside the vectors are compared, since one statement writes both.
    """
    columns = ("title_text", "body_text") if connection.vendor == "postgresql" else ("title", "body")
    entries = {key: words for key, *words in index_entries().values_list("object_id", *columns).iterator()}
    found = IndexDifferences()
    live = FeedDocument.objects.filter(state=State.LIVE).only("pk", "page_id", "title", "search_text")
    for row in live.iterator():
        plain = row.for_search()
        if entries.pop(str(row.pk), None) != [plain.title.strip(), plain.search_text.strip()]:
            found.stale[row.pk] = row.page_id
    found.orphans = set(entries)
    return found

"""Search over feed documents with Wagtail's database backends."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from modelsearch.backends import get_search_backend

from cms.feed.identity import plain_words
from cms.feed.models import FeedDocument
from cms.feed.rows import COLUMNS, live, to_row, with_body
from cms.media.audiences import Audience

# More hits than anybody pages through; the list query narrows and orders them.
MOST_HITS = 1_000


def _searchable(audience: Audience, locale: str, type_name: str | None) -> QuerySet[FeedDocument]:
    rows = live(audience).filter(locale=locale)
    return rows.filter(type=type_name) if type_name else rows


def matching_ids(q: str, audience: Audience, locale: str, type_name: str | None = None) -> list[int]:
    """Return the row keys of the documents that hold every word of `q`, best first, at most MOST_HITS."""
    words = plain_words(q)
    if not words:
        return []
    hits = get_search_backend().search(words, _searchable(audience, locale, type_name).only("pk"))
    return [row.pk for row in hits[:MOST_HITS]]


def search_documents(
    q: str, *, locale: str, audience: Audience, type_name: str | None = None, limit: int = 20, offset: int = 0
) -> list[dict[str, Any]]:
    """Return the list items that match, best first."""
    ids = matching_ids(q, audience, locale, type_name)[offset : offset + limit]
    found = {
        values[0]: to_row(values[1:])
        for values in with_body(live(audience).filter(pk__in=ids), "item").values_list("pk", *COLUMNS)
    }
    return [found[pk].data for pk in ids if pk in found]

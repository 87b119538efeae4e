"""Wagtail's database search backend, without the cost that grows with the index.

modelsearch 1.3.2 recomputes the mean title length over the whole index table after every single insertion
(backends/database/{postgres/postgres,sqlite/sqlite}.py, `_refresh_title_norms`), which made publishing twice as slow
at 20 000 pages. The norm is a ranking nicety: here it is refreshed by a full `update_index` only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Model
from modelsearch.backends import database
from modelsearch.utils import get_content_type_pk
from wagtail.search.models import IndexEntry


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 (the name that Wagtail's loader asks for)
    """Return the backend for the database in use, with an index whose upkeep does not grow."""
    backend = database.SearchBackend(params)
    if hasattr(backend.index_class, "_refresh_title_norms"):
        backend.index_class = _flat(backend.index_class)
    return backend


@cache
def _flat(index_class: type[Any]) -> type[Any]:
    class FlatIndex(index_class):  # type: ignore[misc]
        def add_items(self, model: type[Model], objs: Iterable[Any]) -> None:
            objs = [obj.for_search() if hasattr(obj, "for_search") else obj for obj in objs]
            if self.write_connection.vendor == "sqlite":
                _put_in_sqlite(self, model, objs)
            else:
                super().add_items(model, objs)

        def _refresh_title_norms(self, full: bool = False) -> None:
            if full:
                super()._refresh_title_norms(full=True)

    return FlatIndex


def _put_in_sqlite(index: Any, model: type[Model], objs: Iterable[Any]) -> None:
    """Write what modelsearch's add_items() would write; rows that say the same (a page's audiences) at once."""
    # Can be imported on SQLite only.
    from modelsearch.backends.database.sqlite.sqlite import ObjectIndexer

    by_text: dict[tuple[Any, Any, Any], list[str]] = defaultdict(list)
    for indexer in (ObjectIndexer(obj, index.backend) for obj in objs):
        by_text[indexer.title, indexer.autocomplete, indexer.body].append(indexer.id)
    entries = index.entries.filter(content_type_id=get_content_type_pk(model))
    ids = [object_id for same in by_text.values() for object_id in same]
    known = set(entries.filter(object_id__in=ids).values_list("object_id", flat=True))
    new = []
    for (title, autocomplete, body), same in by_text.items():
        texts = {"title": title, "autocomplete": autocomplete, "body": body}
        if stale := [object_id for object_id in same if object_id in known]:
            entries.filter(object_id__in=stale).update(**texts)
        new += [
            IndexEntry(content_type_id=get_content_type_pk(model), object_id=object_id, **texts)
            for object_id in same
            if object_id not in known
        ]
    index.entries.bulk_create(new)

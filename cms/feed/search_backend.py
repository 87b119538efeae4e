"""Wagtail's database search backend, without the cost that grows with the index.

modelsearch 1.3.2 recomputes the mean title length over the whole index table after every single insertion
(backends/database/{postgres/postgres,sqlite/sqlite}.py, `_refresh_title_norms`), which made publishing twice as slow
at 20 000 pages. The norm is a ranking nicety: here it is refreshed by a full `update_index` only.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from modelsearch.backends import database


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 (the name that Wagtail's loader asks for)
    """Return the backend for the database in use, with an index whose upkeep does not grow."""
    backend = database.SearchBackend(params)
    if hasattr(backend.index_class, "_refresh_title_norms"):
        backend.index_class = _flat(backend.index_class)
    return backend


@cache
def _flat(index_class: type[Any]) -> type[Any]:
    class FlatIndex(index_class):  # type: ignore[misc]
        def _refresh_title_norms(self, full: bool = False) -> None:
            if full:
                super()._refresh_title_norms(full=True)

    return FlatIndex

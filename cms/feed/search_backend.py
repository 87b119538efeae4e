"""Wagtail's database search backend, without the cost that grows with the index.

modelsearch 1.3.2 recomputes the mean title length over the whole index table after every single insertion
(backends/database/postgres/postgres.py, `_refresh_title_norms`), which made publishing twice as slow at 20 000 pages.
The norm is a ranking nicety: here it is refreshed by a full `update_index` only.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from modelsearch.backends import database


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 (the name that Wagtail's loader asks for)
    """Return the backend for the database in use, with a cheap index where that is PostgreSQL."""
    backend = database.SearchBackend(params)
    if connection.vendor != "postgresql":
        return backend

    from modelsearch.backends.database.postgres.postgres import PostgresIndex

    class FlatPostgresIndex(PostgresIndex):
        def _refresh_title_norms(self, full: bool = False) -> None:
            if full:
                super()._refresh_title_norms(full=True)

    backend.index_class = FlatPostgresIndex
    return backend

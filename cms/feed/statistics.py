"""What the planner knows of the feed's tables. PostgreSQL finds out by itself (autovacuum); SQLite has to be told."""

from __future__ import annotations

from django.db import connection

from cms.feed.models import FeedDependency, FeedDocument, FeedFacet, FormerPath

# Rows looked at in each index: enough to tell a slug from a language, whatever the size of the site.
LOOKED_AT = 400


def refresh_statistics() -> None:
    """Let SQLite look at the feed's indexes once more: about a millisecond. Nothing is done on PostgreSQL.

    Knowing nothing, it takes four columns of an index for alike and finds a document by walking its whole type.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
        for model in (FeedDocument, FeedFacet, FormerPath, FeedDependency):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")

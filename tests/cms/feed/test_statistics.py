"""What SQLite is told of the feed's tables, so that one document is found by its index and not searched for."""

from __future__ import annotations

import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.feed.models import FeedDocument
from cms.feed.selectors import document_by_id, document_by_slug
from cms.media.audiences import Audience
from tests.cms.delivery.feed_rows import ambassador_row

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL looks at its tables by itself."),
]
LIKE_OTHERS = 60


def plan_of(captured: CaptureQueriesContext) -> str:
    """Return how SQLite goes about the one query that was captured."""
    [query] = captured.captured_queries
    # Past Django, which would take the format of an instant for the place of a parameter.
    steps = connection.connection.execute(f"EXPLAIN QUERY PLAN {query['sql']}").fetchall()
    return " ".join(tuple(step)[3] for step in steps)


def known_tables() -> set[str]:
    """Return the tables of which SQLite knows something."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1 WHERE stat IS NOT NULL")
        return {name for (name,) in cursor.fetchall()}


def test_after_a_round_of_the_sweeper_one_document_is_found_by_its_index() -> None:
    *_others, row = [ambassador_row() for _ in range(LIKE_OTHERS)]
    call_command("sweep", stdout=StringIO())
    with CaptureQueriesContext(connection) as by_slug:
        assert document_by_slug("ambassador", row.slug, locale="fr", audience=Audience.OPEN)
    assert "feed_by_slug" in plan_of(by_slug)
    with CaptureQueriesContext(connection) as by_id:
        assert document_by_id(row.document_id, Audience.OPEN, type_name="ambassador")
    assert "feed_by_id" in plan_of(by_id)


def test_after_a_rebuild_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
    assert known_tables() == set()
    call_command("rebuild_feed", stdout=StringIO(), stderr=StringIO())
    assert FeedDocument._meta.db_table in known_tables()


def test_a_site_without_documents_is_no_error() -> None:
    FeedDocument.objects.all().delete()
    call_command("sweep", stdout=StringIO())
    assert document_by_id(uuid.uuid4(), Audience.OPEN) is None

"""The sandbox, loaded once for a whole module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from cms.feed.models import FeedDocument
from cms.feed.sandbox.writing import load_sandbox
from cms.media.audiences import SANDBOX

# Within the shown part of an hour that no test's clock reaches.
SHOWN = datetime(2040, 3, 1, 10, 30, tzinfo=UTC)


@contextmanager
def loaded_once(blocker: Any) -> Iterator[None]:
    """Load the sandbox for a module and take it away again: each test's own rollback returns to it."""
    with blocker.unblock(), transaction.atomic():
        load_sandbox(now=SHOWN)
        yield
        transaction.set_rollback(True)


def row(case: str, *, kind: str = "ambassador", locale: str = "fr") -> FeedDocument:
    """Return the row of a case by its present slug."""
    return FeedDocument.objects.get(audience=SANDBOX.value, type=kind, locale=locale, slug=case)

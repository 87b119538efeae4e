"""The one transaction in which public state changes: lock first, feed in step last, the world told after commit."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from cms.feed.models import DirtyMark

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

# "fabrique" in ASCII: one lock for all editorial writing, on every connection to this database.
ADVISORY_LOCK = 0x6661627269717565
_DEADLOCK, _LOCK_NOT_AVAILABLE = "40P01", "55P03"

feed_changed = Signal()  # provides args: changes (list of services.Written), sent after commit


class EditorialTransactionRequired(RuntimeError):
    """Public state was written outside editorial_transaction() where that is forbidden (tests)."""


class EditorialBusy(RuntimeError):
    """Somebody else held the editorial lock for too long: nothing was changed, try again."""


class PublicationRefused(RuntimeError):
    """A rule of the house forbids what was asked: everything was rolled back. The message is for the editor."""


def is_active() -> bool:
    """Tell whether the current connection stands inside editorial_transaction()."""
    return getattr(connection, "editorial_marks", None) is not None


def require_editorial_transaction(what: str) -> None:
    """Raise EditorialTransactionRequired unless inside editorial_transaction()."""
    if not is_active():
        raise EditorialTransactionRequired(f"{what} must run inside editorial_transaction().")


@contextmanager
def editorial_transaction() -> Iterator[None]:
    """Run a block that may change public state: all of it, with the feed in step, or nothing.

    Shape: re-entrant; an inner call is a savepoint of the outer one.
    Errors: EditorialBusy if the lock is held elsewhere for longer than FEED_LOCK_TIMEOUT_S. Whatever the block or a
    serialiser raises rolls everything back.
    Source: docs/house.md, "Lock first": a plain sequence loses changes to a cursor reader.
    """
    if is_active():
        with transaction.atomic():
            yield
        return
    from cms.feed.drain import drain

    with ExitStack() as stack:
        _begin(stack)
        connection.editorial_marks = set()  # type: ignore[attr-defined]
        try:
            yield
            _publish_what_waits()
            changes = drain()
        finally:
            connection.editorial_marks = None  # type: ignore[attr-defined]
        if changes:
            transaction.on_commit(lambda: tell(changes))


def _publish_what_waits() -> None:
    """Run now what would be published after commit, where it could be neither refused nor rolled back.

    Source: wagtail-localize 1.14.5 publishes a translation with `transaction.on_commit(new_revision.publish)`
    (models.py, TranslationSource.create_or_update_translation).
    """
    while waiting := [entry for entry in connection.run_on_commit if _is_publication(entry[1])]:
        connection.run_on_commit = [entry for entry in connection.run_on_commit if entry not in waiting]
        for entry in waiting:
            entry[1]()


def _is_publication(function: Any) -> bool:
    return isinstance(getattr(function, "__self__", None), Revision) and function.__name__ == "publish"


def _begin(stack: ExitStack) -> None:
    """Open the transaction with its lock: on SQLite BEGIN IMMEDIATE takes the only write lock by itself."""
    try:
        stack.enter_context(transaction.atomic())
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{settings.FEED_LOCK_TIMEOUT_S}s"])
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    except OperationalError as error:
        if _sqlstate(error) == _LOCK_NOT_AVAILABLE or _is_sqlite_busy(error):
            raise EditorialBusy(_("Somebody else is publishing. Nothing was changed: please try again.")) from error
        raise


def _is_sqlite_busy(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def tell(changes: list[Any]) -> None:
    """Wake up whoever listens to the feed. Errors: none; a receiver that fails is logged, the rest are told."""
    for receiver, error in feed_changed.send_robust(sender=None, changes=changes):
        if isinstance(error, Exception):
            # The rows are committed and are the truth; a wake-up that failed is made up for by its reader's sweep.
            logger.error("A wake-up after commit failed: %r", receiver, exc_info=error)


def run_editorial(work: Callable[[], Result]) -> Result:
    """Run a function inside editorial_transaction(), once more after a deadlock or a lock that others held too long.

    An editor whose request is refused would have to type again: waiting twice is the lesser evil.
    """
    try:
        with editorial_transaction():
            return work()
    except EditorialBusy:
        if is_active():
            raise
        logger.warning("The editorial lock is held for long: waiting once more.")
    except OperationalError as error:
        if _sqlstate(error) != _DEADLOCK or is_active():
            raise
        logger.warning("Deadlock: trying once more.")
    with editorial_transaction():
        return work()


def mark_dirty(kind: str, key: Any) -> None:
    """Say that something changed on which documents may rest.

    Shape: kinds are page, subtree (a page id), image, collection, file, tag, snippet:<app>.<model>, and all.
    Errors: outside editorial_transaction(), EditorialTransactionRequired where FEED_REQUIRE_TRANSACTION is set;
    elsewhere the mark is stored and worked off right after commit.
    """
    if is_active():
        connection.editorial_marks.add((kind, str(key)))  # type: ignore[attr-defined]
        return
    if settings.FEED_REQUIRE_TRANSACTION:
        raise EditorialTransactionRequired(f"A change of {kind} {key} was made outside editorial_transaction().")
    logger.warning("A change of %s %s was made outside editorial_transaction().", kind, key)
    DirtyMark.objects.bulk_create([DirtyMark(kind=kind, key=str(key))], ignore_conflicts=True)
    transaction.on_commit(_catch_up)


def _catch_up() -> None:
    with editorial_transaction():
        pass


def _sqlstate(error: OperationalError) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)

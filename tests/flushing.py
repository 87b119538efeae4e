"""Emptying a test's database past the triggers that let nobody remove a record of a sign-off."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the triggers away while a transactional test's tables are emptied. Nothing of this exists outside tests."""
    from cms.signoff import guard

    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def execute_sql_flush(self: Any, sql_list: list[str]) -> None:
        guard.remove()
        try:
            flush(self, sql_list)
        finally:
            guard.install()

    monkeypatch.setattr(operations, "execute_sql_flush", execute_sql_flush)

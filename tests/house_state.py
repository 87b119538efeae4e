"""Every row that an editor's act may write, to show that a failed one wrote nothing."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection

# Only reading writes there: the note of a visit, the language of a colleague.
_LOOSE = {"django_session", "auth_user", "wagtailusers_userprofile"}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables as the database holds them, by table."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables - _LOOSE):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted((_plain(row) for row in cursor.fetchall()), key=repr)
    return found


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)

"""Triggers that let nobody alter or remove a record, whatever tool they use.

Made by a migration, and again after every `migrate`: SQLite drops a table's triggers whenever Django remakes it
(docs/decisions/0003-triggers-after-migrate.md). They keep honest hands from slipping; against a dishonest owner of the
database stand the hashes, each receipt of which holds one (docs/decisions/0016-sign-off.md).
"""

from __future__ import annotations

from typing import Any

from django.db import connection

RECORDS, HEAD = "signoff_signoffrecord", "signoff_chainhead"
PREFIX = "signoff_guard_"
REFUSAL = "Records of sign-offs are only ever added to."
# The head moves one step at a time, and only forward.
_HEAD_STEP = 'NEW."count" <> OLD."count" + 1'


def install() -> None:
    """(Re)make the triggers where the tables are."""
    if not {RECORDS, HEAD} <= set(connection.introspection.table_names()):
        return
    remove()
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)


def remove() -> None:
    """Take the triggers away: to migrate backwards, and to empty a test's database."""
    with connection.cursor() as cursor:
        for name, table in _present(cursor):
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {PREFIX}refuse() CASCADE")


def missing() -> list[str]:
    """Return the triggers that are not there, for instance after a restore without them."""
    with connection.cursor() as cursor:
        return sorted({name for name, _table in _triggers()} - {name for name, _table in _present(cursor)})


def _triggers() -> list[tuple[str, str]]:
    events = ["update", "delete", "truncate"] if connection.vendor == "postgresql" else ["update", "delete"]
    return [(f"{PREFIX}{kind}_{event}", table) for kind, table in (("record", RECORDS), ("head", HEAD))
            for event in events]  # fmt: skip


def _present(cursor: Any) -> list[tuple[str, str]]:
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgname LIKE %s AND pg_table_is_visible(tgrelid)",
            [f"{PREFIX}%"],
        )
    else:
        cursor.execute(
            "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"]
        )
    return list(cursor.fetchall())


def _statements() -> list[str]:
    if connection.vendor == "postgresql":
        found = [
            f"CREATE FUNCTION {PREFIX}refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ]
        action = f"EXECUTE FUNCTION {PREFIX}refuse()"
    else:
        found = []
        action = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for name, table in _triggers():
        event = name.rpartition("_")[2].upper()
        if event == "TRUNCATE":
            found.append(f'CREATE TRIGGER {name} BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {action}')
            continue
        when = f"WHEN ({_HEAD_STEP}) " if table == HEAD and event == "UPDATE" else ""
        found.append(f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" FOR EACH ROW {when}{action}')
    return found

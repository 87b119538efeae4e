"""Database triggers that leave a dirty mark for every change, whoever makes it: queryset.update, raw SQL, another tool.

Made after every `migrate` rather than in a migration: SQLite drops a table's triggers whenever Django remakes the
table, and the list follows the registry (docs/decisions/0003-triggers-after-migrate.md).
"""

from __future__ import annotations

from django.db import connection, models

from cms.feed.models import DirtyMark
from cms.feed.sources import Source, all_sources

PREFIX = "feed_mark_"


def install() -> int:
    """(Re)create the triggers of every watched table; return how many tables have them."""
    tables = set(connection.introspection.table_names())
    if DirtyMark._meta.db_table not in tables:
        return 0
    was_unwatched = bool(missing())
    sources = [source for source in all_sources() if source.model._meta.db_table in tables]
    with connection.cursor() as cursor:
        for source in sources:
            for statement in _statements(source):
                cursor.execute(statement)
    if was_unwatched:
        # Whatever was written without them left no mark: the next transaction or sweep looks at everything.
        DirtyMark.objects.get_or_create(kind="all", key="")
    return len(sources)


def missing() -> list[str]:
    """Return the existing watched tables that lack their triggers, for instance after a restore without them."""
    tables = set(connection.introspection.table_names())
    wanted = {_name(source.model) for source in all_sources() if source.model._meta.db_table in tables}
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return sorted(
        name.removeprefix(PREFIX)
        for name in wanted
        if not {f"{name}_insert", f"{name}_update", f"{name}_delete"} <= present
    )


def _name(model: type[models.Model]) -> str:
    # PostgreSQL cuts identifiers at 63 bytes.
    return f"{PREFIX}{model._meta.db_table}"[:54]


def _columns(source: Source) -> list[str]:
    return [str(field.column) for field in source.model._meta.local_concrete_fields if field.name not in source.ignored]


def _key(source: Source, record: str) -> str:
    if not source.key:
        return "''"
    fields = source.model._meta.concrete_fields
    column = next(field.column for field in fields if source.key in {field.name, field.attname})
    return f'CAST({record}."{column}" AS varchar)'


def _insert(source: Source, record: str) -> str:
    table = DirtyMark._meta.db_table
    return (
        f"INSERT INTO {table} (kind, key) VALUES ('{source.kind}', {_key(source, record)}) "  # noqa: S608 (our names)
        "ON CONFLICT (kind, key) DO NOTHING;"
    )


def _statements(source: Source) -> list[str]:
    name, table = _name(source.model), f'"{source.model._meta.db_table}"'
    columns = ", ".join(f'"{column}"' for column in _columns(source))
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in _columns(source))
    events = {"insert": ("INSERT", ["NEW"]), "update": (f"UPDATE OF {columns}", ["OLD", "NEW"]),
              "delete": ("DELETE", ["OLD"])}  # fmt: skip
    found: list[str] = []
    for suffix, (event, records) in events.items():
        body = " ".join(_insert(source, record) for record in records)
        if connection.vendor == "postgresql":
            found += [
                f"CREATE OR REPLACE FUNCTION {name}_{suffix}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {body} RETURN NULL; END $$",
                f"DROP TRIGGER IF EXISTS {name}_{suffix} ON {table}",
                f"CREATE TRIGGER {name}_{suffix} AFTER {event} ON {table} FOR EACH ROW "
                + (f"WHEN ({changed}) " if suffix == "update" else "")
                + f"EXECUTE FUNCTION {name}_{suffix}()",
            ]
        else:
            when = f"WHEN {changed.replace('IS DISTINCT FROM', 'IS NOT')} " if suffix == "update" else ""
            found += [
                f"DROP TRIGGER IF EXISTS {name}_{suffix}",
                f"CREATE TRIGGER {name}_{suffix} AFTER {event} ON {table} FOR EACH ROW {when}BEGIN {body} END",
            ]
    return found

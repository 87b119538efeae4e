"""A database of the bench's own, made at the start and dropped at the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


@contextmanager
def temporary_database(*, keep: bool = False) -> Iterator[Path]:
    """Point the settings to a new empty database and an empty folder; drop both afterwards unless `keep`.

    Shape: yields the folder. Must be entered before django.setup(). PostgreSQL where DATABASE_URL names a server that
    lets us make databases, SQLite otherwise.
    """
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    os.environ["VAR_DIR"] = str(folder / "var")
    os.environ["BENCH_DATABASE"] = str(folder / "bench.sqlite3")
    os.environ["BENCH_BYTES"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    (folder / "var" / "static").mkdir(parents=True)
    server = os.environ.get("DATABASE_URL", "")
    name = f"bench_{os.getpid()}"
    if server:
        _execute(server, f'CREATE DATABASE "{name}"')
        os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    try:
        yield folder
    finally:
        if keep:
            print(f"Kept: {os.environ['DATABASE_URL'] if server else folder}")
        else:
            if server:
                from django.db import connections

                connections.close_all()
                _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            shutil.rmtree(folder, ignore_errors=True)
        if server:
            os.environ["DATABASE_URL"] = server


def _execute(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]

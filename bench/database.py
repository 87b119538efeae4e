"""Processor time of the database's own processes, where it has any."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.db import connection

from bench.server import cpu_s


@cache
def _title() -> str:
    return f" {connection.settings_dict['USER']} {connection.settings_dict['NAME']} "


def database_cpu_s() -> float:
    """Return the processor time used so far by the processes that serve our database, or 0. Units: seconds.

    Shape: only a PostgreSQL on this machine has such processes; each is told by its title, which names its database.
    """
    if connection.vendor != "postgresql":
        return 0.0
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            title = (folder / "cmdline").read_bytes().decode(errors="replace")
            if title.startswith("postgres:") and _title() in title:
                total += cpu_s(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total

"""Run the whole suite: on SQLite always, on PostgreSQL and Redis where they answer. Says what ran and what did not."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from urllib.parse import urlsplit

from tests import node

POSTGRESQL = os.environ.get("DATABASE_URL") or "postgres://{user}@127.0.0.1:5432/{name}"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def answers(url: str, default_port: int) -> bool:
    """Tell whether something listens at the address of a service."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or default_port), timeout=2):
            return True
    except OSError:
        return False


def postgresql_url() -> str | None:
    """Return an address that lets us make databases, or None where no PostgreSQL answers to us."""
    import psycopg

    if not POSTGRESQL.startswith("postgres") or not answers(POSTGRESQL, 5432):
        return None
    user = os.environ.get("PGUSER") or os.environ.get("USER") or "root"
    candidates = [POSTGRESQL.format(user=who, name=name) for who in (user, "root", "postgres")
                  for name in ("postgres", "test")]  # fmt: skip
    for url in dict.fromkeys(candidates):
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
                if (found := row.fetchone()) and found[0]:
                    return url
        except psycopg.Error:
            continue
    return None


def run(name: str, extra: dict[str, str], *arguments: str) -> int:
    """Run pytest once with some environment; return its exit status."""
    print(f"\n=== {name} ===", flush=True)
    environment = {**os.environ, **extra}
    for unset in [key for key, value in extra.items() if value == ""]:
        environment.pop(unset, None)
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False).returncode


def main() -> int:
    """Run every suite that this machine allows; fail if one fails, or (REQUIRE_ALL=1) if one could not run."""
    arguments = sys.argv[1:] or ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    url = postgresql_url()
    redis = REDIS if answers(REDIS, 6379) else None
    print("SQLite: yes.")
    print(f"PostgreSQL: {'yes' if url else 'no (set DATABASE_URL, or start one on 127.0.0.1:5432)'}.")
    print(f"Redis: {'yes' if redis else 'no (set REDIS_URL, or start one on 127.0.0.1:6379)'}.")
    print(f"Chromium: {CHROMIUM or 'no: apt-get install chromium, then the browser tests run too'}.")
    without_node = node.missing()
    print(f"Node: {f'no: {without_node}, then the clients of others run too' if without_node else 'yes'}.", flush=True)
    if os.environ.get("REQUIRE_ALL") == "1" and (without_node or not (url and redis and CHROMIUM)):
        print("REQUIRE_ALL is set and something is missing.")
        return 1
    browser = [] if CHROMIUM else ["-m", "not browser"]
    statuses = [run("SQLite", {"DATABASE_URL": "", "REDIS_URL": ""}, *arguments, *browser)]
    if url:
        # The pages look the same on both databases: the browser has seen them. What is read in files, drawn, or
        # refused before any query is the same too (marker `once`).
        extra = {"DATABASE_URL": url, "REDIS_URL": redis or ""}
        name = "PostgreSQL" + (" and Redis" if redis else "")
        statuses.append(run(name, extra, *arguments, "-m", "not browser and not once"))
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main())

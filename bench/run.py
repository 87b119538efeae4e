"""`python -m bench.run`: everything in one run, as ratios. See bench/README.md and docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.place import temporary_database

RESULTS = Path(__file__).resolve().parent.parent / "var" / "bench"


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000, help="portraits on the main site (default: 2000)")
    parser.add_argument("--full", action="store_true", help="go on to 20 000 portraits: takes about ten minutes more")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of requests, in random order (default: 5)")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of one measurement (default: 2)")
    parser.add_argument("--blocks", type=int, default=6, help="alternating blocks of publishing (default: 6)")
    parser.add_argument("--keep", action="store_true", help="keep the database and the files made")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> dict[str, Any]:
    """Measure, print and keep the figures; return them."""
    options = arguments(given)
    with temporary_database(keep=options.keep) as folder:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from bench.undecided import let_everything_through

        let_everything_through()
        return _measure(options, folder)


def _measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    # Django's models can be imported only now that the settings point to the database made for us.
    from django.db import connection

    from bench import branches, data, maintenance, publishing, report, requests

    started = time.perf_counter()
    found: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"), "cpus": os.cpu_count(), "database": connection.vendor,
        "python": platform.python_version(), "requests": {}, "publishing": [], "branches": [], "grown": [],
        "maintenance": [],
    }  # fmt: skip
    directory = data.make_directory()
    sizes = [20, options.documents, *([20_000] if options.full else [])]
    for documents in sizes:
        # Fresh: the measured moves of the branch gave it another place in the tree.
        directory.refresh_from_db()
        found["grown"].append(data.grow(directory, documents))
        maintenance.settle()
        _say(f"{documents} portraits are there.", started)
        found["publishing"].append(publishing.measure_publishing(documents, blocks=options.blocks))
        print(report.costs_table(found["publishing"][-1:]), flush=True)
        _say("Publishing is measured.", started)
        results = requests.measure(documents, folder, rounds=options.rounds, seconds=options.seconds)
        found["requests"][documents] = results
        print(report.requests_table(documents, results), flush=True)
        if documents > 20:
            found["maintenance"].append(maintenance.measure(documents))
        if documents == options.documents:
            found["branches"] = branches.measure_branches(directory, times=2)
            _say("Branches are measured.", started)
    found["memory_mb"] = requests.memory_mb()
    print("\n" + report.costs_table([*found["publishing"], *found["branches"]]))
    for name in ("grown", "maintenance"):
        if found[name]:
            print("\n" + report.table([vars(row) for row in found[name]]))
    print(f"\nMemory, MB: {found['memory_mb']}")
    path = RESULTS / f"{found['database']}-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    report.write_json(path, found)
    _say(f"Kept in {path.relative_to(RESULTS.parent.parent)}.", started)
    return found


def _say(text: str, started: float) -> None:
    print(f"[{time.perf_counter() - started:5.0f} s] {text}", flush=True)


if __name__ == "__main__":
    main()

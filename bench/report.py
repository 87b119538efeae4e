"""The figures as Markdown to read and JSON to compare."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.publishing import Cost
from bench.requests import Result


def requests_table(documents: int, results: Iterable[Result]) -> str:
    """Return the table of requests: DC, the constant view of bare Django, is 1."""
    rows = [
        (
            result.name, result.what, f"{result.rate:.0f}", f"{result.rate_ratio:.2f}",
            f"{result.lowest:.2f}–{result.highest:.2f}", f"{result.cpu_ms:.2f}", f"{result.database_ms:.2f}",
            f"{result.cpu_ratio:.2f}", f"{result.p99_ms:.1f}", "" if result.queries is None else str(result.queries),
            f"{result.size_bytes:,}".replace(",", " "),
        )
        for result in results
    ]  # fmt: skip
    heads = (
        "", "what", "req/s", "× DC", "min–max", "CPU ms", "database ms", "CPU, × DC", "p99 ms", "queries", "bytes"
    )  # fmt: skip
    return f"{documents} documents\n\n{_table(heads, rows)}"


def costs_table(costs: Iterable[Cost]) -> str:
    """Return the table of editorial operations, with the feed and without it."""
    rows = [
        (
            cost.what, str(cost.documents), f"{cost.ms:.0f}", f"{cost.bare_ms:.0f}", f"{cost.drain_ms:.0f}",
            f"{cost.cpu_ms:.0f}", f"{cost.bare_cpu_ms:.0f}", f"{cost.share:.0%}", f"{cost.ratio:.1f}",
            f"{cost.queries} / {cost.bare_queries}",
        )
        for cost in costs
    ]  # fmt: skip
    heads = (
        "what", "documents", "ms", "without feed", "in drain()", "CPU ms", "without feed", "our share", "× bare",
        "queries",
    )  # fmt: skip
    return _table(heads, rows)


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return any list of equal records as a table."""
    cells = [tuple(f"{value:.2f}" if isinstance(value, float) else str(value) for value in row.values())
             for row in rows]  # fmt: skip
    return _table(tuple(rows[0]), cells)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write every figure of a run, to compare it with another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, default=asdict, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

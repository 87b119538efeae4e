"""Lists, filters, details and 304 against the constant view: ratios of rates and of processor time, in one run."""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import content
from bench.database import database_cpu_s
from bench.load import Measured, Question, put
from bench.server import serve

LIST = "/api/v1/ambassadors"


@dataclass(frozen=True)
class Result:
    """One question's medians against those of the anchor around it.

    Units: `rate` requests per second; `cpu_ms` and `database_ms` milliseconds of processor time per request, of the
    server and of the database's own processes (0 where it lives in the server); ratios have the anchor as 1.
    """

    name: str
    what: str
    rate: float
    rate_ratio: float
    lowest: float
    highest: float
    cpu_ms: float
    database_ms: float
    cpu_ratio: float
    p99_ms: float
    size_bytes: int
    queries: int | None


WHAT = {
    "L1": "list of the 20 newest",
    "L2": "the page in the middle, by cursor",
    "L3": "commune + sector + tag, 20 hits",
    "D1": "one document, whole",
    "C1": "L1 again with its ETag: 304",
    "K1": "constant bytes of L1 behind our middleware, on the way of data",
    "K2": "constant bytes of L1 behind our middleware, on the way of pages",
}


def measure(documents: int, folder: Path, *, rounds: int, seconds: float) -> list[Result]:
    """Measure every question on a site of that many documents."""
    ours, queries = _questions(documents)
    sizes = _keep_bytes(ours, folder)
    connection.close()
    seen: dict[str, list[tuple[Measured, float, list[Measured]]]] = {question.name: [] for question in ours}
    with serve("bench.settings") as product, serve("bench.settings_bare") as bare:
        anchors = {question.name: Question("DC", f"/constant/{_bytes_of(question.name)}") for question in ours}
        for question in ours:
            put(product, question, seconds=0.3)
            put(bare, anchors[question.name], seconds=0.1)
        for _round in range(rounds):
            for question in random.sample(ours, len(ours)):
                before = put(bare, anchors[question.name], seconds=seconds / 2)
                used = database_cpu_s()
                measured = put(product, question, seconds=seconds)
                used = (database_cpu_s() - used) * 1e3 / measured.count
                after = put(bare, anchors[question.name], seconds=seconds / 2)
                seen[question.name].append((measured, used, [before, after]))
    return [
        _summary(question.name, seen[question.name], sizes[question.name], queries.get(question.name))
        for question in ours
    ]


def memory_mb() -> dict[str, float]:
    """Return the memory of two workers after some load, ours and bare Django's. Units: megabytes."""
    with serve("bench.settings") as product, serve("bench.settings_bare") as bare:
        put(product, Question("L1", LIST), seconds=1)
        put(bare, Question("DC", "/constant/L1"), seconds=1)
        return {"product": product.memory_mb(), "bare Django": bare.memory_mb()}


def _questions(documents: int) -> tuple[list[Question], dict[str, int]]:
    client = Client(headers={"host": "127.0.0.1"})
    middle = f"{LIST}?{urlencode({'after': _middle(client, documents)})}"
    detail = f"{LIST}/atelier-{documents // 2:05d}"
    paths = {"L1": LIST, "L2": middle, "L3": f"{LIST}?{urlencode(content.sought())}", "D1": detail}
    queries = {}
    for name, path in paths.items():
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        queries[name] = len(asked)
    tag = client.get(LIST).headers["ETag"]
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST, headers={"if-none-match": tag})
    queries["C1"] = len(asked)
    questions = [Question(name, path) for name, path in paths.items()]
    questions.append(Question("C1", LIST, status=304, headers={"If-None-Match": tag}))
    questions += [Question("K1", "/api/constant/L1"), Question("K2", "/constant/L1")]
    return questions, queries


def _middle(client: Client, documents: int) -> str:
    """Walk to the middle of the list and return its cursor."""
    after: dict[str, str] = {}
    for _page in range(max(documents // 2 // 100, 1)):
        answer = client.get(LIST, {"limit": 100 if documents > 100 else documents // 2, **after})
        after = {"after": answer.json()["next"].partition("after=")[2]}
    return after["after"]


def _keep_bytes(questions: Iterable[Question], folder: Path) -> dict[str, int]:
    client = Client(headers={"host": "127.0.0.1"})
    sizes: dict[str, int] = {}
    for question in questions:
        if question.path.startswith(LIST):
            body = client.get(question.path).content
            (folder / question.name).write_bytes(body)
            sizes[question.name] = 0 if question.status == 304 else len(body)
        else:
            sizes[question.name] = sizes["L1"]
    return sizes


def _bytes_of(name: str) -> str:
    return name if name in {"L1", "L2", "L3", "D1"} else "L1"


def _summary(name: str, seen: list[tuple[Measured, float, list[Measured]]], size: int, queries: int | None) -> Result:
    ratios = [ours.rate / statistics.mean(anchor.rate for anchor in around) for ours, _database, around in seen]
    cpu_ratios = [
        (ours.cpu_ms + database) / statistics.mean(anchor.cpu_ms for anchor in around)
        for ours, database, around in seen
    ]
    median: Any = statistics.median
    return Result(
        name=name,
        what=WHAT[name],
        rate=median(ours.rate for ours, _database, _around in seen),
        rate_ratio=median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        cpu_ms=median(ours.cpu_ms for ours, _database, _around in seen),
        database_ms=median(database for _ours, database, _around in seen),
        cpu_ratio=median(cpu_ratios),
        p99_ms=median(ours.p99_ms for ours, _database, _around in seen),
        size_bytes=size,
        queries=queries,
    )

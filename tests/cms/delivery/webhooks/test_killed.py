"""Kill -9 on web and worker during deliveries: nothing lost, nothing told backwards, duplicates under the same id."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from cms.delivery.webhooks.choices import MessageState
from cms.delivery.webhooks.models import Attempt, KnownDocument, Message
from cms.delivery.webhooks.reading import behind
from cms.feed.models import FeedDocument, State
from cms.feed.sweep import sweep
from tests.cms.delivery.feed_rows import ambassador_row
from tests.cms.delivery.webhooks.listener import Arrived, Listener, listening, status
from tests.cms.delivery.webhooks.world import a_partner, an_endpoint

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.slow]
DOCUMENTS = 12
TURNS = 6
QUIET_S = 120


class Nursery:
    """The process that raises the others."""

    def __init__(self) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "PYTHONPATH": str(settings.BASE_DIR),
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            "WEBHOOKS_ALLOW_LOOPBACK": "true",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.cms.delivery.webhooks.nursery"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR,
        )  # fmt: skip
        assert self._line() == "ready"
        self.alive: list[int] = []
        self.killed = 0

    def raise_one(self, kind: str) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{kind}\n")
        self.process.stdin.flush()
        pid = int(self._line())
        self.alive.append(pid)
        return pid

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self.alive.remove(pid)
        self.killed += 1

    def close(self) -> None:
        for pid in list(self.alive):
            with contextlib.suppress(ProcessLookupError):
                self.kill(pid)
        self.process.kill()
        self.process.wait()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


def database_url() -> str:
    """Return the address of the database of this very test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    host, port = database["HOST"] or "127.0.0.1", database["PORT"] or 5432
    return f"postgres://{database['USER']}{secret}@{host}:{port}/{database['NAME']}"


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    found = Nursery()
    yield found
    found.close()


@pytest.fixture
def moody(settings: Any) -> Iterator[Listener]:
    """A server that now and then fails, breaks off after it has read everything, or takes its time."""
    settings.WEBHOOKS_ALLOW_LOOPBACK = True
    chooser = random.Random(94)
    lock = threading.Lock()

    def answer(handler: BaseHTTPRequestHandler, arrived: Arrived) -> None:
        with lock:
            mood = chooser.random()
        if mood < 0.1:
            status(503)(handler, arrived)
        elif mood < 0.2:
            handler.connection.close()
        else:
            time.sleep(mood / 3)
            status(204)(handler, arrived)

    with listening() as listener:
        listener.answer = answer
        yield listener


def test_nothing_is_lost_and_nothing_is_told_backwards(nursery: Nursery, moody: Listener) -> None:
    # What putting the migrations' rows back has marked: else the first publisher's transaction finds our rows pageless.
    sweep()
    for number in range(DOCUMENTS):
        ambassador_row(change=-1 - number)
    endpoint = an_endpoint(a_partner(), moody.url)
    chooser = random.Random(94)
    for _turn in range(TURNS):
        raised = [nursery.raise_one(kind) for kind in ("publisher", "worker", "worker")]
        wait_until_busy(moody, more=3)
        time.sleep(chooser.random() / 4)
        for pid in chooser.sample(raised, len(raised)):
            nursery.kill(pid)
            time.sleep(chooser.random() / 20)
    moody.answer = None
    nursery.raise_one("worker")
    wait_until_quiet()
    assert nursery.killed == 3 * TURNS
    assert Attempt.objects.filter(outcome="").exists(), "some attempt was cut off"

    told: dict[str, list[Arrived]] = defaultdict(list)
    for arrived in list(moody.arrived):
        told[arrived.data["data"]["id"]].append(arrived)
    for document, messages in told.items():
        changes = [one.data["data"]["change"] for one in messages]
        assert changes == sorted(changes), f"{document} was told backwards"
        row = FeedDocument.objects.get(document_id=document)
        last = messages[-1].data
        is_live = row.state == State.LIVE
        assert (last["type"] in ("document.published", "document.updated")) == is_live
        if is_live:
            assert last["data"]["change"] == row.change, "the newest state arrived"
        else:
            assert last["type"] in ("document.withdrawn", "document.gone")
    untold = FeedDocument.objects.filter(type="ambassador").exclude(document_id__in=told)
    assert all(row.change < 0 for row in untold), "every document that changed was told of"
    known = set(KnownDocument.objects.filter(endpoint=endpoint).values_list("document_id", flat=True))
    assert known == set(FeedDocument.objects.filter(state=State.LIVE).values_list("document_id", flat=True))

    bodies: dict[str, set[bytes]] = defaultdict(set)
    ids: dict[tuple[str, int], set[str]] = defaultdict(set)
    for arrived in moody.arrived:
        bodies[arrived.id].add(arrived.body)
        ids[arrived.data["data"]["id"], arrived.data["data"]["change"]].add(arrived.id)
    assert all(len(found) == 1 for found in bodies.values()), "one id, one body"
    assert all(len(found) == 1 for found in ids.values()), "one change, one id"
    assert len(moody.arrived) > len(bodies), "something was sent more than once, so the ids mattered"


def wait_until_busy(listener: Listener, *, more: int) -> None:
    """Wait until some messages more have arrived: whoever is killed now is at work."""
    end, wanted = time.monotonic() + QUIET_S, len(listener.arrived) + more
    while len(listener.arrived) < wanted:
        assert time.monotonic() < end, "nobody delivers"
        time.sleep(0.01)


def wait_until_quiet() -> None:
    """Wait until nothing is left to read or to send."""
    end = time.monotonic() + QUIET_S
    while behind() or Message.objects.filter(state=MessageState.WAITING).exists():
        assert time.monotonic() < end, list(Message.objects.filter(state=MessageState.WAITING).values())
        time.sleep(0.1)

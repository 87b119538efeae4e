"""Clients that are not ours read the change feed from a real server; a follower is killed; a reader hangs up."""

from __future__ import annotations

import json
import random
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import transaction

from cms.feed.models import FeedClock, FeedDocument, State
from tests.cms.delivery.feed_rows import ambassador_row, bury
from tests.cms.delivery.seats import assert_seated
from tests.http_followers import public_set
from tests.node import run_node

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.slow]
FEED = "/api/v1/changes"


@pytest.fixture(autouse=True)
def _clock(db: None) -> None:
    FeedClock.objects.update_or_create(pk=1, defaults={"change": 10_000_000, "forgotten_change": 0})


def validated(url: str) -> dict[str, Any]:
    """Return what OpenActive's own validator says of a feed."""
    done = run_node("validate_rpde.js", url)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.node
class TestOpenActive:
    # Ours on purpose: a minute in caches and not an hour, because of withdrawals; pages as long as documents allow.
    OURS = {("warning", "missing_cache_control"), ("warning", "minimum_items_per_page")}

    @pytest.mark.parametrize("query", ["?limit=3", "", "?type=ambassador&locale=fr&limit=5"])
    def test_its_validator_finds_no_fault(self, live_server: Any, query: str) -> None:
        for _ in range(10):
            ambassador_row(title="L’Œuvre 😀")
        bury(ambassador_row(reason="not_live"))
        report = validated(f"{live_server.url}{FEED}{query}")
        assert len(report["pages"]) >= (5 if "limit" in query else 3)
        found = {(fault["severity"], fault["type"]) for fault in report["found"] if fault["severity"] != "suggestion"}
        assert found <= self.OURS, report["found"]

    def test_it_would_tell(self, live_server: Any) -> None:
        """A positive control: what is no change feed is found out."""
        ambassador_row()
        report = validated(f"{live_server.url}/api/v1/ambassadors")
        assert any(fault["severity"] == "failure" for fault in report["found"])


def edit(chooser: random.Random, number: int) -> None:
    """Publish, change or withdraw something with the next change number, in one transaction as the house does."""
    with transaction.atomic():
        FeedClock.objects.update(change=number)
        rows = list(FeedDocument.objects.filter(audience="open", state=State.LIVE).order_by("pk"))
        what = chooser.random()
        row = ambassador_row(title=f"Atelier {number} é😀") if what < 0.5 or len(rows) < 3 else chooser.choice(rows)
        if what >= 0.75 and len(rows) >= 3:
            bury(row)
        FeedDocument.objects.filter(pk=row.pk).update(change=number)


def test_a_follower_killed_again_and_again_ends_byte_equal(live_server: Any, tmp_path: Path) -> None:
    chooser, copy = random.Random(94), tmp_path / "copy.sqlite3"
    command = [sys.executable, "-m", "docs.examples.follower", f"{live_server.url}{FEED}?limit=2", str(copy)]
    number, kills = 10_000_000, 0
    for _ in range(40):
        ambassador_row()
    for _turn in range(8):
        follower = subprocess.Popen(command, cwd=settings.BASE_DIR, stderr=subprocess.PIPE)
        end = time.monotonic() + 0.15 + chooser.random() * 0.5
        while time.monotonic() < end:
            number += 1
            edit(chooser, number)
            time.sleep(0.02)
        assert follower.poll() is None, follower.stderr and follower.stderr.read().decode()
        follower.kill()
        follower.wait()
        kills += 1
    assert sqlite3.connect(copy).execute("SELECT count(*) FROM document").fetchone()[0], "it was never got to store"
    subprocess.run([*command, "--once"], cwd=settings.BASE_DIR, check=True, timeout=60)
    held = {key: data.encode() for key, data in sqlite3.connect(copy).execute("SELECT id, data FROM document")}
    assert held == public_set()
    assert (len(held) > 10, kills) == (True, 8)


def test_a_reader_who_hangs_up_leaves_its_seat(live_server: Any) -> None:
    FeedDocument.objects.all().delete()
    url = urlsplit(live_server.url)
    with socket.create_connection((url.hostname, url.port)) as hung_up:
        hung_up.sendall(f"GET {FEED} HTTP/1.1\r\nHost: {url.netloc}\r\nPrefer: wait=2\r\n\r\n".encode())
        assert_seated(1)
    assert_seated(0)
    with urlopen(f"{live_server.url}{FEED}") as answer:
        assert answer.status == 200

"""The thread that writes, beside an editor who holds the lock; what is left of a process that ends or is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cms.feed.transaction import editorial_transaction
from cms.partners.models import Partner
from cms.partners.usage_counts import Buffer
from cms.partners.usage_tables import DocumentUsage, PartnerCopy
from cms.partners.usage_writer import Writer
from tests.usage_world import keyed, partner

ROOT = Path(__file__).parents[3]
ASK = """
import multiprocessing, os, signal, sys, time, types, uuid
import django
django.setup()
from django.conf import settings
settings.USAGE_FLUSH_S = {flush_s}
from cms.partners import usage
def ask(change):
    row = types.SimpleNamespace(document_id=uuid.UUID(int=7), type="ambassador", change=change)
    usage.note_answer([row], face="rest", partner_id={partner_id})
ask(1)
time.sleep({wait_s})
{end}
"""

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def written_within(seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if PartnerCopy.objects.exists():
            return True
        time.sleep(0.05)
    return False


class TestBesideAnEditor:
    def test_readers_are_answered_and_the_counts_follow(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        from cms.partners import usage

        settings.USAGE_FLUSH_S = 0.1
        owner = partner()
        headers = keyed(owner)
        buffer = Buffer()
        writer = Writer(buffer)
        monkeypatch.setattr(usage, "_buffer", buffer)
        monkeypatch.setattr(usage, "_writer", writer)
        row = SimpleNamespace(document_id=uuid.uuid4(), type="ambassador", change=1)
        answered: list[bool] = []

        def read() -> None:
            assert Client().get(reverse("rest:service"), **headers).status_code == 200
            answered.append(True)
            connection.close()

        with editorial_transaction():
            usage.note_copies(owner.pk, [row], "webhooks")
            time.sleep(0.5)
            readers = [threading.Thread(target=read) for _each in range(3)]
            for reader in readers:
                reader.start()
            for reader in readers:
                reader.join(60)
            # Held back by the editor, they would be until the end of this block.
            assert len(answered) == 3
            # SQLite has one writer at a time, and that is the editor; PostgreSQL has no such thing.
            assert not PartnerCopy.objects.exists() if connection.vendor == "sqlite" else written_within(60)
        assert written_within(60)
        # The thread is left idle: its connection must not outlive the test.
        settings.USAGE_FLUSH_S = 0
        while writer._waiting.is_set() or buffer.copies():
            time.sleep(0.05)
        assert writer.flush()


class TestTheEndOfAProcess:
    def run(self, owner: Partner, *, flush_s: float, wait_s: float, end: str) -> int:
        name = str(connection.settings_dict["NAME"])
        url = os.environ.get("DATABASE_URL", "")
        base = url.rpartition("/")[0] if connection.vendor == "postgresql" else "sqlite://"
        code = ASK.format(partner_id=owner.pk, flush_s=flush_s, wait_s=wait_s, end=end)
        environment = {
            **os.environ,
            "DATABASE_URL": f"{base}/{name}",
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        }
        return subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, env=environment).returncode

    def test_writes_down_what_is_left_and_so_does_a_worker_that_it_began(self) -> None:
        owner = partner()
        # What granian does: its workers are children of multiprocessing, which ask nothing of atexit.
        begin = "child = multiprocessing.get_context('fork').Process(target=ask, args=[2]); child.start(); child.join()"
        assert self.run(owner, flush_s=600, wait_s=0, end=begin) == 0
        assert list(PartnerCopy.objects.order_by("change").values_list("partner", "change")) == [
            (owner.pk, 1),
            (owner.pk, 2),
        ]
        # The child began with nothing: what its parent had counted is written once.
        assert list(DocumentUsage.objects.values_list("times", flat=True)) == [2]

    def test_killed_it_keeps_what_is_older_than_the_delay(self) -> None:
        owner = partner()
        kill = "os.kill(os.getpid(), signal.SIGKILL)"
        assert self.run(owner, flush_s=600, wait_s=0, end=kill) == -9
        assert not PartnerCopy.objects.exists()
        assert self.run(owner, flush_s=0.2, wait_s=2, end=kill) == -9
        assert PartnerCopy.objects.get().partner == owner

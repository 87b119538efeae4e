"""Raises processes that are to be killed: reads "worker" or "publisher" line by line, forks, and says the child's pid.

Forked from one that has everything loaded, they begin at once. Started by test_killed.py with the test's database.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from cms.delivery import egress  # noqa: E402
from cms.delivery.webhooks import claiming, settling, worker  # noqa: E402
from cms.feed.clock import take_changes  # noqa: E402
from cms.feed.models import FeedDocument, State  # noqa: E402
from cms.feed.transaction import editorial_transaction  # noqa: E402

# As in production, only faster: an attempt ends well before its lease does.
egress.TOTAL_S = 0.8
claiming.LEASE = timedelta(seconds=2)
settling.RETRIES = (timedelta(milliseconds=50),) * 200
worker.POLL_S = 0.05


def publisher() -> None:
    """Publish, change and withdraw documents without end, each in one transaction with its change number."""
    chooser = random.Random()
    # Pages of the migrations come back into the feed by themselves: their rows are not ours to move.
    ids = list(FeedDocument.objects.filter(type="ambassador").values_list("pk", flat=True))
    while True:
        with editorial_transaction():
            row = FeedDocument.objects.filter(pk=chooser.choice(ids))
            state = chooser.choice((State.LIVE, State.LIVE, State.WITHDRAWN, State.GONE))
            row.update(
                state=state,
                reason="" if state == State.LIVE else "not_live",
                change=take_changes(1)[0],
                modified_at=timezone.now(),
            )
        time.sleep(chooser.random() / 25)


def run_worker() -> None:
    """Deliver until killed."""
    worker.Worker(threads=4).run_forever(threading.Event())


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        connection.close()
        pid = os.fork()
        if pid == 0:
            {"worker": run_worker, "publisher": publisher}[line.strip()]()
        print(pid, flush=True)


main()

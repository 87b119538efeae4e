"""Writes the counts of this process down: by a thread of its own, every few seconds, and when the process ends.

Whatever the database answers, readers are served: what could not be written is kept, bounded, for the next time. A
process that is killed loses what it counted since it last wrote: USAGE_FLUSH_S seconds at most.
"""

from __future__ import annotations

import logging
import threading
import time
from multiprocessing.util import Finalize

from django.conf import settings
from django.db import close_old_connections, connection

from cms.partners.usage_counts import Buffer
from cms.partners.usage_writing import write

logger = logging.getLogger(__name__)
IDLE_S = 60
LONGEST_LAST_WAIT_S = 5


class Writer:
    """The thread that writes, begun by the first answer of a process: a server's parent process counts nothing."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self._thread: threading.Thread | None = None
        self._waiting = threading.Event()
        self._beginning = threading.Lock()
        self._writing = threading.Lock()

    def wake(self) -> None:
        """Say that there is something to write."""
        if self._thread is None:
            self._begin()
        if not self._waiting.is_set():
            self._waiting.set()

    def flush(self, *, wait_s: float = -1) -> bool:
        """Write what was counted; False if it could not be, and is kept. Units: `wait_s` -1 is as long as it takes."""
        if not self._writing.acquire(timeout=wait_s):
            return False
        try:
            counts = self._buffer.take()
            if not counts:
                return True
            try:
                write(counts)
            except Exception as error:  # noqa: BLE001 (whatever it is, the counts are kept and readers are served)
                self._buffer.put_back(counts)
                logger.warning("Usage could not be written: %s. It is kept for the next time.", type(error).__name__)
                return False
            if counts.lost:
                logger.warning("%s counts of usage were lost: there were too many to keep.", counts.lost)
            return True
        finally:
            self._writing.release()

    def _begin(self) -> None:
        if not settings.USAGE_FLUSH_S:
            return
        with self._beginning:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="usage", daemon=True)
                self._thread.start()
                # Not atexit: a worker of granian is a child of multiprocessing, which ends without asking there
                # (CPython 3.11, multiprocessing/popen_fork.py: os._exit). Elsewhere this is atexit.
                Finalize(None, self._end, exitpriority=100)

    def _run(self) -> None:
        while True:
            if not self._waiting.wait(IDLE_S):
                # Nobody asks for anything: leave the database its connection.
                connection.close()
                self._waiting.wait()
            time.sleep(settings.USAGE_FLUSH_S)
            self._waiting.clear()
            close_old_connections()
            if not self.flush():
                self._waiting.set()

    def _end(self) -> None:
        self.flush(wait_s=LONGEST_LAST_WAIT_S)

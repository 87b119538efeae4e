"""A granian server of its own process group, and the processor time it has used."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
WORKERS = 2


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """Return the processor time of the server and of its workers so far. Units: seconds."""
        return sum(cpu_s(pid) for pid in (self.pid, *_children(self.pid)))

    def memory_mb(self) -> float:
        """Return the memory of the server and its workers, shared pages counted once. Units: megabytes."""
        return sum(_pss_kb(pid) for pid in (self.pid, *_children(self.pid))) / 1024


def cpu_s(pid: int) -> float:
    """Return the processor time of one process, user and system. Units: seconds; 10 ms fine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def _children(pid: int) -> list[int]:
    return [int(child) for tasks in Path(f"/proc/{pid}/task").glob("*/children") for child in tasks.read_text().split()]


def _pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(settings: str) -> Iterator[Server]:
    """Serve Django with some settings, WSGI on granian with two workers, until the block ends."""
    port = _free_port()
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(WORKERS), "--log-level", "error", "cms.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, "DJANGO_SETTINGS_MODULE": settings}, start_new_session=True)
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with status {process.returncode}.")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not answer within 30 s.")

"""A load of keep-alive connections with nothing to install: one process, sixteen sockets, next to no parsing."""

from __future__ import annotations

import re
import selectors
import socket
import time
from dataclasses import dataclass, field

from bench.server import Server

CONNECTIONS = 16
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class UnexpectedAnswer(RuntimeError):
    """An answer had another status than the question expects: what was measured is not what was asked."""


@dataclass(frozen=True)
class Question:
    """One request, and the status that its answer must have."""

    name: str
    path: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the request as it is sent."""
        lines = [
            f"GET {self.path} HTTP/1.1",
            "Host: 127.0.0.1",
            *(f"{k}: {v}" for k, v in self.headers.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True)
class Measured:
    """What one load gave. Units: requests per second; milliseconds of the server's processor time per request."""

    rate: float
    cpu_ms: float
    p99_ms: float
    count: int


class _Connection:
    def __init__(self, port: int, request: bytes, status: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request, self.status = request, b"HTTP/1.1 %d" % status
        self.received, self.missing, self.sent_at = b"", -1, 0.0

    def ask(self) -> None:
        self.received, self.missing, self.sent_at = b"", -1, time.perf_counter()
        self.socket.sendall(self.request)

    def take(self) -> bool:
        """Read what has come; tell whether the answer is complete."""
        data = self.socket.recv(262_144)
        if not data:
            raise UnexpectedAnswer("The server closed a connection in the middle of a measurement.")
        if self.missing >= 0:
            self.missing -= len(data)
            return self.missing <= 0
        self.received += data
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return False
        if not head.startswith(self.status):
            raise UnexpectedAnswer(f"Expected {self.status!r}, got {head[:200]!r}.")
        length = _LENGTH.search(head)
        self.missing = (int(length[1]) if length else 0) - len(body)
        return self.missing <= 0


def put(server: Server, question: Question, *, seconds: float, connections: int = CONNECTIONS) -> Measured:
    """Ask one question over and over and return what it gave.

    Errors: UnexpectedAnswer on the first answer of another status: the run is void.
    """
    request = question.to_bytes()
    times: list[float] = []
    with selectors.DefaultSelector() as selector:
        opened = [_Connection(server.port, request, question.status) for _ in range(connections)]
        for connection in opened:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.ask()
        used, started = server.cpu_s(), time.perf_counter()
        until, waiting = started + seconds, connections
        while waiting:
            for key, _events in selector.select(30):
                connection = key.data
                if not connection.take():
                    continue
                now = time.perf_counter()
                times.append(now - connection.sent_at)
                # What was asked is always heard to its end, so that nothing of it weighs on the next measurement.
                if now < until:
                    connection.ask()
                else:
                    waiting -= 1
        elapsed, used = time.perf_counter() - started, server.cpu_s() - used
        for connection in opened:
            connection.socket.close()
    times.sort()
    return Measured(len(times) / elapsed, used * 1e3 / len(times), times[int(len(times) * 0.99)] * 1e3, len(times))

"""A partner's server: keeps what arrives, and answers as it is told to."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Arrived:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


Answer = Callable[[BaseHTTPRequestHandler, Arrived], None]


@dataclass
class Listener:
    """Shape: `answer` is asked for each request; None answers 204."""

    port: int = 0
    arrived: list[Arrived] = field(default_factory=list)
    answer: Answer | None = None
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def events(self) -> list[str]:
        return [one.data["type"] for one in self.arrived]


def status(code: int, **headers: str) -> Answer:
    """Answer with a status and headers (underscores become hyphens)."""

    def answer(handler: BaseHTTPRequestHandler, _arrived: Arrived) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever breaks off is no error of the listener."""


@contextmanager
def listening(*, tls: ssl.SSLContext | None = None) -> Iterator[Listener]:
    """Run a listener on a free port of this machine, under TLS if given a context."""
    listener = Listener()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            with lock:
                listener.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found = Arrived(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            with lock:
                listener.arrived.append(found)
            (listener.answer or status(204))(self, found)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    listener.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()

"""A real server in front of a test's own rows: its threads ask through the connection of the test, in its transaction.

For clients that ask one thing after the other. Nothing has to be committed and flushed, as `live_server` demands.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test.testcases import QuietWSGIRequestHandler


class _Server(ThreadedWSGIServer):
    def _close_connections(self) -> None:
        """Leave open what belongs to the test."""


@contextmanager
def serving() -> Iterator[str]:
    """Serve on a free port of this machine; give the root of its addresses, without a final slash."""
    shared = {alias: connections[alias] for alias in connections}
    server = _Server(("127.0.0.1", 0), QuietWSGIRequestHandler, connections_override=shared)
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    signals = (request_started, request_finished)
    for signal in signals:
        # The connection, and with it the test's transaction, outlives a request; Django's own client does the same.
        signal.disconnect(close_old_connections)
    for connection in shared.values():
        connection.inc_thread_sharing()
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        for connection in shared.values():
            connection.dec_thread_sharing()
        for signal in signals:
            signal.connect(close_old_connections)

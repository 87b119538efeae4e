"""A source of the change feed that a test builds by hand: it keeps every promise, save those it is told to break."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 2


@dataclass
class Source:
    """What the source holds. Shape: `broken` names the promises that it breaks."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    deleted: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    root: str = ""

    def answer(self, path: str, query: str, tag: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body."""
        if path.endswith("/changes"):
            return self._sent(self._page(int(parse_qs(query).get("after", ["0"])[0])), tag)
        if "/documents/" in path:
            key = path.rpartition("/")[2]
            if key in self.deleted:
                return (404 if "gone" in self.broken else 410), {}, b"{}"
            found = next(document for document in self.documents if document["id"] == key)
            return self._sent({**found, "title": "autre"} if "bytes" in self.broken else found, tag)
        if path.endswith("/moved-before"):
            return 404 if "moved" in self.broken else 308, {"Location": f"{self.root}/api/v1/"}, b""
        return self._sent({"types": [{"name": "ambassador", "url": f"{self.root}/api/v1/ambassadors"}]}, tag)

    def _page(self, after: int) -> dict[str, Any]:
        items: list[dict[str, Any]] = [
            {"state": "updated", "kind": "ambassador", "id": document["id"], "data": document}
            for document in self.documents
        ]
        items += [{"state": "deleted", "kind": "ambassador", "id": k, "reason": r} for k, r in self.deleted.items()]
        for number, item in enumerate(items, start=1):
            item["modified"] = 1 if "order" in self.broken else number
        shown = items[after : after + PAGE]
        here = f"{self.root}/api/v1/changes"
        reached = after + len(shown)
        return {"items": shown, "next": f"{here}?after={reached}" if reached else here}

    def _sent(self, content: Any, tag: str) -> tuple[int, dict[str, str], bytes]:
        body = json.dumps(content).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        headers = {"ETag": etag, "Cache-Control": "public", "Vary": "Authorization"}
        if "limits" not in self.broken:
            headers |= {"RateLimit": '"address";r=9;t=9', "RateLimit-Policy": '"address";q=9;w=60'}
        if "tag" in self.broken:
            del headers["ETag"]
        elif tag == etag and "conditional" not in self.broken:
            return 304, headers, b""
        return 200, headers, body


@contextmanager
def serving(source: Source, mount: str = "/sandbox") -> Iterator[str]:
    """Serve a source on this machine and give its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            status, headers, body = source.answer(parts.path, parts.query, self.headers.get("If-None-Match", ""))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    source.root = f"http://127.0.0.1:{server.server_port}{mount}"
    try:
        yield source.root
    finally:
        server.shutdown()
        server.server_close()

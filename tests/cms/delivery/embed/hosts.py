"""Pages of somebody else, on an origin of their own and under a strict policy of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.conf import settings

from cms.partnerships import snippets

SHEET = """
body { margin: 0; padding: 12px; background: #fff; color: #111; font: 16px/1.5 Arial, sans-serif; }
/* As tall as the head of a town's page. */
h1 { min-block-size: 10rem; margin: 0; }
iframe { border: 0; }
a { color: #00458b; }
""" + snippets.RULE.format(name="fabrique-feed", height=91)
# The rules that the guide gives to be pasted, on a page without a head: whatever follows an element is nearly in sight.
_GUIDE = (Path(settings.BASE_DIR) / "docs" / "partners" / "en" / "embeds.md").read_text(encoding="utf-8")
SHORT = SHEET.partition("/*")[0] + _GUIDE.partition("<style>")[2].partition("</style>")[0]
SHEETS = {"/sheet.css": SHEET, "/short.css": SHORT}


class Host:
    """A town's site: pages by path, under a policy that admits our origin for what the documentation says."""

    def __init__(self, origin: str, ours: str) -> None:
        self.origin, self.ours = origin, ours
        self.pages: dict[str, str] = {}

    @property
    def policy(self) -> str:
        """What docs/api/embeds.md asks a partner to admit."""
        ours = self.ours
        return (
            f"default-src 'none'; style-src 'self'; script-src {ours}; connect-src {ours}; img-src {ours}; "
            f"frame-src {ours}"
        )

    def page(
        self,
        path: str,
        body: str,
        *,
        script: str = '<script type="module" src="{ours}/embed/v1.js"></script>',
        sheet: str = "/sheet.css",
    ) -> str:
        """Publish a page; return its address. `{ours}` in it is our origin."""
        self.pages[path] = (
            '<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" '
            'content="width=device-width, initial-scale=1"><title>Ville d’Exemple</title>'
            f'<link rel="stylesheet" href="{sheet}">{script}</head><body><main><h1>Ville d’Exemple</h1>'
            f"{body}</main></body></html>"
        ).replace("{ours}", self.ours)
        return self.origin + path


@contextmanager
def hosted(ours: str) -> Iterator[Host]:
    """Serve a town's site on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_sheet = self.path in SHEETS
            text = SHEETS.get(self.path) or host.pages.get(self.path)
            self.send_response(200 if text is not None else 404)
            self.send_header("Content-Type", "text/css" if is_sheet else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", host.policy)
            self.end_headers()
            self.wfile.write((text or "").encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host = Host(f"http://127.0.0.1:{server.server_port}", ours)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()

"""Goes through the screens under each account and takes the pictures of the guides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image as Picture

from tests.journeys.screens import password_of

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
COLOURS = 192
# Moving about is for eyes; a picture wants the end of it.
SETTLED_MS = 600


class Photographer:
    """A browser, and a folder for what it sees."""

    def __init__(self, browser: Any, site: str, folder: Path) -> None:
        self.browser, self.site, self.folder = browser, site, folder
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()

    @contextmanager
    def window(self, viewport: dict[str, int] = DESK, **options: Any) -> Iterator[Any]:
        """Open a window that nobody has signed in to."""
        context = self.browser.new_context(viewport=viewport, locale="fr-FR", reduced_motion="reduce", **options)
        yield context.new_page()
        context.close()

    @contextmanager
    def desk_of(self, username: str, viewport: dict[str, int] = DESK) -> Iterator[Any]:
        """Open a window of one of the demonstration's accounts."""
        with self.window(viewport) as page:
            page.goto(f"{self.site}/admin/login/")
            page.fill("#id_username", username)
            page.fill("#id_password", password_of(username))
            page.click("button[type=submit]")
            page.wait_for_url(f"{self.site}/admin/")
            yield page

    def goto(self, page: Any, path: str) -> None:
        """Open an address and wait until it is quiet."""
        page.goto(path if path.startswith("http") else self.site + path)
        page.wait_for_load_state("networkidle")

    def shot(self, page: Any, name: str, *, height: int = 0, at: str = "") -> None:
        """Take a picture of the window, or of its upper part.

        Shape: `at` is a selector that is brought to the top of the window first; `height` is in CSS pixels.
        """
        if at:
            page.locator(at).first.evaluate("element => element.scrollIntoView({block: 'start'})")
        page.wait_for_timeout(SETTLED_MS)
        size = page.viewport_size
        path = self.folder / f"{name}.png"
        page.screenshot(path=path, clip={"x": 0, "y": 0, "width": size["width"], "height": height or size["height"]})
        with Picture.open(path) as picture:
            picture.convert("RGB").quantize(colors=COLOURS).save(path, optimize=True)

"""A headless Chromium for the tests that need eyes. Debian's own; nothing is downloaded."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# The last ones keep a browser without a network from looking for one.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# Fonts there, pictures in sight drawn, and two frames for whatever these have moved.
_SETTLED = """
async () => {
  const isInSight = ({ top, bottom }) => bottom > 0 && top < innerHeight;
  const pictures = [...document.images].filter((one) => one.src && isInSight(one.getBoundingClientRect()));
  await Promise.all([document.fonts.ready, ...pictures.map((one) => one.decode().catch(() => null))]);
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}
"""


@contextmanager
def chromium(**options: Any) -> Iterator[Browser]:
    """Start a browser and close it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, **options)
        try:
            yield browser
        finally:
            browser.close()


def visit(page: Any, address: str) -> Any:
    """Open an address and wait until it is drawn for good; return its answer.

    Nothing is waited for without a cause: Playwright's "networkidle" adds half a second of silence to every page. Not
    for a page whose scripts are switched off: nothing in it would ever say that it is drawn.
    """
    answer = page.goto(address, wait_until="load")
    page.evaluate(_SETTLED)
    return answer


def settle(page: Any) -> None:
    """Wait until the page that a click leads to is drawn for good."""
    page.wait_for_load_state("load")
    page.evaluate(_SETTLED)


def until(page: Any, expression: str, arg: Any = None, *, within_s: float = 30) -> None:
    """Wait until an expression is true in a page.

    Playwright's `wait_for_function` evaluates a text in the page's own world, at each look after the first: a policy
    without `unsafe-eval` refuses that, so a test would fail whenever it had to wait. Errors: AssertionError.
    """
    end = time.monotonic() + within_s
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(50)

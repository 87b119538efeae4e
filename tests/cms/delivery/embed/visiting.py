"""Windows of visitors on somebody else's page: what they asked for, what they were told, what moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests import factories
from tests.axe import WITH_BEST_PRACTICE, complaints
from tests.browser import until

WATCH = """
window.shift = 0; window.moved = []; window.told = []; window.blocked = [];
new PerformanceObserver((list) => {
  const place = ({ left, top, width, height }) => [left, top, width, height].map(Math.round).join(" ");
  for (const { value, startTime, sources } of list.getEntries()) {
    window.shift += value;
    const parts = sources.map(({ node, previousRect, currentRect }) =>
      `${node?.className || node?.nodeName}: ${place(previousRect)} to ${place(currentRect)}`);
    const when = `${value.toFixed(4)} after ${Math.round(startTime)} ms in ${innerWidth} x ${innerHeight}`;
    window.moved.push(`${when}: ${parts.join("; ")}`);
  }
}).observe({ type: "layout-shift", buffered: true });
for (const name of ["fabrique:load", "fabrique:error"])
  addEventListener(name, ({ type, detail }) => window.told.push([type, detail]));
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  window.blocked.push(`${violatedDirective} ${blockedURI}`));
"""
# A browser may deny frames of others every storage: then there is none.
KEPT = """
() => { try { return [localStorage.length, sessionStorage.length, document.cookie]; }
  catch { return [0, 0, document.cookie]; } }
"""
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


class Visitor:
    """A window, and everything it asked for and was told."""

    def __init__(self, page: Any, ours: str) -> None:
        self.page, self.ours = page, ours
        self.asked: list[str] = []
        self.warnings: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda said: said.type == "warning" and self.warnings.append(said.text))

    def open(self, address: str) -> Any:
        """Open a page."""
        self.page.goto(address)
        return self.page

    def axe(self, where: Any = None) -> list[str]:
        """Return what axe finds wrong."""
        return complaints(where or self.page, rules=WITH_BEST_PRACTICE)

    def calls(self, part: str) -> list[str]:
        """Return the addresses asked for that hold a text."""
        return [url for url in self.asked if part in url]


@contextmanager
def visiting(browser: Any, ours: str, viewport: dict[str, int] = DESK, **options: Any) -> Iterator[Visitor]:
    """Open a window of a visitor's own, for whom every picture of ours is there."""
    context = browser.new_context(viewport=viewport, locale="fr-FR", **options)
    context.add_init_script(WATCH)
    picture = factories.picture_bytes()
    context.route("**/media/renditions/*", lambda route: route.fulfill(body=picture, content_type="image/jpeg"))
    yield Visitor(context.new_page(), ours)
    assert context.cookies() == []
    context.close()


def tell(page: Any, count: int = 1) -> list[Any]:
    """Wait for so many events of the elements, and return them."""
    until(page, "count => window.told.length >= count", arg=count)
    return list(page.evaluate("window.told"))

"""What axe has against a page. One way to ask it, for all the tests that look with its eyes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_SOURCE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Ours to keep on our own pages.
WITH_BEST_PRACTICE = [*WCAG, "best-practice"]
# Every rule is run on every element all the same: told that violations alone are wanted, axe does not describe each
# element that passes, which takes it twice as long as finding out, nor sends a megabyte of them.
_RUN = """
([where, rules, options]) => axe.run(where ?? document, {runOnly: rules, resultTypes: ["violations"], ...options})
  .then((report) => report.violations)
"""


def violations(page: Any, where: Any = None, rules: list[str] = WCAG, **options: Any) -> list[dict[str, Any]]:
    """Return what axe finds in a page or a frame, or in the part of it that a selector or a context of axe names."""
    # As a debugger's expression: the policy of the page has no say in it.
    page.evaluate(_SOURCE)
    return list(page.evaluate(_RUN, [where, rules, options]))


def complaints(page: Any, where: Any = None, rules: list[str] = WCAG, **options: Any) -> list[str]:
    """Return one line for each rule that is broken, with the first element that breaks it."""
    return [f"{one['id']} {one['nodes'][0]['html'][:200]}" for one in violations(page, where, rules, **options)]

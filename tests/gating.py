"""The gates of the workflow and of the selection, behind a switch for the tests.

Most tests are about the read model, and publish hundreds of pages that nobody decided on. Outside the rooms of the
workflow the gates are therefore off, unless a test is marked `gated`. Nothing of this is reachable outside the tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

ROOMS = ("cms/workflow", "cms/signoff", "cms/selection", "cms/releases", "cms/recall")
_USERS = ("requirements", "gates", "receivers", "wagtail_hooks")


class Switch:
    """Whether gates are asked."""

    is_on = False

    @contextmanager
    def on(self) -> Iterator[None]:
        """Ask them for as long as the block lasts."""
        before, self.is_on = self.is_on, True
        try:
            yield
        finally:
            self.is_on = before


switch = Switch()


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the switch before the requirements of the workflow and before the gates of the rooms above it."""
    from cms.feed import gates
    from cms.feed.gates import Ruling
    from cms.workflow import requirements

    asked = requirements.of_type

    def of_type(model: Any) -> Any:
        return asked(model) if switch.is_on else ()

    for name in _USERS:
        monkeypatch.setattr(f"cms.workflow.{name}.of_type", of_type)

    def behind(gate: Any) -> Any:
        def switched(*args: Any) -> Ruling:
            return gate(*args) if switch.is_on else Ruling()

        return switched

    rooms = ("cms.selection", "cms.recall", "cms.releases", "cms.signoff")
    monkeypatch.setattr(
        gates, "_gates", [behind(gate) if gate.__module__.startswith(rooms) else gate for gate in gates._gates]
    )

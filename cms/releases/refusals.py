"""Why something about a release cannot be done. Raised inside editorial_transaction(), which then rolls back."""

from __future__ import annotations

from collections.abc import Iterable

from cms.feed.transaction import PublicationRefused


class ReleaseRefused(PublicationRefused):
    """What was asked of a release is against a rule of the house: nothing was changed. The message is for people."""


class ReleaseStopped(PublicationRefused):
    """A release cannot go out: one line a reason."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(dict.fromkeys(lines))
        super().__init__("\n".join(self.lines))

"""A rule of the committee says no: the message is for the person who asked."""

from __future__ import annotations

from django.utils.functional import Promise


class SelectionRefused(RuntimeError):
    """What was asked is against the rules, or comes too late. Nothing was changed.

    Shape: `reasons` are sentences for the person at work.
    """

    def __init__(self, *reasons: str | Promise) -> None:
        super().__init__(" ".join(str(reason) for reason in reasons))
        self.reasons = tuple(str(reason) for reason in reasons)


class AlreadyDecided(SelectionRefused):
    """Somebody else has decided in the meantime: the message says who, what and when."""

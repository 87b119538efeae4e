"""Who a public answer is for. The lowest room of the house: imports nothing of ours."""

from enum import StrEnum
from typing import cast


class Audience(StrEnum):
    """The three nested audiences: what `open` may see, `partners` and `own` may see too.

    Source: docs/house.md, rule 4.
    """

    OPEN = "open"
    PARTNERS = "partners"
    OWN = "own"

    @property
    def rank(self) -> int:
        """Width of the audience: 0 is anyone, 2 is our own front ends."""
        return _ORDER.index(self)

    def is_within(self, widest: "Audience") -> bool:
        """Tell whether something published for `widest` may be shown to this audience."""
        return self.rank >= widest.rank


_ORDER = (Audience.OPEN, Audience.PARTNERS, Audience.OWN)


class _Apart(StrEnum):
    SANDBOX = "sandbox"


# What `/sandbox/` is answered for: invented documents alone, no page and no picture of ours. It reads the feed as an
# audience does, but is none of the nested three: whoever goes through the audiences never meets it.
SANDBOX = cast("Audience", _Apart.SANDBOX)

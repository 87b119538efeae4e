"""Whether what a partner was handed is what it would be handed now.

A document has a row, and a change number, for each audience. A partner is handed its own audience's by its key, and the
open one where its pages embed without a key: either is the present version.
"""

from __future__ import annotations

from collections.abc import Mapping

from cms.media.audiences import Audience

OPEN = Audience.OPEN.value


def present_changes(audience: str, shown: Mapping[str, int]) -> frozenset[int]:
    """Return the change numbers of what a partner of an audience may be handed now."""
    return frozenset(shown[name] for name in (audience, OPEN) if name in shown)


def is_present(change: int, audience: str, shown: Mapping[str, int]) -> bool:
    """Tell whether a change number is that of the present version. Shape: `shown` are those of now, by audience."""
    return change in present_changes(audience, shown)

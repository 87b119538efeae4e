"""Nobody has decided on the bench's portraits: here the read model is measured, so decisions and mandates stand aside.

What the gates of the workflow cost beside it is in docs/performance.md.
"""

from __future__ import annotations

from cms.feed import gates, registry
from cms.selection.gates import admission_gate
from cms.workflow.requirements import require


def let_everything_through() -> None:
    """Require no decision of any type, and no mandate of a portrait. For this process, for good."""
    for feed_type in registry.all_types():
        require(feed_type.model)
    if admission_gate in gates._gates:
        gates._gates.remove(admission_gate)

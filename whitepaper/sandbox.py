"""An invented edition for the sandbox, with its chapters in order."""

from __future__ import annotations

from typing import Any

from cms.feed.sandbox.drafts import Draft, add_details


def edition(draft: Draft) -> dict[str, Any]:
    """Return which chapters an edition names, and how it is cited."""
    return {"chapters": draft.part_ids, "citation_id": f"fvm-sandbox-{draft.number + 1}"}


def chapter(draft: Draft) -> dict[str, Any]:
    """Return a chapter's place in its edition."""
    parent = draft.parent
    return {
        "parent": str(parent.document_id) if parent else None,
        "position": max(draft.number, 1),
        "number": draft.number,
    }


add_details("whitepaper", edition)
add_details("chapter", chapter)

"""What a set-up did, told afterwards: a second run has nothing to tell."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Journal:
    """Sentences of one run. Shape: `changes` were written; `notes` are for a person to look at, nothing was done."""

    changes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def did(self, sentence: str) -> None:
        """Tell of something that was written."""
        self.changes.append(sentence)

    def note(self, sentence: str) -> None:
        """Tell of something that somebody should look at."""
        self.notes.append(sentence)

"""What an import did or would do, item by item: as text for a person, as JSON for a machine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.wordpress.pieces import Issue

_SOURCE_LENGTH = 160


class Outcome(StrEnum):
    """What became of one item in this run."""

    PUBLISHED = "published"
    DRAFT = "draft"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    IMAGE = "image"
    KEPT = "kept"
    EDITED_HERE = "edited_here"
    REMOVED_HERE = "removed_here"
    FAILED = "failed"


_LABELS = {
    Outcome.PUBLISHED: gettext_lazy("published"),
    Outcome.DRAFT: gettext_lazy("brought in as a draft"),
    Outcome.UPDATED: gettext_lazy("brought up to date"),
    Outcome.UNCHANGED: gettext_lazy("unchanged"),
    Outcome.IMAGE: gettext_lazy("image brought in"),
    Outcome.KEPT: gettext_lazy("kept aside"),
    Outcome.EDITED_HERE: gettext_lazy("edited here since, left alone"),
    Outcome.REMOVED_HERE: gettext_lazy("removed here since, left alone"),
    Outcome.FAILED: gettext_lazy("failed"),
}


@dataclass
class Line:
    """One item. `is_change` tells whether this run wrote something for it."""

    kind: str
    key: str
    title: str
    outcome: Outcome
    issues: list[Issue] = field(default_factory=list)
    is_change: bool = False
    address: str = ""

    def reasons(self) -> list[dict[str, Any]]:
        """List the issues, like with like: `count` says how often, `sources` shows each original."""
        grouped: dict[tuple[str, str], list[str]] = {}
        for issue in self.issues:
            grouped.setdefault((issue.code, issue.reason), []).append(issue.source)
        return [
            {"code": code, "reason": reason, "count": len(sources), "sources": [s for s in sources if s]}
            for (code, reason), sources in grouped.items()
        ]


@dataclass
class Report:
    """Everything an import has to say."""

    file: str
    is_dry_run: bool
    notes: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """Number of items for which this run wrote something, or would have."""
        return sum(line.is_change for line in self.lines)

    def counts(self) -> dict[str, dict[str, int]]:
        """Count outcomes by kind of item."""
        counted: dict[str, Counter[str]] = {}
        for line in self.lines:
            counted.setdefault(line.kind, Counter())[line.outcome.value] += 1
        return {kind: dict(sorted(outcomes.items())) for kind, outcomes in sorted(counted.items())}

    def as_data(self) -> dict[str, Any]:
        """Return the report as plain data. Shape: `items` in the order of the work, `counts` by kind and outcome."""
        return {
            "file": self.file,
            "dry_run": self.is_dry_run,
            "changed": self.changed,
            "counts": self.counts(),
            "reason_counts": dict(Counter(i.code for line in self.lines for i in line.issues).most_common()),
            "notes": self.notes,
            "items": [
                {
                    "kind": line.kind,
                    "key": line.key,
                    "title": line.title,
                    "outcome": line.outcome.value,
                    "changed": line.is_change,
                    "address": line.address,
                    "reasons": line.reasons(),
                }
                for line in self.lines
            ],
        }

    def _groups(self) -> list[list[Line]]:
        """Put together what needs the same sentence: articles alone, the rest by kind, outcome and reasons."""
        groups: dict[object, list[Line]] = {}
        for line in self.lines:
            if line.outcome is not Outcome.UNCHANGED:
                said = tuple(sorted({issue.reason for issue in line.issues}))
                groups.setdefault(line.key if line.kind == "post" else (line.kind, line.outcome, said), []).append(line)
        return list(groups.values())

    def as_text(self) -> str:
        """Return the report for a terminal: the items with something to say, then the counts."""
        written = [text for group in self._groups() for text in _told(group)]
        written += ["", *self.notes]
        for kind, outcomes in self.counts().items():
            parts = ", ".join(f"{_LABELS[Outcome(name)]}: {number}" for name, number in outcomes.items())
            written.append(f"{kind}: {parts}")
        if self.is_dry_run:
            written.append(_("Dry run: nothing was written; %d items would change.") % self.changed)
        else:
            written.append(_("%d items changed.") % self.changed)
        return "\n".join(written)


def _told(group: list[Line]) -> list[str]:
    first = group[0]
    if len(group) == 1:
        written = [f"{first.kind} · {first.title or first.key} — {_LABELS[first.outcome]}"]
    else:
        written = [f"{first.kind} × {len(group)} — {_LABELS[first.outcome]}"]
        written.append("    · " + " · ".join(line.title or line.key for line in group))
    for reason in first.reasons():
        is_often = len(group) == 1 and reason["count"] > 1
        written.append(f"    {reason['reason']}" + (f" (× {reason['count']})" if is_often else ""))
        if len(group) == 1 and reason["sources"]:
            written.append(f"      {_shortened(reason['sources'][0])}")
    return written


def _shortened(source: str) -> str:
    line = " ".join(source.split())
    return line if len(line) <= _SOURCE_LENGTH else line[: _SOURCE_LENGTH - 1] + "…"

"""Two texts, and which words came and went: the small print of a difference. Pure functions, no page, no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Where a link leads is one word: an address in which three letters changed is another address.
_TOKENS = re.compile(r"\[→ [^\]]*\]|https?://\S+|\n|[^\S\n]+|\w+(?:[’'-]\w+)*|[^\w\s]")
# Below this share of common words two paragraphs are two texts: words marked one by one would be confetti.
_KINSHIP = 0.35
ELLIPSIS = "…"


class Mark(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Run:
    """Words that follow each other and had the same fate."""

    mark: Mark
    text: str


def compare_words(old: str, new: str, *, around: int = 15) -> tuple[Run, ...]:
    """Return what became of the words of a text, nothing if it is the same.

    Units: `around` is how many unchanged words are kept on each side of a change; what lies between becomes “…”.
    """
    if old == new:
        return ()
    a, b = old.split("\n"), new.split("\n")
    runs: list[Run] = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        before, after = "\n".join(a[i1:i2]), "\n".join(b[j1:j2])
        if runs:
            runs.append(Run(Mark.SAME, "\n"))
        if operation == "equal":
            runs.append(Run(Mark.SAME, after))
        elif operation == "delete":
            runs.append(Run(Mark.REMOVED, before))
        elif operation == "insert":
            runs.append(Run(Mark.ADDED, after))
        else:
            runs += _compare_paragraph(before, after)
    return _shorten(_merge(runs), around)


def _compare_paragraph(old: str, new: str) -> Iterator[Run]:
    a, b = _TOKENS.findall(old), _TOKENS.findall(new)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if not old.strip() or not new.strip() or matcher.ratio() < _KINSHIP:
        yield Run(Mark.REMOVED, old)
        yield Run(Mark.ADDED, new)
        return
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        if operation == "equal":
            yield Run(Mark.SAME, "".join(b[j1:j2]))
        else:
            yield Run(Mark.REMOVED, "".join(a[i1:i2]))
            yield Run(Mark.ADDED, "".join(b[j1:j2]))


def _merge(runs: Iterable[Run]) -> list[Run]:
    """Join neighbours; a space between two changed words belongs to the change: whole phrases read better."""
    found: list[Run] = []
    removed = added = ""
    waiting = [run for run in runs if run.text]
    for place, run in enumerate(waiting):
        changed = run.mark != Mark.SAME
        is_bridge = not changed and run.text == " " and bool(removed or added) and place + 1 < len(waiting)
        if changed or is_bridge:
            removed += run.text if run.mark != Mark.ADDED else ""
            added += run.text if run.mark != Mark.REMOVED else ""
            continue
        found += _flush(removed, added)
        removed = added = ""
        found.append(run)
    return found + _flush(removed, added)


def _flush(removed: str, added: str) -> list[Run]:
    both = (Run(Mark.REMOVED, removed), Run(Mark.ADDED, added))
    return [run for run in both if run.text.strip() or (run.text and removed != added)]


def _shorten(runs: list[Run], around: int) -> tuple[Run, ...]:
    last = len(runs) - 1
    return tuple(
        Run(run.mark, _elide(run.text, around, head=place > 0, tail=place < last)) if run.mark == Mark.SAME else run
        for place, run in enumerate(runs)
    )


def _elide(text: str, around: int, *, head: bool, tail: bool) -> str:
    """Keep the words next to a change: the first ones (head) of what follows one, the last (tail) before the next."""
    words = re.findall(r"\S+\s*|\s+", text)
    if len(words) <= around * (head + tail) + 3:
        return text
    first = "".join(words[:around]).rstrip() + " " if head else ""
    final = " " + "".join(words[-around:]) if tail else ""
    return f"{first}{ELLIPSIS}{final}"

"""Differences inside a StreamField: blocks matched by id, then by likeness; what was added, removed, moved, changed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django.utils.encoding import force_str
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.rich_text import RichText

from cms.workflow.difference_values import say_block
from cms.workflow.difference_words import Run, compare_words
from cms.workflow.fingerprint import without_keys

MISSING: Any = object()
# Two blocks of one type that share this much of their words are one block, rewritten.
_LIKENESS = 0.5


class Status(StrEnum):
    """What became of a part of a page."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """One part of a page that is no longer what it was.

    Shape: a text has `runs`, a picture `old_image` and/or `new_image`, a group `parts`; `note` says what cannot be
    shown. `is_moved` may come with a change of the content.
    """

    label: str
    status: Status = Status.CHANGED
    runs: tuple[Run, ...] = ()
    old_image: Any = None
    new_image: Any = None
    parts: tuple[Change, ...] = ()
    note: str = ""
    is_moved: bool = False


def compare_text(label: str, old: str, new: str, *, differs: bool = False) -> Change | None:
    """Compare two texts. Shape: `differs` tells that the values are not equal although both may read the same."""
    runs = compare_words(old, new)
    if runs:
        return Change(label, runs=runs)
    return Change(label, note=_("Only the layout of the text has changed: bold, italics, lists.")) if differs else None


def _source(value: Any) -> Any:
    """Return what is written; the keys that the editor gives to paragraphs are not."""
    return without_keys(value.source) if isinstance(value, RichText) else value


def compare_pictures(label: str, old: Any, new: Any) -> Change | None:
    """Compare two pictures, by which one they are."""
    if getattr(old, "pk", None) == getattr(new, "pk", None):
        return None
    status = Status.ADDED if old is None else Status.REMOVED if new is None else Status.CHANGED
    return Change(label, status, old_image=old, new_image=new)


def compare_block(block: blocks.Block, old: Any, new: Any, label: str) -> Change | None:
    """Compare two values of a block. Shape: MISSING stands for a block that is not there on one side."""
    if isinstance(block, blocks.BaseStructBlock) and not isinstance(block, ImageBlock):
        found = (
            compare_block(child, _part(old, name), _part(new, name), capfirst(force_str(child.label)))
            for name, child in block.child_blocks.items()
        )
        parts = tuple(change for change in found if change is not None)
        return Change(label, parts=parts) if parts else None
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        parts = tuple(compare_sequences(_items(old), _items(new)))
        return Change(label, parts=parts) if parts else None
    if isinstance(block, ImageChooserBlock | ImageBlock):
        return compare_pictures(label, _value(old), _value(new))
    differs = old is not MISSING and new is not MISSING and _source(old) != _source(new)
    return compare_text(label, _say(block, old), _say(block, new), differs=differs)


def compare_sequences(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    """Compare the children of a stream or a list, in the new order, each removed one where it stood."""
    pairs = match(old, new)
    moved = moved_places(pairs)
    gone = [place for place in range(len(old)) if place not in pairs.values()]
    for place, child in enumerate(new):
        while gone and gone[0] <= pairs.get(place, -1):
            yield _removed(old, gone.pop(0))
        label = _label(child, place)
        if place not in pairs:
            yield _whole(child, label, Status.ADDED)
            continue
        before = old[pairs[place]]
        change = compare_block(child.block, before.value, child.value, label)
        if place in moved:
            change = replace(change, is_moved=True) if change else Change(label, Status.MOVED, is_moved=True)
        if change is not None:
            yield change
    for place in gone:
        yield _removed(old, place)


def match(old: Sequence[Any], new: Sequence[Any]) -> dict[int, int]:
    """Return for each place in the new sequence the place of the same child in the old one, where there is one."""
    by_id = {child.id: place for place, child in enumerate(old) if child.id}
    pairs = {
        place: by_id[child.id]
        for place, child in enumerate(new)
        if child.id in by_id and old[by_id[child.id]].block.name == child.block.name
    }
    free = [place for place in range(len(old)) if place not in pairs.values()]
    candidates = [
        (_likeness(old[before], new[place]), place, before)
        for place in range(len(new))
        if place not in pairs
        for before in free
        if old[before].block.name == new[place].block.name
    ]
    for likeness, place, before in sorted(candidates, key=lambda one: (-one[0], abs(one[1] - one[2]))):
        if likeness >= _LIKENESS and place not in pairs and before in free:
            pairs[place] = before
            free.remove(before)
    return pairs


def moved_places(pairs: dict[int, int]) -> set[int]:
    """Return which matched children changed their order: the fewest whose moving explains it."""
    places = sorted(pairs)
    tails: list[int] = []
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for place in places:
        position = bisect_left(tails, pairs[place])
        tails[position : position + 1] = [pairs[place]]
        ends[position : position + 1] = [place]
        previous[place] = ends[position - 1] if position else None
    stayed: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        stayed.add(last)
        last = previous[last]
    return set(places) - stayed


def _likeness(old: Any, new: Any) -> float:
    a, b = say_block(old.block, old.value).split(), say_block(new.block, new.value).split()
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0


def _removed(old: Sequence[Any], place: int) -> Change:
    return _whole(old[place], _label(old[place], place), Status.REMOVED)


def _whole(child: Any, label: str, status: Status) -> Change:
    old, new = (MISSING, child.value) if status == Status.ADDED else (child.value, MISSING)
    change = compare_block(child.block, old, new, label)
    return replace(change, status=status) if change else Change(label, status)


def _label(child: Any, place: int) -> str:
    return f"{place + 1}. {capfirst(force_str(child.block.label))}"


def _items(value: Any) -> list[Any]:
    if value is MISSING or value is None:
        return []
    return list(getattr(value, "bound_blocks", value))


def _part(value: Any, name: str) -> Any:
    return MISSING if value is MISSING or value is None else value.get(name)


def _value(value: Any) -> Any:
    return None if value is MISSING else value


def _say(block: blocks.Block, value: Any) -> str:
    return "" if value is MISSING or value is None else say_block(block, value)

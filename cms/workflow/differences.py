"""What changed between two states of a page, field by field, in the order of its form and in readable blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils.encoding import force_str
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from taggit.managers import TaggableManager
from wagtail.admin import compare
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.workflow.difference_blocks import (
    Change,
    Status,
    compare_pictures,
    compare_sequences,
    compare_text,
    moved_places,
)
from cms.workflow.difference_values import say, say_html
from cms.workflow.difference_words import Mark
from cms.workflow.fingerprint import CIRCUMSTANCES, without_keys

# Nobody decides on when, where and for whom; the notes between colleagues are no content either.
NOT_CONTENT = CIRCUMSTANCES - {"title"}
MARKS = {Mark.ADDED: "[+ {} +]", Mark.REMOVED: "[- {} -]", Mark.SAME: "{}"}


@dataclass(frozen=True)
class Differences:
    """What changed, ready to be shown. Shape: `total` counts what was found where `changes` holds only the first."""

    changes: tuple[Change, ...]
    total: int

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def left_out(self) -> int:
        """How many changes are not shown here."""
        return self.total - len(self.changes)

    def as_html(self, *, with_thumbnails: bool = False) -> SafeString:
        """Return the changes as HTML. Thumbnails are for the admin: a mail could not load them."""
        context = {"differences": self, "with_thumbnails": with_thumbnails}
        return render_to_string("workflow/differences.html", context)

    def as_text(self) -> str:
        """Return the changes as plain text, words that came and went between brackets."""
        lines = [line for change in self.changes for line in _lines(change)]
        return "\n".join(lines)


def differences(old: Page, new: Page, *, limit: int | None = None) -> Differences:
    """Compare two states of one page: fresh rows or `revision.as_object()`, of its specific class.

    Source: the fields, their order and the matching of child rows are those of Wagtail's own comparison
    (wagtail/admin/compare.py, through the edit handler); how they are told is ours.
    """
    found = [change for change in _changes(old, new) if change is not None]
    return Differences(tuple(found[:limit]), len(found))


def _changes(old: Page, new: Page) -> Iterator[Change | None]:
    panel = new.get_edit_handler().get_bound_panel(instance=new, request=None, form=None)
    for comparison in _comparisons(panel.get_comparison(), old, new):
        if isinstance(comparison, compare.ChildRelationComparison):
            yield _child_rows(comparison)
        elif comparison.field.name not in NOT_CONTENT:
            yield _field(comparison, old, new)


def _comparisons(makers: Iterable[Any], old: Any, new: Any) -> Iterator[Any]:
    seen: set[str] = set()
    for maker in makers:
        name = maker.args[0].name if isinstance(maker, partial) else ""
        if name not in seen:
            seen.add(name)
            yield maker(old, new)


def _field(comparison: Any, old: Any, new: Any) -> Change | None:
    """Compare one field of a page or of a child row; `old` or `new` is None where the row is not there."""
    field = comparison.field
    label = force_str(comparison.field_label())
    before = None if old is None else field.value_from_object(old)
    after = None if new is None else field.value_from_object(new)
    if isinstance(field, StreamField):
        parts = tuple(compare_sequences(list(before or ()), list(after or ())))
        return Change(label, parts=parts) if parts else None
    if isinstance(field, models.ForeignKey) and issubclass(field.related_model, get_image_model()):
        rows = get_image_model().objects.in_bulk([pk for pk in (before, after) if pk])
        return compare_pictures(label, rows.get(before), rows.get(after))
    is_rich = isinstance(field, RichTextField) and None not in (before, after)
    differs = is_rich and without_keys(str(before)) != without_keys(str(after))
    return compare_text(label, _say(field, before), _say(field, after), differs=differs)


def _say(field: Any, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(field, TaggableManager):
        return "\n".join(sorted(force_str(tag) for tag in value))
    if getattr(field, "flatchoices", None):
        return force_str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        return say(field.related_model._default_manager.filter(pk=value).first())
    return say_html(value) if isinstance(field, RichTextField) else say(value)


def _child_rows(comparison: Any) -> Change | None:
    """Compare the rows of an inline panel: Wagtail matches them, by row and then by likeness."""
    old, new = list(comparison.val_a.all()), list(comparison.val_b.all())
    _forwards, pairs, _added, _deleted = comparison.get_mapping(old, new)
    moved = moved_places(pairs)
    parts = []
    for place, row in enumerate(new):
        before = old[pairs[place]] if place in pairs else None
        change = _row(comparison, before, row, place)
        if change is not None and place in moved:
            change = replace(change, is_moved=True)
        elif place in moved:
            change = Change(_row_label(row, place), Status.MOVED, is_moved=True)
        if change is not None:
            parts.append(change)
    gone = (place for place in range(len(old)) if place not in pairs.values())
    parts += [change for place in gone if (change := _row(comparison, old[place], None, place)) is not None]
    return Change(force_str(comparison.field_label()), parts=tuple(parts)) if parts else None


def _row(comparison: Any, old: Any, new: Any, place: int) -> Change | None:
    somebody = new if new is not None else old
    fields = comparison.get_child_comparison(somebody, somebody).get_field_comparisons()
    found = tuple(change for one in fields if (change := _field(one, old, new)) is not None)
    status = Status.ADDED if old is None else Status.REMOVED if new is None else Status.CHANGED
    return Change(_row_label(somebody, place), status, parts=found) if found or status != Status.CHANGED else None


def _row_label(row: Any, place: int) -> str:
    return f"{place + 1}. {capfirst(force_str(row._meta.verbose_name))}"


def _lines(change: Change, depth: int = 0, *, is_whole: bool = False) -> Iterator[str]:
    """Shape: `is_whole` tells that what contains this part came or went as a whole, and has said so."""
    indent = "  " * depth
    title = f"{indent}{change.label}"
    if not is_whole and (change.status != Status.CHANGED or change.is_moved):
        title += f" ({', '.join(status_words(change))})"
    runs = change.runs
    if runs:
        text = "".join(MARKS[run.mark].format(run.text.strip("\n")) if run.text.strip() else run.text for run in runs)
        yield title
        yield from (f"{indent}  {line}" for line in text.split("\n"))
    else:
        yield title
    if change.note:
        yield f"{indent}  {change.note}"
    for sign, image in (("-", change.old_image), ("+", change.new_image)):
        if image is not None:
            yield f"{indent}  {MARKS[Mark.REMOVED if sign == '-' else Mark.ADDED].format(_name(image))}"
    for part in change.parts:
        yield from _lines(part, depth + 1, is_whole=change.status in {Status.ADDED, Status.REMOVED})


def status_words(change: Change) -> list[str]:
    """Say what became of a part, in words: colour alone tells nobody."""
    words = {Status.ADDED: _("added"), Status.REMOVED: _("removed")}
    found = [words[change.status]] if change.status in words else []
    return [*found, _("moved")] if change.is_moved else found


def _name(image: Any) -> str:
    return f"{image.title} ({image.credit})" if image.credit else force_str(image.title)


__all__ = ["Differences", "differences", "status_words"]

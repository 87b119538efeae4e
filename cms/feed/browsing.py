"""A list that visitors narrow with a plain form: what was chosen, what can be chosen, where the next page is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from cms.feed import cursors, selectors
from cms.feed.lists import ListQuery, ListResult
from cms.media.audiences import Audience

PER_PAGE = 24
LONGEST_VALUE = 80


@dataclass(frozen=True)
class Choice:
    """One value to narrow with."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Narrowing:
    """One facet of the form. `chosen` is the label of what was chosen, "" if nothing was."""

    name: str
    choices: tuple[Choice, ...]
    chosen: str

    @property
    def is_useful(self) -> bool:
        """Tell whether there is anything to choose."""
        return len(self.choices) > 1 or bool(self.chosen)


@dataclass(frozen=True)
class Browsed:
    """A page of the list, ready for a template."""

    items: list[dict[str, Any]]
    total: int
    narrowings: tuple[Narrowing, ...]
    next_url: str = ""
    prev_url: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything was chosen."""
        return any(narrowing.chosen for narrowing in self.narrowings)

    @property
    def by_name(self) -> dict[str, Narrowing]:
        """The facets by name, for a template that places each itself."""
        return {narrowing.name: narrowing for narrowing in self.narrowings}


def browse(
    type_name: str, facets: Sequence[str], params: QueryDict, *, locale: str, order: str = selectors.DEFAULT_ORDER
) -> Browsed:
    """Answer the form of a list page.

    Shape: parameters that the form does not have are left out; a place that no longer exists leads to the first page,
    because a visitor with an old bookmark is better served by the list than by an error.
    """
    chosen = {name: params.get(name, "")[:LONGEST_VALUE] for name in facets}
    filters = {name: [value] for name, value in chosen.items() if value}
    query = ListQuery(type_name, locale, Audience.OWN, filters, order, PER_PAGE, params.get("after") or None)
    result = _first_or_after(query)
    counts = selectors.facet_counts(type_name, locale, Audience.OWN, query=query)
    kept = {name: value for name, value in chosen.items() if value}
    return Browsed(
        items=result.items,
        total=selectors.count_documents(query),
        narrowings=tuple(_narrowing(name, counts.get(name, []), chosen[name]) for name in facets),
        next_url=_address(kept, result.next),
        prev_url=_address(kept, result.prev),
    )


def _first_or_after(query: ListQuery) -> ListResult:
    try:
        return selectors.list_rows(query)
    except cursors.BrokenCursor:
        return selectors.list_rows(replace(query, after=None))


def _narrowing(name: str, counts: list[dict[str, Any]], chosen: str) -> Narrowing:
    choices = [Choice(row["value"], row["label"], row["count"], row["value"] == chosen) for row in counts]
    label = next((choice.label for choice in choices if choice.is_chosen), "")
    if chosen and not label:
        choices.append(Choice(chosen, chosen, 0, is_chosen=True))
        label = chosen
    return Narrowing(name, tuple(sorted(choices, key=lambda choice: choice.label.casefold())), label)


def _address(kept: dict[str, str], cursor: str | None) -> str:
    return f"?{urlencode({**kept, 'after': cursor})}" if cursor else ""

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
    # PostgreSQL refuses a NUL in a text.
    chosen = {name: params.get(name, "").replace("\x00", "")[:LONGEST_VALUE] for name in facets}
    filters = {name: [value] for name, value in chosen.items() if value}
    query = ListQuery(type_name, locale, Audience.OWN, filters, order, PER_PAGE, params.get("after") or None)
    result = _first_or_after(query)
    counts = selectors.facet_counts(type_name, locale, Audience.OWN, query=query) if facets else {}
    labels = _labels(query, counts)
    kept = {name: value for name, value in chosen.items() if value}
    return Browsed(
        items=result.items,
        total=selectors.count_documents(query),
        narrowings=tuple(_narrowing(name, counts.get(name, []), chosen[name], labels.get(name, "")) for name in facets),
        next_url=_address(kept, result.next),
        prev_url=_address(kept, result.prev),
    )


def _first_or_after(query: ListQuery) -> ListResult:
    try:
        return selectors.list_rows(query)
    except cursors.BrokenCursor:
        return selectors.list_rows(replace(query, after=None))


def _labels(query: ListQuery, counts: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    """Return the label of each chosen value, also of one that the other choices leave without a document."""
    labels: dict[str, str] = {}
    everything: dict[str, list[dict[str, Any]]] | None = None
    for name, (value, *_) in query.filters.items():
        known = {row["value"]: row["label"] for row in counts.get(name, [])}
        if value not in known:
            if everything is None:
                everything = selectors.facet_counts(query.type_name, query.locale, query.audience)
            known = {row["value"]: row["label"] for row in everything.get(name, [])}
        labels[name] = known.get(value, value)
    return labels


def _narrowing(name: str, counts: list[dict[str, Any]], chosen: str, label: str) -> Narrowing:
    choices = [Choice(row["value"], row["label"], row["count"], row["value"] == chosen) for row in counts]
    if chosen and not any(choice.is_chosen for choice in choices):
        choices.append(Choice(chosen, label, 0, is_chosen=True))
    return Narrowing(name, tuple(sorted(choices, key=lambda choice: choice.label.casefold())), label)


def _address(kept: dict[str, str], cursor: str | None) -> str:
    return f"?{urlencode({**kept, 'after': cursor})}" if cursor else ""

"""The one pure function of the read model: what an audience sees of a page, or nothing and why."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wagtail.models import Page

from cms.feed import registry
from cms.feed.context import SerialiseContext
from cms.feed.facts import Facts
from cms.feed.gates import Reason, Verdict, judge
from cms.feed.identity import document_id, open_ligatures, sort_key
from cms.feed.registry import FeedType
from cms.media.audiences import Audience

FacetRow = tuple[str, str, str]


@dataclass(frozen=True)
class Place:
    """Where a document stands: which content and page it is, its address, and its place in a whole."""

    content_id: uuid.UUID
    page_id: int
    site_id: int
    path: str
    slug: str
    parent_id: uuid.UUID | None = None
    position: str = ""


@dataclass(frozen=True)
class PublicView:
    """Everything one live row says, and the facet rows beside it.

    Shape: `columns` are FeedDocument's columns except state and change; `digest` covers what an outsider can see, so
    that a row may be completed (its next slice, its window) without a new change number.
    """

    columns: dict[str, Any]
    facets: tuple[FacetRow, ...]
    digest: str


@dataclass(frozen=True)
class Outcome:
    """A view, or the reasons why there is none; and what the answer rests on."""

    view: PublicView | None
    reasons: tuple[Reason, ...] = ()
    dependencies: frozenset[tuple[str, str]] = field(default=frozenset())


@dataclass(frozen=True)
class _Slice:
    """One serialisation at one instant."""

    shape: Any
    item: bytes
    document: bytes
    dependencies: frozenset[tuple[str, str]]
    edges: tuple[datetime, ...]
    refused: bool


def public_view(page: Page, audience: Audience, now: datetime, facts: Facts | None = None) -> PublicView | None:
    """Return what an audience sees of a page from `now` on, or None.

    Shape: pure given the rows; `facts` shares what a batch of pages rests on.
    """
    return _outcome(page, audience, now, facts or Facts.load([page]))[0].view


def outcomes(page: Page, now: datetime, facts: Facts) -> dict[Audience, Outcome]:
    """Return the outcome for every audience.

    The audiences are nested: where nothing was withheld from the narrower view, the wider ones see the same bytes, so
    most pages are serialised once.
    """
    found: dict[Audience, Outcome] = {}
    previous: tuple[Outcome, bool, Verdict] | None = None
    for audience in Audience:
        if previous is not None and previous[0].view is not None and not previous[1]:
            verdict = judge(page, audience, now, facts)
            if verdict == previous[2]:
                found[audience] = previous[0]
                continue
        previous = _outcome(page, audience, now, facts)
        found[audience] = previous[0]
    return found


def _outcome(page: Page, audience: Audience, now: datetime, facts: Facts) -> tuple[Outcome, bool, Verdict]:
    feed_type = registry.for_model(type(page))
    verdict = judge(page, audience, now, facts)
    ties = _parent_ties(page, feed_type, facts) | verdict.ties
    if feed_type is None:
        return Outcome(None, (Reason("private_type", "This kind of page never leaves the house."),)), False, verdict
    if not verdict.is_public:
        return Outcome(None, verdict.reasons, ties), True, verdict
    start = max(now, verdict.not_before) if verdict.not_before else now
    current = _serialise(page, feed_type, audience, start, facts)
    columns: dict[str, Any] = {
        "not_before": verdict.not_before,
        "not_after": verdict.not_after,
        "next_at": None,
        "next_item": b"",
        "next_document": b"",
    }
    refused = current.refused
    dependencies = set(ties) | current.dependencies
    last = current
    waiting = _edges(current, verdict, after=start)
    while waiting:
        edge = waiting.pop(0)
        later = _serialise(page, feed_type, audience, edge, facts)
        # An answer names its next edge only: what lies beyond is known once that edge has been looked at.
        waiting = sorted({*waiting, *_edges(later, verdict, after=edge)})
        refused |= later.refused
        dependencies |= later.dependencies
        if (later.item, later.document) == (last.item, last.document):
            continue
        if columns["next_at"] is None:
            columns |= {"next_at": edge, "next_item": later.item, "next_document": later.document}
            last = later
        else:
            # A row holds two slices. Were every scheduler stopped until a third is due, showing nothing is safe.
            columns["not_after"] = edge
            break
    view = _view(page, feed_type, current, columns, facts)
    return Outcome(view, (), frozenset(dependencies)), refused, verdict


def _edges(seen: _Slice, verdict: Verdict, *, after: datetime) -> list[datetime]:
    edges = {edge for edge in (*seen.edges, *verdict.edges) if edge > after}
    return sorted(edge for edge in edges if verdict.not_after is None or edge < verdict.not_after)


def _serialise(page: Page, feed_type: FeedType, audience: Audience, moment: datetime, facts: Facts) -> _Slice:
    context = SerialiseContext(page, feed_type, audience, moment, facts)
    shape = feed_type.serialise(page, context)
    if type(shape) is not feed_type.document:
        raise TypeError(f"{feed_type.name}: serialise must return {feed_type.document.__name__}, not {type(shape)}.")
    item, document = bytes_of(feed_type, shape)
    return _Slice(
        shape=shape,
        item=item,
        document=document,
        dependencies=frozenset(context.dependencies),
        edges=tuple(sorted(context.edges)),
        refused=context.refused,
    )


def _view(page: Page, feed_type: FeedType, current: _Slice, columns: dict[str, Any], facts: Facts) -> PublicView:
    address = facts.address(page)
    assert address is not None  # noqa: S101 (judge() refuses a page without an address)
    parent = facts.parent(page) if feed_type.parent else None
    place = Place(
        content_id=page.translation_key,
        page_id=page.pk,
        site_id=address.site_id,
        path=address.path,
        slug=page.slug,
        parent_id=document_id(parent.translation_key, facts.locales[parent.locale_id]) if parent else None,
        position=page.path if parent else "",
    )
    return view_of(feed_type, current.shape, place, columns)


def bytes_of(feed_type: FeedType, shape: Any) -> tuple[bytes, bytes]:
    """Return the canonical JSON of a document: as a list shows it, and whole."""
    item = shape.model_dump_json(include=set(feed_type.item.model_fields)).encode()
    return item, shape.model_dump_json().encode()


def view_of(feed_type: FeedType, shape: Any, place: Place, window: dict[str, Any]) -> PublicView:
    """Return what a row says of a document at its place.

    Shape: `window` holds the columns of time: not_before, not_after, and the row's next slice.
    """
    item, document = bytes_of(feed_type, shape)
    facets = sorted(
        {(facet.name, found.value, found.label) for facet in feed_type.facets for found in facet.values(shape)}
    )
    columns = {
        **window,
        **vars(place),
        "document_id": document_id(place.content_id, shape.locale),
        "locale": shape.locale,
        "type": feed_type.name,
        "title": shape.title[:255],
        "sort_title": sort_key(shape.title),
        "search_text": open_ligatures(f"{shape.summary}\n{feed_type.search_text(shape)}"),
        "published_at": shape.published_at,
        "updated_at": shape.updated_at,
        "item": item,
        "document": document,
    }
    seen = (item, document, facets, place.path, place.parent_id, place.position)
    return PublicView(columns, tuple(facets), hashlib.sha256(repr(seen).encode()).hexdigest())


def _parent_ties(page: Page, feed_type: FeedType | None, facts: Facts) -> frozenset[tuple[str, str]]:
    """Return the dependency of a part on its whole, kept even while the part is refused."""
    if feed_type is None or not feed_type.parent:
        return frozenset()
    parent = facts.parent(page)
    return frozenset({("page", str(parent.pk))} if parent else ())

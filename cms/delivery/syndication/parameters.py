"""The parameters of the feeds: those of REST's lists, without what only shapes an answer in JSON."""

from __future__ import annotations

from functools import lru_cache

from cms.delivery.parameters import Parameter, ParameterSet
from cms.delivery.vocabulary import LOCALE, list_parameters, one_of
from cms.feed.registry import FeedType, all_types

# A feed is whole documents: nothing is left out of them, and it counts nothing.
_NOT_HERE = frozenset({"fields", "include"})


@lru_cache(maxsize=64)
def feed_parameters(feed_type: FeedType) -> ParameterSet:
    """Return the parameters of the feed of one type."""
    return ParameterSet(tuple(p for p in list_parameters(feed_type).parameters if p.name not in _NOT_HERE))


@lru_cache(maxsize=1)
def whole_parameters() -> ParameterSet:
    """Return the parameters of the feed of everything: what all types share, and which types."""
    listed = [feed_type for feed_type in all_types() if feed_type.is_listed]
    names = [feed_type.name for feed_type in listed]
    kind = Parameter(
        "type",
        "Only documents of this type. Repeat it for alternatives.",
        {"type": "string", "enum": names},
        one_of("type", names),
        example=names[0],
        is_repeatable=True,
    )
    facets = {facet.name for feed_type in listed for facet in feed_type.facets}
    shared = (p for p in list_parameters(listed[0]).parameters if p.name not in _NOT_HERE | facets)
    return ParameterSet((*shared, kind))


LOCALE_ONLY = ParameterSet((LOCALE,))

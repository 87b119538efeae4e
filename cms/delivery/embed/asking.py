"""The parameters of the frames: those of REST's lists that concern what is shown, and the looks."""

from __future__ import annotations

from cms.delivery.parameters import Parameter, ParameterSet
from cms.delivery.vocabulary import LIMIT, LOCALE, ORDER, QUESTION, facet_parameter, one_of, read_limit
from cms.feed.registry import FeedType

THEMES = ("auto", "light", "dark")
# What fits a page of somebody else's: two rows of three.
DEFAULT_LIMIT = 6
THEME = Parameter(
    "theme",
    "Colours of the frame; `auto` follows the visitor's system.",
    {"type": "string", "enum": list(THEMES), "default": THEMES[0]},
    one_of("theme", THEMES),
    example="light",
)
_LIMIT = Parameter(
    "limit", "How many cards at most.", {**LIMIT.schema, "default": DEFAULT_LIMIT}, read_limit, example=DEFAULT_LIMIT
)


def frame_list_parameters(feed_type: FeedType) -> ParameterSet:
    """Return the parameters of the frame that shows a list."""
    facets = (facet_parameter(facet) for facet in feed_type.facets)
    return ParameterSet((LOCALE, _LIMIT, ORDER, QUESTION, THEME, *facets))


def frame_card_parameters() -> ParameterSet:
    """Return the parameters of the frame that shows one document."""
    return ParameterSet((LOCALE, THEME))

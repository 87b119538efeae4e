"""What a partner copies into its pages, in each form: element, frame, plain links, bare addresses.

Pure functions from a choice and the documents it finds. Everything is escaped here: the texts come from the feed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext

from cms.feed.registry import FeedType
from cms.media.licences import LICENCE_CHOICES, LICENCE_URLS
from cms.partnerships.kinds import kind_label

KEY_TO_PASTE = "fvm_pk_…"
# Heights in rem of a row of cards, of the imprint under them, as card.css makes them at its widest.
ROW_REM, IMPRINT_REM, COLUMNS = 43, 5, 3
# Room until the script is there, which then keeps it itself. What follows has only to stay below the fold: a window's
# height is enough. It is an animation, so that the room is given back where no script ever comes.
RULE = """@media (scripting: enabled) {{ {name}:not(:defined) {{ display: block; animation: {name} 9s; }} }}
@keyframes {name} {{ 0%, 99% {{ min-block-size: min(100vh, {height}rem); }} }}"""


@dataclass(frozen=True)
class Choice:
    """What is to be shown, and how.

    Shape: `document` is one list item to be shown alone, None for a list; `site` is the absolute address of our site
    with its last slash; `filters` maps facets to values; an empty `theme` follows the page around; `found` is how many
    documents there are today, up to any number above `limit`.
    """

    feed_type: FeedType
    site: str
    locale: str
    limit: int
    order: str = ""
    theme: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    document: Mapping[str, Any] | None = None
    has_key: bool = False
    found: int = 0

    @property
    def shown(self) -> int:
        """How many cards there are to be today; one where there is none, for what is said instead."""
        return 1 if self.document else max(1, min(self.limit, self.found))

    @property
    def tag(self) -> str:
        """The name of the custom element."""
        return "fabrique-card" if self.document else "fabrique-feed"


def element(choice: Choice, items: Sequence[Mapping[str, Any]]) -> str:
    """Return the custom element with its script."""
    pairs: list[tuple[str, str]] = [("type", choice.feed_type.plural)]
    if choice.document:
        pairs.append(("slug", choice.document["slug"]))
    else:
        pairs += [(name, ",".join(values)) for name, values in choice.filters.items()]
        pairs += [("limit", str(choice.limit)), ("order", choice.order)]
        # As v1.js does by itself: one row where a filter leaves the number open, else as many as may come.
        kept = 1 if choice.filters else choice.limit
        pairs += [("reserve", str(choice.shown))] if choice.shown != kept else []
    pairs += [("locale", choice.locale), ("theme", choice.theme), ("key", KEY_TO_PASTE if choice.has_key else "")]
    shown = " ".join(f'{name}="{escape(value)}"' for name, value in pairs if value)
    return (
        f"<style>{room_style(choice)}</style>\n"
        f'<script type="module" src="{escape(choice.site)}embed/v1.js"></script>\n'
        f"<{choice.tag} {shown}>\n  {_link(choice, items)}\n</{choice.tag}>"
    )


def frame(choice: Choice, *, resizes: bool = True) -> str:
    """Return the frame; with the script that gives it its height, or of a fixed height."""
    height = 16 * _height_rem(choice)
    # A key is only accepted in a frame where the browser says whose page holds it.
    policy = ' referrerpolicy="strict-origin-when-cross-origin"' if choice.has_key else ""
    text = (
        f'<iframe src="{escape(frame_address(choice))}" title="{escape(title_of(choice))}" width="100%" '
        f'height="{height}" frameborder="0" loading="lazy"{policy}></iframe>'
    )
    script = f'\n<script async src="{escape(choice.site)}embed/resize.js"></script>'
    return text + script if resizes else text


def frame_address(choice: Choice) -> str:
    """Return the address of the frame."""
    pairs: list[tuple[str, str]] = [("locale", choice.locale)]
    path = f"embed/{choice.feed_type.plural}"
    if choice.document:
        path += f"/{quote(choice.document['slug'])}"
    else:
        pairs += [(name, value) for name, values in choice.filters.items() for value in values]
        pairs += [("limit", str(choice.limit)), ("order", choice.order)]
    query = urlencode([pair for pair in (*pairs, ("theme", choice.theme)) if pair[1]])
    # As it is to be read and replaced, not percent-encoded.
    key = f"&key={KEY_TO_PASTE}" if choice.has_key else ""
    return f"{choice.site}{path}?{query}{key}"


def links(choice: Choice, items: Sequence[Mapping[str, Any]]) -> str:
    """Return a plain list of links with whom to name and under which licence: it changes no more once it is pasted."""
    lines = [f'  <li><a href="{escape(item["url"])}">{escape(_name(item))}</a>{_after(item)}</li>' for item in items]
    names = dict(LICENCE_CHOICES)
    with translation.override(choice.locale):
        named = dict.fromkeys((item["attribution"], item["licence"]) for item in items)
        imprint = [_imprint(name, code, str(names.get(code, code))) for name, code in named]
    return "\n".join([f'<ul lang="{escape(choice.locale)}">', *lines, "</ul>", *imprint])


def addresses(items: Sequence[Mapping[str, Any]]) -> str:
    """Return the address of each document on a line of its own: what WordPress and others make a card of."""
    return "\n\n".join(item["url"] for item in items)


def reserve(choice: Choice) -> str:
    """Return the rule that keeps room for the cards before the script is there."""
    return RULE.format(name=choice.tag, height=_height_rem(choice))


def room_style(choice: Choice) -> str:
    """Return the content of the style element of the snippet."""
    return f"\n{reserve(choice)}\n"


def title_of(choice: Choice) -> str:
    """Return what the snippet shows, in its own language."""
    if choice.document:
        return _name(choice.document)
    with translation.override(choice.locale):
        return kind_label(choice.feed_type.name)


def _link(choice: Choice, items: Sequence[Mapping[str, Any]]) -> str:
    """Return the link that stays where no script runs: to the document, or to the page above the first one."""
    above = urljoin(items[0]["url"], "..") if items else choice.site
    address = choice.document["url"] if choice.document else above
    return f'<a href="{escape(address)}">{escape(title_of(choice))}</a>'


def _name(item: Mapping[str, Any]) -> str:
    company = item.get("company")
    return str((company and company.get("name")) or item["title"])


def _after(item: Mapping[str, Any]) -> str:
    place = item.get("commune")
    return f", {escape(place['name'])}" if place else ""


def _imprint(name: str, code: str, licence: str) -> str:
    """Return whom to name, and the licence; call it in the language of the snippet."""
    address = LICENCE_URLS.get(code)
    shown = f'<a href="{escape(address)}" rel="license">{escape(licence)}</a>' if address else escape(licence)
    return f"<p>{escape(gettext('Source: %(name)s') % {'name': name})}, {shown}</p>"


def _height_rem(choice: Choice) -> int:
    return ceil(choice.shown / COLUMNS) * ROW_REM + IMPRINT_REM

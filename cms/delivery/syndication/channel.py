"""A feed before it is written in one of its formats: entries made of stored documents, and what stands around them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cms.delivery.story_blocks import licence_name
from cms.delivery.story_html import document_html
from cms.feed.registry import FeedType
from cms.feed.selectors import Row
from cms.feed.tombstones import Tombstone
from cms.media.licences import LICENCE_URLS

# RFC 4287 asks every feed for a date, also one in which nothing ever stood.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One document as every format needs it. Shape: `urn` is its id; `html` is sanitised; `data` is the document."""

    urn: str
    data: Mapping[str, Any]
    html: str
    published_at: datetime
    updated_at: datetime
    author: str
    rights: str
    licence_url: str

    @property
    def image(self) -> Mapping[str, Any] | None:
        """The lead picture, or None where this audience has no right to it."""
        return self.data["image"] or None

    @property
    def image_type(self) -> str:
        """Media type of the picture at `image["url"]`: the contract says that it is a JPEG."""
        return "image/jpeg"


@dataclass(frozen=True)
class Channel:
    """One page of a feed.

    Shape: `about_url` is where the data is explained; `links` maps `self`, `first`, `next`, `prev` and `hub` to
    addresses, those that there are; `is_complete` says that the page holds every entry there is; `tombstones` are of
    the first page alone.
    """

    title: str
    description: str
    locale: str
    home_url: str
    about_url: str
    feed_id: str
    links: Mapping[str, str]
    entries: Sequence[Entry]
    tombstones: Sequence[Tombstone] = field(default=())
    is_complete: bool = False

    @property
    def updated_at(self) -> datetime:
        """When the newest of what is shown here changed or went."""
        moments = [*(entry.updated_at for entry in self.entries), *(stone.at for stone in self.tombstones)]
        return max(moments, default=NEVER)

    @property
    def rights(self) -> str:
        """The terms that all entries share, or nothing."""
        shared = {entry.rights for entry in self.entries}
        return shared.pop() if len(shared) == 1 else ""


def urn_of(document_id: object) -> str:
    """Return the name of a document that no move of its page changes (RFC 9562, section 4)."""
    return f"urn:uuid:{document_id}"


# Beyond this a document is made anew each time: the memory of a process stays bounded.
LONGEST_KEPT_BYTES = 50_000


def _entry(body: bytes) -> Entry:
    return _kept(body) if len(body) <= LONGEST_KEPT_BYTES else _made(body)


# Turning a long story into HTML costs more than reading it. The bytes decide all of it: a change is another key.
@lru_cache(maxsize=512)
def _kept(body: bytes) -> Entry:
    return _made(body)


def _made(body: bytes) -> Entry:
    data = json.loads(body)
    licence = data["licence"]
    with translation.override(data["locale"]):
        rights = " · ".join(filter(None, (data["attribution"], licence_name(licence))))
    author = data.get("author") or data.get("authors")
    return Entry(
        urn=urn_of(data["id"]),
        data=data,
        html=document_html(data),
        published_at=datetime.fromisoformat(data["published_at"]),
        updated_at=datetime.fromisoformat(data["updated_at"]),
        author=author if isinstance(author, str) else "",
        rights=rights,
        licence_url=LICENCE_URLS.get(licence, ""),
    )


def entries_of(rows: Sequence[Row]) -> tuple[Entry, ...]:
    """Return the entries of whole documents, in their order."""
    return tuple(_entry(row.body) for row in rows)


def titles_for(
    feed_type: FeedType | None, filters: Mapping[str, Sequence[str]], entries: Sequence[Entry], locale: str
) -> tuple[str, str]:
    """Return the title of a feed and its description, in its language."""
    site = settings.WAGTAIL_SITE_NAME
    with translation.override(locale):
        title = f"{site} – {feed_type.model._meta.verbose_name_plural}" if feed_type else site
        description = _("Everything that %(site)s publishes, whole, with its pictures and their credits.") % {
            "site": site
        }
    chosen = [label for name, values in filters.items() for label in _labels(feed_type, name, values, entries)]
    return (f"{title} ({', '.join(chosen)})" if chosen else title), description


def _labels(feed_type: FeedType | None, name: str, values: Sequence[str], entries: Sequence[Entry]) -> Sequence[str]:
    """Return what the values of a facet are called, read from what is shown: other names are not ours to tell."""
    facet = next((facet for facet in feed_type.facets if facet.name == name), None) if feed_type else None
    known: dict[str, str] = {}
    for entry in entries:
        if feed_type is None or facet is None or known.keys() >= set(values):
            break
        document = feed_type.document.model_validate(entry.data)
        known |= {found.value: found.label for found in facet.values(document)}
    return [known.get(value, value) for value in values]

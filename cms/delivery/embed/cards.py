"""From a list item of the public contract to a card: what the plate says, whatever the type of the document.

Every type has a card, made from the fields that all documents share. A type with more to show registers a presenter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from cms.delivery.embed.labels import labels_for, licence_names
from cms.media.licences import LICENCE_URLS

Item = Mapping[str, Any]
DAY = "j F Y"


@dataclass(frozen=True)
class Photo:
    """A picture as the template shows it.

    Shape: `sources` are (media type, srcset) pairs, the last one being that of the img element. Units: `focus` in per
    cent of width and height; sizes in pixels.
    """

    url: str
    width: int
    height: int
    alt: str
    credit: str
    licence: str
    licence_url: str
    placeholder: str
    focus: tuple[int, int]
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Card:
    """What one card shows; empty texts are left out."""

    name: str
    url: str
    kind: str = "plain"
    mark: str = ""
    number: str = ""
    shelf: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    words: str = ""
    photo: Photo | None = None
    is_demonstration: bool = False


Presenter = Callable[[Card, Item, str], Card]
_presenters: dict[str, Presenter] = {}


def presenter(type_name: str) -> Callable[[Presenter], Presenter]:
    """Decorate a function that completes the card of a type: given the plain card, the item and its language."""

    def remember(function: Presenter) -> Presenter:
        _presenters[type_name] = function
        return function

    return remember


def present(item: Item) -> Card:
    """Return the card of a list item."""
    locale = item["locale"]
    plain = Card(
        name=item["title"],
        url=web_address(item["url"]),
        words=item["summary"],
        mark=day(item["published_at"]),
        photo=_photo(item["image"], locale) if item["image"] else None,
        is_demonstration=bool(item.get("is_demonstration")),
    )
    complete = _presenters.get(item["type"])
    return complete(plain, item, locale) if complete else plain


def day(text: str) -> str:
    """Return a day as people write it, from a date or an instant of a document."""
    instant = parse_datetime(text) if "T" in text else None
    found = timezone.localtime(instant) if isinstance(instant, datetime) else parse_date(text[:10])
    return date_format(found, DAY) if found else ""


def web_address(text: str) -> str:
    """Return an address that a link may lead to, or nothing: data never becomes script."""
    return text if urlsplit(text).scheme in ("http", "https") else ""


@presenter("ambassador")
def ambassador(card: Card, item: Item, locale: str) -> Card:
    """Complete the plate of an ambassador."""
    labels = labels_for(locale)
    number, cohort, leader = item.get("number"), item.get("cohort"), item.get("leader")
    place, sector, made = item.get("commune"), item.get("sector"), item.get("made_here")
    facts = [(labels["place"], place["name"])] if place else []
    if made:
        facts.append((labels["makes"], made))
    elif sector:
        facts.append((labels["trade"], sector["name"]))
    quote = item.get("quote")
    return replace(
        card,
        kind="maker",
        name=item["company"]["name"] or card.name,
        mark="",
        number=f"{number:02d}" if number is not None else "",
        shelf=cohort["name"] if cohort else "",
        facts=tuple(facts),
        lead=", ".join(filter(None, (leader["name"], leader["role"]))) if leader else "",
        words=labels["quote"].replace("{words}", quote) if quote else card.words,
    )


@presenter("article")
def article(card: Card, item: Item, locale: str) -> Card:
    """Add the day printed on an article, and its shelf."""
    category = item.get("category")
    return replace(card, mark=day(item["date"]), shelf=category["name"] if category else "", lead=item["author"])


@presenter("whitepaper")
def white_paper(card: Card, item: Item, locale: str) -> Card:
    """Add the edition of a white paper, its day and its authors."""
    return replace(card, mark=day(item["edition_date"]), shelf=item["version"], lead=item["authors"])


@presenter("chapter")
def chapter(card: Card, item: Item, locale: str) -> Card:
    """Stamp the number of a chapter."""
    number = item.get("number")
    return card if number is None else replace(card, mark="", number=f"{number:02d}")


def _photo(image: Item, locale: str) -> Photo:
    point, licence = image["focal_point"], str(image["licence"])
    return Photo(
        url=image["url"],
        width=image["width"],
        height=image["height"],
        alt=image["alt"],
        credit=image["credit"],
        licence=licence_names(locale).get(licence, licence),
        licence_url=LICENCE_URLS.get(licence, ""),
        placeholder=image["placeholder"],
        focus=(round(point["x"] * 100), round(point["y"] * 100)),
        sources=tuple(
            (kind, ", ".join(f"{one['url']} {one['width']}w" for one in group))
            for kind, group in groupby(image["srcset"], key=lambda one: one["type"])
        ),
    )

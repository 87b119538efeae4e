"""Makes pages from texts. Nothing is saved here but keywords, so that a text and its translation go the same way."""

from __future__ import annotations

import json
import re
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.timezone import get_current_timezone

from ambassadors.models import AmbassadorCommitment, AmbassadorIndexPage, AmbassadorPage
from cms.demo.content import Entry
from cms.demo.shelf import Shelf
from cms.demo.stories import paragraphs
from cms.media.audiences import Audience
from cms.pages.reference import commune
from home.models import HomePage
from news.models import ArticlePage, NewsIndexPage
from whitepaper.models import ChapterPage, WhitePaperIndexPage, WhitePaperPage

INDEXES: dict[str, type[Any]] = {
    "ambassadors": AmbassadorIndexPage,
    "news": NewsIndexPage,
    "whitepapers": WhitePaperIndexPage,
}

FIRST_PORTRAIT, BETWEEN_PORTRAITS = date(2026, 9, 14), timedelta(days=3)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=get_current_timezone())


def _base(entry: Entry, shelf: Shelf) -> dict[str, Any]:
    head = entry.head
    return {
        "title": head["title"],
        # Chapters' files are numbered so that they stand in order.
        "slug": head.get("slug") or re.sub(r"^\d+-", "", entry.name),
        "summary": head["summary"],
        "image": shelf.pictures[head["drawing"]],
        "image_alt": head["alt"],
        "audience": head.get("audience", Audience.OPEN.value),
        "translation_key": entry.key,
        "owner": shelf.writer,
    }


def home_texts(entry: Entry, shelf: Shelf) -> dict[str, Any]:
    """Return the fields of the first page that hold words or a picture."""
    head = entry.head
    base = {
        name: value for name, value in _base(entry, shelf).items() if name not in {"translation_key", "owner", "slug"}
    }
    if "slug" in head:
        base["slug"] = head["slug"]
    return {
        **base,
        "hero_title": head["hero_title"],
        "hero_text": head["hero_text"],
        "key_figures": json.dumps(entry.blocks),
        "call_title": head["call_title"],
        "call_text": paragraphs([head["call_text"]]),
        "call_label": head["call_label"],
    }


def home_page(entry: Entry, shelf: Shelf) -> HomePage:
    """Return a first page with the words of a text."""
    return HomePage(**home_texts(entry, shelf))


def index_page(entry: Entry, shelf: Shelf) -> Any:
    """Return the page that lists a kind; the file's name says which."""
    return INDEXES[entry.name](
        **_base(entry, shelf), introduction=paragraphs([entry.head["introduction"]]), show_in_menus=True
    )


def ambassador_page(entry: Entry, shelf: Shelf) -> AmbassadorPage:
    """Return a portrait, published a few days after the one before; its company is invented, and marked so."""
    head = entry.head
    place = commune(head["commune"])
    page = AmbassadorPage(
        **_base(entry, shelf),
        is_demonstration=True,
        first_published_at=_morning(FIRST_PORTRAIT + head.get("number", 0) * BETWEEN_PORTRAITS),
        company_name=head["title"],
        siren=head["siren"],
        naf_division=head["naf"],
        commune=head["commune"],
        latitude=Decimal(str(place.latitude)) if place else None,
        longitude=Decimal(str(place.longitude)) if place else None,
        workforce=head["workforce"],
        founded_year=head["founded"],
        leader_name=head["leader"],
        leader_role=head["role"],
        chamber=head["chamber"],
        cohort=shelf.cohorts[head["cohort"]],
        number=head.get("number"),
        made_here=head["made"],
        quote=head["quote"],
        story=json.dumps(entry.blocks),
    )
    page.commitments = [
        AmbassadorCommitment(
            sort_order=position, kind=kind, evidence=evidence, translation_key=uuid.uuid5(entry.key, kind)
        )
        for position, (kind, evidence) in enumerate(head["commitments"].items())
    ]
    page.tags.add(*head["tags"])
    return page


def article_page(entry: Entry, shelf: Shelf) -> ArticlePage:
    """Return an article."""
    head = entry.head
    page = ArticlePage(
        **_base(entry, shelf),
        date=head["date"],
        # Lists follow the publication: all were loaded in one minute, and would stand in any order.
        first_published_at=_morning(head["date"]),
        category=shelf.categories[slugify(head["category"])],
        author_line="La rédaction",
        body=json.dumps(entry.blocks),
    )
    page.tags.add(*head["tags"])
    return page


def edition_page(entry: Entry, shelf: Shelf) -> WhitePaperPage:
    """Return the edition of the white paper, without its chapters."""
    head = entry.head
    return WhitePaperPage(
        **_base(entry, shelf),
        version_label=head["version"],
        edition_date=head["date"],
        citation_id=head["citation"],
        authors=head["authors"],
        foreword=json.dumps(entry.blocks),
    )


def chapter_page(entry: Entry, shelf: Shelf) -> ChapterPage:
    """Return a chapter; its number is that of its file."""
    return ChapterPage(**_base(entry, shelf), number=int(entry.name.partition("-")[0]), body=json.dumps(entry.blocks))

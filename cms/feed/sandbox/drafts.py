"""What an invented document is made from: its type, its case, its language, its place; and what a content app adds."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cms.feed.identity import document_id
from cms.feed.registry import FeedType
from cms.feed.sandbox import examples
from cms.feed.sandbox.pictures import DRAWINGS, picture
from cms.feed.view import Place
from cms.media.shapes import ImageShape

# Every id below it is the same on every installation.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:fabrique:sandbox")
SITE_PATH = "/sandbox/site/"
NO_PAGE = 0
FIRST_PUBLISHED = datetime(2026, 1, 15, 9, tzinfo=UTC)
LICENCE = "etalab-2.0"
Detail = Callable[["Draft"], dict[str, Any]]
_details: dict[str, Detail] = {}


def add_details(type_name: str, detail: Detail) -> None:
    """Let a content app say what the invented documents of its type hold, beside what their shape's examples say."""
    _details[type_name] = detail


@dataclass(frozen=True)
class Draft:
    """One invented document before it is written.

    Shape: `number` counts the drafts of a type, from 0, so that they can differ; `parent` is the draft it is a part of;
    `part_ids` are the public ids of its own parts; `languages` are those its case exists in.
    """

    feed_type: FeedType
    case: str
    locale: str
    root: str
    site_id: int
    number: int = 0
    title: str = ""
    summary: str = ""
    languages: tuple[str, ...] = ()
    parent: Draft | None = None
    part_ids: tuple[str, ...] = ()
    slug: str = ""

    @cached_property
    def content_id(self) -> uuid.UUID:
        """Id that the translations share."""
        return uuid.uuid5(NAMESPACE, f"{self.feed_type.name}/{self.case}")

    @property
    def document_id(self) -> uuid.UUID:
        """Public id."""
        return document_id(self.content_id, self.locale)

    @property
    def is_in_french(self) -> bool:
        """The language of the site."""
        return self.locale == settings.LANGUAGE_CODE

    @cached_property
    def path(self) -> str:
        """Path of its page on the invented site."""
        above = self.parent.path if self.parent else SITE_PATH + ("" if self.is_in_french else f"{self.locale}/")
        return f"{above}{'' if self.parent else self.feed_type.plural + '/'}{self.slug or self.case}/"

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(
            content_id=self.content_id,
            page_id=NO_PAGE,
            site_id=self.site_id,
            path=self.path,
            slug=self.slug or self.case,
            parent_id=self.parent.document_id if self.parent else None,
            position=f"{self.number:04d}" if self.parent else "",
        )

    def under(self, slug: str) -> Draft:
        """Return the same document at another address."""
        return replace(self, slug=slug)

    def picture(self, name: str = "", *, has_srcset: bool = True) -> dict[str, Any]:
        """Return one of the drawings: the one that is this draft's turn, or the one that is named."""
        return picture(name or list(DRAWINGS)[self.number % len(DRAWINGS)], self.root, has_srcset=has_srcset)

    def story(self, repeat: int = 1, *, whole: bool = False) -> dict[str, Any]:
        """Return every field that holds blocks, filled: with three kinds of block, or with every kind there is."""
        found: dict[str, Any] = {}
        for name, shapes in examples.stories_of(self.feed_type.document).items():
            chosen = (shapes if whole else shapes[:3]) * repeat
            found[name] = examples.blocks(chosen, within=self.document_id, given=self._given)
        return found

    def translations(self, status: str = "current") -> list[dict[str, str]]:
        """Return the links to the other languages."""
        others = [locale for locale in self.languages if locale != self.locale]
        return [
            {"locale": locale, "url": self.root + self._in(locale).path, "status": status} for locale in sorted(others)
        ]

    def document(self, changes: dict[str, Any]) -> Any:
        """Return the document: the examples of its shape, what its app says of it, what its case changes.

        Errors: pydantic.ValidationError if they do not make a document of the published shape.
        """
        shape = self.feed_type.document
        detail = _details.get(self.feed_type.name, lambda draft: {})(self)
        known = {"is_demonstration": True} if "is_demonstration" in shape.model_fields else {}
        values = {**examples.example_of(shape, self._given), **self.story(), **self._base(), **detail, **known}
        return shape.model_validate({**values, **changes})

    def _base(self) -> dict[str, Any]:
        published_at = FIRST_PUBLISHED + timedelta(hours=self.number)
        return {
            "id": str(self.document_id),
            "content_id": str(self.content_id),
            "type": self.feed_type.name,
            "locale": self.locale,
            "slug": self.slug or self.case,
            "url": self.root + self.path,
            "title": self.title,
            "summary": self.summary,
            "published_at": published_at,
            "updated_at": published_at,
            "image": self.picture(),
            "tags": [{"slug": "bac-a-sable", "name": _("sandbox")}],
            "licence": LICENCE,
            "attribution": _("Invented for tests, sandbox of %(site)s") % {"site": settings.WAGTAIL_SITE_NAME},
            "translations": self.translations(),
        }

    def _in(self, locale: str) -> Draft:
        parent = self.parent._in(locale) if self.parent else None
        return replace(self, locale=locale, parent=parent)

    @property
    def _given(self) -> examples.Given:
        return {ImageShape: self.picture()}

"""The concrete context a serialiser speaks to: answers from fresh facts, and notes all that the document rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from cms.blocks.story import serialise_stream
from cms.feed import registry
from cms.feed.facts import Address, Facts
from cms.feed.gates import judge
from cms.feed.identity import document_id, whole_second
from cms.feed.rich_text import public_html
from cms.feed.shapes import Tag, TranslationLink
from cms.feed.translations import status_of
from cms.media.audiences import Audience
from cms.media.presets import image_shape
from cms.media.rights import rights_of
from cms.media.shapes import ImageShape
from cms.pages.typography import french, french_html


def snippet_kind(model: type) -> str:
    """Return the dependency kind of a snippet class, for instance "snippet:ambassadors.cohort"."""
    return f"snippet:{model._meta.label_lower}"  # type: ignore[attr-defined]


class SerialiseContext:
    """Implements cms.blocks.context.PublicContext for one page, one audience and one instant.

    Shape: after serialising, `dependencies` holds (kind, key) pairs, `edges` the later instants at which an answer may
    change, and `refused` tells whether any answer was withheld from this audience.
    """

    def __init__(self, page: Page, feed_type: registry.FeedType, audience: Audience, now: datetime, facts: Facts):
        self.page = page
        self.feed_type = feed_type
        self.audience = audience
        self.now = now
        self.facts = facts
        self.locale = facts.locales[page.locale_id]
        address = facts.address(page)
        if address is None:
            raise ValueError(f"Page {page.pk} has no address: judge() must refuse it before it is serialised.")
        self.address: Address = address
        self.dependencies: set[tuple[str, str]] = set()
        self.edges: set[datetime] = set()
        self.refused = False

    def image(self, image: Any, *, alt: str | None = None) -> ImageShape | None:
        """See PublicContext.image. Accepts an image or its primary key."""
        image_id = getattr(image, "pk", image)
        if image_id is None:
            return None
        self.dependencies.add(("image", str(image_id)))
        fresh = self.facts.image(image_id)
        if fresh is None:
            return None
        rights = self.facts.rights[image_id]
        answer = rights_of(fresh, audience=self.audience, now=self.now, facts=rights)
        if answer.changes_at is not None:
            self.edges.add(answer.changes_at)
        if not answer.allowed:
            self.refused = True
            return None
        return image_shape(
            fresh,
            base_url=self.address.root_url,
            alt=None if alt is None else self.text(alt),
            audience=self.audience,
            now=self.now,
            facts=rights,
        )

    def rich_text(self, source: str) -> str:
        """See PublicContext.rich_text."""
        html = public_html(str(source), resolve=self._resolve)
        return french_html(html) if self.locale == "fr" else html

    def _resolve(self, linktype: str, key: str) -> str | None:
        if not key.isdigit():
            return None
        if linktype == "page":
            return self.page_url(int(key))
        if linktype == "document":
            found = self.file(int(key))
            return found["url"] if found else None
        return None

    def text(self, value: str) -> str:
        """See PublicContext.text."""
        return french(value) if self.locale == "fr" else value

    def _target(self, page_id: int | None) -> Page | None:
        """Return the page that a reference leads to, in this document's language if it is public there."""
        if page_id is None:
            return None
        named = self.facts.page(page_id)
        self.dependencies.add(("page", str(page_id)))
        if named is None:
            return None
        if named.locale_id != self.page.locale_id:
            for relative in self.facts.relatives(named):
                if relative.locale_id == self.page.locale_id and self._may_show(relative):
                    return relative
        return named if self._may_show(named) else None

    def _may_show(self, target: Page) -> bool:
        self.dependencies.add(("page", str(target.pk)))
        verdict = judge(target, self.audience, self.now, self.facts)
        self.edges.update(verdict.edges)
        if verdict.is_public_at(self.now) and registry.for_model(target.specific_class) is not None:
            return True
        self.refused = True
        return False

    def page_url(self, page_id: int) -> str | None:
        """See PublicContext.page_url."""
        target = self._target(page_id)
        address = self.facts.address(target) if target else None
        return address.url if address else None

    def document_id(self, page_id: int) -> str | None:
        """See PublicContext.document_id."""
        target = self._target(page_id)
        return str(document_id(target.translation_key, self.facts.locales[target.locale_id])) if target else None

    def file(self, document: Any) -> dict[str, Any] | None:
        """See PublicContext.file. Accepts a document or its primary key."""
        file_id = getattr(document, "pk", document)
        if file_id is None:
            return None
        self.dependencies.add(("file", str(file_id)))
        fresh = self.facts.file(file_id)
        if fresh is None:
            return None
        return {
            "url": self.address.root_url + fresh.url,
            "title": self.text(fresh.title),
            "size_bytes": fresh.file_size or 0,
            "type": fresh.content_type,
        }

    def depends_on(self, obj: Any) -> None:
        """See PublicContext.depends_on.

        Errors: ImproperlyConfigured for a model whose changes nobody watches.
        """
        if type(obj) not in get_snippet_models():
            raise ImproperlyConfigured(f"{type(obj).__name__} is no snippet: its changes would not reach the feed.")
        self.dependencies.add((snippet_kind(type(obj)), str(obj.pk)))

    def stream(self, value: Any) -> list[Any]:
        """See PublicContext.stream."""
        return serialise_stream(value, self)

    def base(self, page: Page, *, tags: Iterable[Any] = ()) -> dict[str, Any]:
        """Return the fields that every document shares, for the keyword arguments of its shape."""
        identity = self.facts.identity(self.address.site_id)
        published_at = page.first_published_at or page.last_published_at
        updated_at = page.last_published_at or page.first_published_at
        kept_tags = sorted(tags, key=lambda tag: tag.slug)
        self.dependencies.update(("tag", str(tag.pk)) for tag in kept_tags)
        return {
            "id": str(document_id(page.translation_key, self.locale)),
            "content_id": str(page.translation_key),
            "type": self.feed_type.name,
            "locale": self.locale,
            "slug": page.slug,
            "url": self.address.url,
            "title": self.text(page.title),
            "summary": self.text(getattr(page, "summary", "")),
            "published_at": whole_second(published_at),
            "updated_at": whole_second(updated_at),
            "image": self.image(getattr(page, "image_id", None), alt=getattr(page, "image_alt", "") or None),
            "tags": tuple(Tag(slug=tag.slug, name=tag.name) for tag in kept_tags),
            "licence": identity.licence,
            "attribution": identity.attribution,
            "translations": tuple(self._translations(page)),
        }

    def _translations(self, page: Page) -> Iterable[TranslationLink]:
        for relative in sorted(self.facts.relatives(page), key=lambda other: self.facts.locales[other.locale_id]):
            if relative.pk == page.pk:
                continue
            verdict = judge(relative, self.audience, self.now, self.facts)
            self.edges.update(verdict.edges)
            address = self.facts.address(relative)
            if not verdict.is_public_at(self.now) or address is None:
                self.refused = True
                continue
            yield TranslationLink(
                locale=self.facts.locales[relative.locale_id],
                url=address.url,
                status=status_of(relative, self.facts),
            )

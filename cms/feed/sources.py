"""Which tables hold what documents are made from, and which dirty mark a changed row leaves.

One list for the signal receivers and for the database triggers, derived from the registry: a new content type, its
child rows, its tags and every snippet are watched without being named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.db import models
from modelcluster.models import get_all_child_relations
from taggit.models import ItemBase, Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.snippets.models import get_snippet_models

from cms.feed import registry
from cms.feed.context import snippet_kind
from cms.pages.models import SiteIdentity

# Written on every draft save, comment or lock: nothing public rests on them.
_PRIVATE_PAGE_COLUMNS = {
    "draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at", "live_revision",
    "locked", "locked_at", "locked_by", "owner", "numchild", "content_type",
}  # fmt: skip
_PLATFORM_APPS = {"wagtailcore", "wagtailredirects", "wagtailsearch", "modelsearch", "wagtailadmin"}


@dataclass(frozen=True)
class Source:
    """One watched table.

    Shape: `key` is the attribute (and column) whose value names what is dirty, or "" where everything is;
    `ignored` are fields whose change alone leaves no mark.
    """

    model: type[models.Model]
    kind: str
    key: str
    ignored: frozenset[str] = frozenset()


_registered: list[Source] = []


def register_source(source: Source) -> None:
    """Watch one more table, on whose rows a registered gate rests. Called while apps get ready; twice is harmless."""
    if source not in _registered:
        _registered.append(source)
        all_sources.cache_clear()


@cache
def all_sources() -> tuple[Source, ...]:
    """Return every watched table once. Complete only when all apps are ready."""
    image = get_image_model()
    found = [
        Source(Page, "page", "id", frozenset(_PRIVATE_PAGE_COLUMNS)),
        Source(PageViewRestriction, "subtree", "page_id"),
        Source(image, "image", "id"),
        Source(Collection, "collection", "id"),
        Source(CollectionViewRestriction, "collection", "collection_id"),
        Source(get_document_model(), "file", "id"),
        Source(Tag, "tag", "id"),
        Source(Site, "all", ""),
        Source(Locale, "all", ""),
        Source(SiteIdentity, "all", ""),
    ]
    for feed_type in registry.all_types():
        # Drafts are saved through the specific class: post_save's sender is this model, with the same update_fields.
        found.append(Source(feed_type.model, "page", "page_ptr_id", frozenset(_PRIVATE_PAGE_COLUMNS)))
        children = child_relations(feed_type.model)
        found += [Source(relation.related_model, "page", relation.field.attname) for relation in children]
    for name in image.rights_relations:
        relation = image._meta.get_field(name)
        found.append(Source(relation.related_model, "image", relation.field.attname))
    found += [Source(model, snippet_kind(model), model._meta.pk.attname) for model in get_snippet_models()]
    found += _registered
    unique: dict[type[models.Model], Source] = {}
    for source in found:
        unique.setdefault(source.model, source)
    return tuple(unique.values())


def child_relations(model: type[models.Model]) -> list[models.ManyToOneRel]:
    """Return the relations to a page type's child rows that its content apps have declared."""
    return [
        relation
        for relation in get_all_child_relations(model)
        if relation.related_model._meta.app_label not in _PLATFORM_APPS
    ]


@cache
def tag_through_models() -> tuple[type[models.Model], ...]:
    """Return the tables that tie a tag to a page."""
    return tuple(
        relation.related_model
        for feed_type in registry.all_types()
        for relation in child_relations(feed_type.model)
        if issubclass(relation.related_model, ItemBase)
    )

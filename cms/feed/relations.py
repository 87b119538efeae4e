"""The child rows and snippets of a batch of pages, read in one query per table instead of one per page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from taggit.models import ItemBase
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from cms.feed.sources import child_relations


def load_relations(pages: Iterable[Page]) -> None:
    """Give each page of a batch its child rows (commitments, tags…) and the snippets it names.

    Shape: for pages that are read and never saved: modelcluster takes the rows for edits in memory, and so asks the
    database no more.
    """
    by_model: dict[Any, dict[int, Any]] = defaultdict(dict)
    for page in pages:
        by_model[type(page)][page.pk] = page
    for model, batch in by_model.items():
        for relation in child_relations(model):
            _load_children(relation, batch)
        for name in _snippet_fields(model):
            _load_snippets(model, name, batch.values())


def _load_children(relation: Any, batch: dict[int, Any]) -> None:
    field, name = relation.field, relation.get_accessor_name()
    rows = relation.related_model._default_manager.filter(**{f"{field.name}__in": list(batch)})
    found: dict[int, list[Any]] = {pk: [] for pk in batch}
    for row in rows.select_related(*_followed(relation.related_model)):
        parent_id = getattr(row, field.attname)
        setattr(row, field.name, batch[parent_id])
        found[parent_id].append(row)
    for pk, children in found.items():
        batch[pk].__dict__.setdefault("_cluster_related_objects", {})[name] = children


def _load_snippets(model: Any, name: str, pages: Iterable[Any]) -> None:
    field: Any = model._meta.get_field(name)
    wanted = {getattr(page, field.attname) for page in pages} - {None}
    found = field.related_model._default_manager.in_bulk(wanted) if wanted else {}
    for page in pages:
        if (key := getattr(page, field.attname)) in found:
            setattr(page, name, found[key])


@cache
def _followed(model: Any) -> tuple[str, ...]:
    """Return what is read with a child row: its tag, its snippets."""
    return (*(("tag",) if issubclass(model, ItemBase) else ()), *_snippet_fields(model))


@cache
def _snippet_fields(model: Any) -> tuple[str, ...]:
    snippets = set(get_snippet_models())
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if field.many_to_one and field.related_model in snippets and field.target_field.primary_key
    )

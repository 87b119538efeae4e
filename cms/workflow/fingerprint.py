"""What a page says, as one short text: its words, the files of its pictures, its language. Reads, never writes.

Two contents are the same decision's subject if and only if their fingerprints are equal. What is empty does not count,
so that a field added to a model later leaves every earlier decision standing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from modelcluster.models import ClusterableModel
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from cms.feed.sources import child_relations

SCHEME = "v1"
# When, where and for whom, not what: none of these is a text or a picture somebody approved.
_CIRCUMSTANCES = {
    "alias_of", "content_type", "depth", "draft_title", "expire_at", "expired", "first_published_at", "go_live_at",
    "has_unpublished_changes", "id", "internal_note", "last_published_at", "latest_revision",
    "latest_revision_created_at", "live", "live_revision", "locale", "locked", "locked_at", "locked_by", "numchild",
    "owner", "page_ptr", "path", "show_in_menus", "slug", "sort_order", "translation_key", "url_path",
}  # fmt: skip

Files = Mapping[int, str]


def fingerprint(page: Page, *, images: Mapping[int, Any] | None = None) -> str:
    """Return the fingerprint of a page as it stands on this object (a fresh row, or `revision.as_object()`).

    Shape: scheme, colon, SHA-256 in hex; `page` is of its specific class. `images` are fresh rows by id, where the
    caller has read them for a batch.
    Source: editorial.md, "a decision binds to a revision and its content hash (text, image files, locale)".
    """
    said = {
        "type": page._meta.label_lower,
        "language": page.locale_id,
        "fields": _fields(page),
        "children": {
            relation.get_accessor_name(): _children(page, relation) for relation in child_relations(type(page))
        },
        "pictures": _files(get_image_model(), image_ids(page), images),
        "files": _files(get_document_model(), referenced_ids(page, get_document_model()), None),
    }
    text = json.dumps(_without_empties(said), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{SCHEME}:{hashlib.sha256(text.encode()).hexdigest()}"


def fingerprint_of(revision: Revision) -> str:
    """Return the fingerprint of what a revision of a page would publish."""
    return fingerprint(revision.as_object())


def image_ids(page: Page) -> list[int]:
    """List the pictures a page shows, once each, in order of appearance."""
    return referenced_ids(page, get_image_model())


def referenced_ids(page: Page, model: type[models.Model]) -> list[int]:
    """List the rows of a model that a page and its child rows refer to, once each, in order of appearance."""
    found = dict.fromkeys(_references(page, model))
    for relation in child_relations(type(page)):
        for child in getattr(page, relation.get_accessor_name()).all():
            found |= dict.fromkeys(_references(child, model))
    return list(found)


def _references(instance: models.Model, model: type[models.Model]) -> Iterator[int]:
    for field in instance._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            value = getattr(instance, field.attname)
            if value is not None and field.related_model is model:
                yield int(value)
        elif hasattr(field, "extract_references"):
            for target, key, _model_path, _content_path in field.extract_references(field.value_from_object(instance)):
                if target is model:
                    yield int(key)


def _fields(instance: models.Model) -> dict[str, Any]:
    return {
        field.name: _value(field, instance)
        for field in instance._meta.concrete_fields
        if field.name not in _CIRCUMSTANCES and not getattr(field, "parent_link", False)
    }


def _children(page: ClusterableModel, relation: models.ManyToOneRel) -> list[Any]:
    rows = [
        {name: value for name, value in _fields(child).items() if name != relation.field.name}
        for child in getattr(page, relation.get_accessor_name()).all()
    ]
    if issubclass(relation.related_model, _ordered()):
        return rows
    # Keywords come in no order: the same set is the same content.
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, default=str))


def _ordered() -> type[models.Model]:
    from wagtail.models import Orderable

    return Orderable


def _value(field: models.Field[Any, Any], instance: models.Model) -> Any:
    if isinstance(field, StreamField):
        return _blocks(json.loads(field.value_to_string(instance) or "[]"))
    value = field.value_from_object(instance)
    if isinstance(field, models.DecimalField) and value is not None:
        # A form says 48.79, the database 48.790000: they are the same place.
        return str(Decimal(str(value)).quantize(Decimal(1).scaleb(-field.decimal_places)))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | str | list | dict) or value is None else str(value)


def _blocks(value: Any) -> Any:
    """Return a stream's raw value without the ids of its blocks, which a copy draws anew."""
    if isinstance(value, list):
        return [_blocks(part) for part in value]
    if not isinstance(value, dict):
        return value
    is_child = {"type", "value", "id"} >= value.keys() and "value" in value
    return {key: _blocks(part) for key, part in value.items() if not (is_child and key == "id")}


def _files(model: type[models.Model], ids: Iterable[int], known: Mapping[int, Any] | None) -> list[str]:
    wanted = sorted(ids)
    if not wanted:
        return []
    rows = known if known is not None else model._default_manager.in_bulk(wanted)
    # The name beside the hash: whichever way a file is swapped, by form, script or hand, one of the two tells.
    return [f"{pk}:{row.file_hash}:{row.file.name}" if (row := rows.get(pk)) else f"{pk}:gone" for pk in wanted]


def _without_empties(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empties(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part not in (None, "", False, [], {})}
    if isinstance(value, list):
        return [_without_empties(part) for part in value]
    return value

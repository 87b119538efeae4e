"""What a page says, as one short text: its words, the files of its pictures, its language. Reads, never writes.

Two contents are the same decision's subject if and only if their fingerprints are equal. What is empty does not count,
so that a field added to a model later leaves every earlier decision standing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Orderable, Page, Revision

from cms.feed.sources import child_relations

SCHEME = "v1"
# When, where and for whom, not what: none of these is a text or a picture somebody approved.
CIRCUMSTANCES = {
    "alias_of", "content_type", "depth", "draft_title", "expire_at", "expired", "first_published_at", "go_live_at",
    "has_unpublished_changes", "id", "internal_note", "last_published_at", "latest_revision",
    "latest_revision_created_at", "live", "live_revision", "locale", "locked", "locked_at", "locked_by", "numchild",
    "owner", "page_ptr", "path", "show_in_menus", "slug", "sort_order", "translation_key", "url_path",
}  # fmt: skip

# The editor gives each paragraph a key of its own (Draftail); a text that came otherwise gets them at its first save.
_EDITORS_KEYS = re.compile(r' data-block-key="[^"]*"')
References = Mapping[type[models.Model], tuple[int, ...]]


def fingerprint(page: Page, *, references: References | None = None, images: Mapping[int, Any] | None = None) -> str:
    """Return the fingerprint of a page as it stands on this object (a fresh row, or `revision.as_object()`).

    Shape: scheme, colon, SHA-256 in hex; `page` is of its specific class. `references` and `images` (fresh rows by id)
    are what a caller who judges a batch has read already.
    Source: editorial.md, "a decision binds to a revision and its content hash (text, image files, locale)".
    """
    found = references if references is not None else references_of(page)
    image, document = get_image_model(), get_document_model()
    said = {
        "type": page._meta.label_lower,
        "language": page.locale_id,
        "fields": _fields(page),
        "children": {name: _children(rows, relation) for name, relation, rows in _relations(page)},
        "pictures": _files(image, found.get(image, ()), images),
        "files": _files(document, found.get(document, ()), None),
    }
    text = json.dumps(_without_empties(said), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{SCHEME}:{hashlib.sha256(text.encode()).hexdigest()}"


def fingerprint_of(revision: Revision) -> str:
    """Return the fingerprint of what a revision of a page would publish."""
    return fingerprint(revision.as_object())


def image_ids(page: Page) -> list[int]:
    """List the pictures a page shows, once each, in order of appearance."""
    return list(references_of(page).get(get_image_model(), ()))


def references_of(page: Page) -> References:
    """Return the rows that a page and its child rows refer to: by model, once each, in order of appearance."""
    found: dict[type[models.Model], dict[int, None]] = defaultdict(dict)
    for instance in (page, *(row for _name, _relation, rows in _relations(page) for row in rows)):
        for model, key in _references(instance):
            found[model][key] = None
    return {model: tuple(keys) for model, keys in found.items()}


def _relations(page: Page) -> list[tuple[str, models.ManyToOneRel, list[Any]]]:
    """Return the child rows of a page, relation by relation."""
    return [
        (relation.get_accessor_name(), relation, list(getattr(page, relation.get_accessor_name()).all()))
        for relation in child_relations(type(page))
    ]


def _references(instance: models.Model) -> Iterator[tuple[type[models.Model], int]]:
    for field in instance._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            value = getattr(instance, field.attname)
            if value is not None and field.related_model in _filed():
                yield field.related_model, int(value)
        elif hasattr(field, "extract_references"):
            for target, key, _model_path, _content_path in field.extract_references(field.value_from_object(instance)):
                if target in _filed():
                    yield target, int(key)


def _filed() -> tuple[type[models.Model], ...]:
    return get_image_model(), get_document_model()


def _fields(instance: models.Model) -> dict[str, Any]:
    return {
        field.name: _value(field, instance)
        for field in instance._meta.concrete_fields
        if field.name not in CIRCUMSTANCES and not getattr(field, "parent_link", False)
    }


def _children(children: list[Any], relation: models.ManyToOneRel) -> list[Any]:
    rows = [
        {name: value for name, value in _fields(child).items() if name != relation.field.name} for child in children
    ]
    if issubclass(relation.related_model, Orderable):
        return rows
    # Keywords come in no order: the same set is the same content.
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True, default=str))


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
    rows: Mapping[int, Any] = known if known is not None else model._default_manager.in_bulk(wanted)
    # The name beside the hash: whichever way a file is swapped, by form, script or hand, one of the two tells.
    return [f"{pk}:{row.file_hash}:{row.file.name}" if (row := rows.get(pk)) else f"{pk}:gone" for pk in wanted]


def without_keys(text: str) -> str:
    """Return rich text without what the editor adds for itself."""
    return _EDITORS_KEYS.sub("", text)


def _without_empties(value: Any) -> Any:
    if isinstance(value, str):
        return without_keys(value)
    if isinstance(value, dict):
        kept = {key: _without_empties(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part not in (None, "", False, [], {})}
    if isinstance(value, list):
        return [_without_empties(part) for part in value]
    return value

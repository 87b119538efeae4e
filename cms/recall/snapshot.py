"""What was public of a page or a picture, as it stands before it goes. Reads, never writes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q

from cms.feed.models import FeedDependency, FeedDocument
from cms.media.models import Image, PresetRendition, Rendition
from cms.media.storages import RENDITIONS_PATH


def documents_of(content_ids: Iterable[uuid.UUID], image_ids: Iterable[int]) -> list[dict[str, Any]]:
    """List the public documents of some contents and those that show some pictures, each with its last change number.

    Shape: one entry per document, audiences together: the same text has a number for each of them, `changes` in the
    order of `audiences`, and `change` is the newest. Those that only show a picture are changed, not taken back, and
    say so in `is_whole`.
    """
    keys, contents = [str(pk) for pk in image_ids], set(content_ids)
    showing = FeedDependency.objects.filter(kind="image", key__in=keys).values_list("page_id", flat=True)
    wanted = Q(content_id__in=contents)
    if keys:
        wanted |= Q(page_id__in=list(showing))
    found: dict[str, dict[str, Any]] = {}
    for row in (
        FeedDocument.objects.filter(wanted)
        .order_by("content_id", "locale", "change")
        .defer("item", "document", "next_item", "next_document", "search_text")
    ):
        key = str(row.document_id)
        entry = found.setdefault(
            key,
            {
                "id": key,
                "content_id": str(row.content_id),
                "locale": row.locale,
                "type": row.type,
                "path": row.path,
                "audiences": [],
                "changes": [],
                "is_whole": row.content_id in contents,
            },
        )
        entry["audiences"].append(row.audience)
        entry["changes"].append(row.change)
        # Rows come in the order of their numbers: the newest one stays.
        entry |= {"state": row.state, "change": row.change}
    return list(found.values())


def images_of(image_ids: Iterable[int]) -> list[dict[str, Any]]:
    """List pictures with the addresses of every file made from them."""
    ids = list(dict.fromkeys(image_ids))
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    addresses: dict[int, list[str]] = {pk: [] for pk in ids}
    for image_id, name in PresetRendition.objects.filter(image_id__in=ids).values_list("image_id", "name"):
        addresses[image_id].append(f"{base}{RENDITIONS_PATH}{name}")
    for image_id, name in Rendition.objects.filter(image_id__in=ids).values_list("image_id", "file"):
        addresses[image_id].append(f"{base}{RENDITIONS_PATH}{name}")
    titles = dict(Image.objects.filter(pk__in=ids).values_list("pk", "title"))
    return [{"id": pk, "title": titles.get(pk, ""), "addresses": sorted(addresses[pk])} for pk in ids]


def merged(former: list[dict[str, Any]], newer: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return both lists by id: what was seen first tells what was public, what came later adds to it."""
    found = {entry["id"]: entry for entry in former}
    for entry in newer:
        known = found.get(entry["id"])
        if known is None:
            found[entry["id"]] = entry
            continue
        kept = {**entry, **known}
        if "addresses" in kept:
            kept["addresses"] = sorted({*known["addresses"], *entry["addresses"]})
        if "is_whole" in kept:
            kept["is_whole"] = bool(known["is_whole"] or entry["is_whole"])
        if "change" in kept:
            # Numbers of one moment belong together.
            kept["changes"] = known.get("changes", [])
        found[entry["id"]] = kept
    return list(found.values())

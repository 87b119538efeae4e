"""From dirty marks to pages, and from pages to documents: the last step of editorial_transaction()."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q, UUIDField, Value
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection as Folder
from wagtail.models import Page

from cms.feed import registry
from cms.feed.clock import database_now
from cms.feed.models import DirtyMark, FeedDependency, FeedDocument
from cms.feed.plan import in_batches
from cms.feed.rows import of_pages
from cms.feed.services import Written, sync_pages
from cms.feed.sources import tag_through_models

Marks = dict[str, set[str]]
DEPENDENT_KINDS = {"image", "file", "tag"}
# SQLite takes 32 766 values in one statement.
_KIN_BATCH = 5_000


def drain() -> list[Written]:
    """Work off every mark: those of this transaction, those that database triggers left, and what follows from them.

    Shape: level-triggered: pages are looked at as they stand now, so order, doubles and early marks do not matter.
    """
    now = database_now()
    written: list[Written] = []
    seen: set[int] = set()
    wave = expand(_take_marks())
    while wave:
        changes, moved = sync_pages(wave, now=now)
        written += changes
        seen |= wave
        # Only a change of address or of visibility concerns the pages that link here; a page already done in an
        # earlier wave is done again, since the target's fresh rows were the same then: so it is not.
        # A reference names one language and prefers the reader's: the other languages of what moved count too.
        wave = _pages_resting_on("page", map(str, moved | _translated(moved))) - seen
    return written


def _take_marks() -> Marks:
    marks: Marks = defaultdict(set)
    for kind, key in connection.editorial_marks:  # type: ignore[attr-defined]
        marks[kind].add(key)
    # One statement, so that a mark committed by a console in between is neither lost nor taken unread.
    table = connection.ops.quote_name(DirtyMark._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} RETURNING kind, key")  # noqa: S608 (a constant of ours)
        for kind, key in cursor.fetchall():
            marks[kind].add(key)
    return marks


def expand(marks: Marks) -> set[int]:
    """Return the pages that a set of marks concerns, with their translations and their aliases."""
    if "all" in marks:
        return every_page()
    pages = {int(key) for key in marks.get("page", ())}
    pages |= _below({int(key) for key in marks.get("subtree", ())})
    for kind, keys in marks.items():
        if kind in DEPENDENT_KINDS or kind.startswith("snippet:"):
            pages |= _pages_resting_on(kind, keys)
    if "tag" in marks:
        pages |= _tagged(marks["tag"])
    if "collection" in marks:
        pages |= _in_collections({int(key) for key in marks["collection"]})
    return pages | _kin(pages)


def every_page() -> set[int]:
    """Return every page of a registered type and every page that has a document."""
    models = [feed_type.model for feed_type in registry.all_types()]
    return set(Page.objects.type(*models).values_list("pk", flat=True)) | set(
        of_pages().values_list("page_id", flat=True).distinct()
    )


def _below(page_ids: set[int]) -> set[int]:
    if not page_ids:
        return set()
    branches = Q()
    for path in Page.objects.filter(pk__in=page_ids).values_list("path", flat=True):
        branches |= Q(path__startswith=path)
    return page_ids | (set(Page.objects.filter(branches).values_list("pk", flat=True)) if branches else set())


def _kin(page_ids: set[int]) -> set[int]:
    """Return the relatives and the families of some pages, in as many queries whatever the size of the site."""
    found: set[int] = set()
    for batch in in_batches(sorted(page_ids), _KIN_BATCH):
        keys, parent_ids = _keys_and_parents(batch)
        places = _relatives(batch, keys)
        found |= places.keys() | _families(set(batch), places, parent_ids)
    return found


def _translated(page_ids: set[int]) -> set[int]:
    found: set[int] = set()
    for batch in in_batches(sorted(page_ids), _KIN_BATCH):
        found |= _relatives(batch, _keys_and_parents(batch)[0]).keys()
    return found


def _keys_and_parents(page_ids: list[int]) -> tuple[set[Any], set[Any]]:
    """Return which contents some pages are, and which documents they were parts of by their rows."""
    # The rows of a deleted page still know which content it was.
    rows = FeedDocument.objects.filter(page_id__in=page_ids).values_list("content_id", "parent_id")
    nothing = Value(None, output_field=UUIDField())
    pages = Page.objects.filter(pk__in=page_ids).order_by().values_list("translation_key", nothing)
    pairs = set(rows.union(pages))
    return {key for key, _parent in pairs}, {parent for _key, parent in pairs} - {None}


def _relatives(page_ids: Collection[int], keys: set[Any]) -> dict[int, tuple[str, int]]:
    """Translations tell each other's addresses; aliases speak for their source, at any depth.

    Shape: returns the path and the content type of each page, the given ones (where they exist) included.
    """
    # Values, not subqueries: PostgreSQL reads the whole table for an "or" of two of these.
    family = Q(translation_key__in=keys) | Q(alias_of_id__in=page_ids)
    places: dict[int, tuple[str, int]] = {}
    sources: set[int] = set(page_ids)
    while sources:
        rows = Page.objects.filter(family).order_by().values_list("pk", "path", "content_type_id", "alias_of_id")
        new = {pk: (path, type_id, alias_of) for pk, path, type_id, alias_of in rows if pk not in places}
        sources = {pk for pk, (_path, _type_id, alias_of) in new.items() if alias_of in sources and pk not in sources}
        places |= {pk: (path, type_id) for pk, (path, type_id, _alias_of) in new.items()}
        family = Q(alias_of_id__in=sources)
    return places


def _families(page_ids: set[int], places: dict[int, tuple[str, int]], parent_ids: set[Any]) -> set[int]:
    """A whole names its parts and a part its place in the whole: each family is looked at together.

    Shape: the family a part stands in now, and the one its row says it stood in (moved or deleted parts).
    """
    parts, wholes = _types_of_parts_and_wholes()
    paths = {
        path if type_id in wholes else path[: -Page.steplen]
        for path, type_id in places.values()
        if type_id in parts | wholes
    }
    if parts and (others := places.keys() - page_ids):
        parent_ids = parent_ids | _keys_and_parents(sorted(others))[1]
    if parent_ids:
        former_wholes = FeedDocument.objects.filter(document_id__in=parent_ids).values("page_id")
        paths |= set(Page.objects.filter(pk__in=former_wholes).values_list("path", flat=True))
    if not paths:
        return set()
    branches = Q(pk__in=())
    for path in paths:
        branches |= Q(path__startswith=path)
    return set(Page.objects.filter(branches).values_list("pk", flat=True))


def _types_of_parts_and_wholes() -> tuple[set[int], set[int]]:
    """Return the content types of parts (chapters) and of wholes (white papers). ContentType keeps its own cache."""
    types = registry.all_types()
    names = {feed_type.parent for feed_type in types if feed_type.parent}
    part_models = [feed_type.model for feed_type in types if feed_type.parent]
    whole_models = [feed_type.model for feed_type in types if feed_type.name in names]
    ids = [{ContentType.objects.get_for_model(model).pk for model in models} for models in (part_models, whole_models)]
    return ids[0], ids[1]


def _pages_resting_on(kind: str, keys: Iterable[str]) -> set[int]:
    wanted = list(keys)
    if not wanted:
        return set()
    return set(FeedDependency.objects.filter(kind=kind, key__in=wanted).values_list("page_id", flat=True))


def _tagged(tag_ids: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for model in tag_through_models():
        found |= set(
            model._default_manager.filter(tag_id__in=list(tag_ids)).values_list("content_object_id", flat=True)
        )
    return found


def _in_collections(collection_ids: set[int]) -> set[int]:
    branches = Q(pk__in=())
    for path in Folder.objects.filter(pk__in=collection_ids).values_list("path", flat=True):
        branches |= Q(path__startswith=path)
    inside = list(Folder.objects.filter(branches).values_list("pk", flat=True))
    images = get_image_model().objects.filter(collection_id__in=inside).values_list("pk", flat=True)
    files = get_document_model().objects.filter(collection_id__in=inside).values_list("pk", flat=True)
    return _pages_resting_on("image", map(str, images)) | _pages_resting_on("file", map(str, files))

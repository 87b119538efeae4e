"""What an import remembers of each item, so that the next run knows what it did and what people did since."""

from __future__ import annotations

from collections.abc import Iterable

from news.wordpress.images import remember
from news.wordpress.items import Item
from news.wordpress.models import ImportedItem, Status
from news.wordpress.pages import Written
from news.wordpress.pieces import Issue
from news.wordpress.report import Line

TITLE_LENGTH = 255


def remember_page(line: Line, item: Item, written: Written, fingerprint: str, *, redirects: Iterable[Issue]) -> None:
    """Note which article came of a post, as it was left."""
    line.issues += [*written.issues, *redirects]
    ImportedItem.objects.update_or_create(
        key=item.key,
        defaults={
            "kind": item.kind,
            "title": line.title[:TITLE_LENGTH],
            "status": Status.PUBLISHED if written.is_live else Status.DRAFT,
            "reasons": line.reasons(),
            "source": item.raw,
            "source_hash": fingerprint,
            "page": written.page,
            "written_revision_id": written.revision_id,
            "was_live": written.is_live,
        },
    )


def keep_source(existing: ImportedItem, item: Item, *, is_dry_run: bool) -> bool:
    """Keep the newer source of an article that is left alone: new comments, or a text to compare with."""
    if existing.source == item.raw:
        return False
    if not is_dry_run:
        existing.source = item.raw
        existing.save(update_fields=["source", "updated_at"])
    return True


def remember_kept(line: Line, item: Item, *, is_dry_run: bool) -> None:
    """Keep an item that became nothing here."""
    line.is_change = remember(
        line, status=Status.KEPT, source=item.raw, source_hash=item.source_hash, is_dry_run=is_dry_run
    )


def remember_failure(line: Line, item: Item, *, is_dry_run: bool) -> None:
    """Keep an item that could not be brought in, to be tried again."""
    existing = ImportedItem.objects.filter(key=line.key).first()
    # A page brought in before stays known as such: only its update failed.
    if existing is None or existing.status in (Status.KEPT, Status.FAILED):
        line.is_change = remember(line, status=Status.FAILED, source=item.raw, source_hash="", is_dry_run=is_dry_run)

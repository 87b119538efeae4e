"""Rows of the read model. Written by services.py alone, read by selectors.py alone."""

from __future__ import annotations

import copy
import uuid
from typing import ClassVar

from django.db import models
from wagtail.search import index

from cms.feed.identity import plain_words
from cms.media.audiences import Audience

AUDIENCES = [(audience.value, audience.value) for audience in Audience]


class State(models.TextChoices):
    """What a row says of its document. Former addresses are rows of FormerPath (tombstones of kind redirect)."""

    LIVE = "live"
    GONE = "gone"
    WITHDRAWN = "withdrawn"


class FeedClock(models.Model):
    """One row: the number of the latest change. Incremented inside the locked transaction, so in commit order.

    Shape: `change` is public and counts what an outsider can see. `version` is ours and counts what is
    written without being told: an end that is set for later changes nothing yet, but how long an answer may be kept.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    epoch = models.UUIDField(default=uuid.uuid4, db_comment="New after a restore: older cursors are refused.")
    change = models.BigIntegerField(default=0, db_comment="Latest change number given.")
    version = models.BigIntegerField(
        default=0, db_default=0, db_comment="Counts what was written without a change number."
    )
    forgotten_change = models.BigIntegerField(default=0, db_comment="Newest change whose tombstone was pruned.")

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="feed_clock_is_one_row")]


class FeedDocument(index.Indexed, models.Model):
    """The stored public form of one page, in one locale, for one audience; or the tombstone of what it was."""

    document_id = models.UUIDField(db_comment="Public id: UUIDv5 of content_id and locale.")
    content_id = models.UUIDField(db_comment="Wagtail's translation_key.")
    locale = models.CharField(max_length=10)
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    page_id = models.IntegerField(db_comment="Not a foreign key: a tombstone outlives its page.")
    type = models.CharField(max_length=40, db_comment="Name of the feed type.")
    state = models.CharField(max_length=10, choices=State.choices)
    site_id = models.IntegerField(default=0)
    path = models.CharField(max_length=1000, db_comment="Path of the page on its site, from the root.")
    slug = models.CharField(max_length=255)
    parent_id = models.UUIDField(null=True, db_comment="Public id of the document this one is a part of.")
    position = models.CharField(max_length=255, default="", db_comment="Wagtail's tree path: the editors' order.")
    title = models.CharField(max_length=255, default="")
    sort_title = models.CharField(
        max_length=255, default="", db_comment="Title in unaccented lower case, for ordering."
    )
    search_text = models.TextField(default="")
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True, db_comment="Not shown before, whatever the schedulers do.")
    not_after = models.DateTimeField(null=True, db_comment="Not shown from this instant on.")
    item = models.BinaryField(default=b"", db_comment="Canonical JSON of the list item, ready to send.")
    document = models.BinaryField(default=b"", db_comment="Canonical JSON of the whole document, ready to send.")
    next_at = models.DateTimeField(null=True, db_comment="From this instant on the next_* bytes are the true ones.")
    next_item = models.BinaryField(default=b"")
    next_document = models.BinaryField(default=b"")
    digest = models.CharField(max_length=64, default="", db_comment="SHA-256 over everything that is public here.")
    change = models.BigIntegerField(db_index=True, db_comment="Change number of the newest state.")
    is_announced = models.BooleanField(default=True, db_comment="Whether `change` announced a visible document.")
    was_shown = models.BooleanField(
        default=True,
        db_default=True,
        db_comment="Whether this audience could ever see it; if not, nobody is told.",
    )
    former_types = models.CharField(
        max_length=255, default="", db_default="", db_comment="Other types it was shown as before: |one|another|."
    )
    modified_at = models.DateTimeField(db_comment="When `change` was given.")
    reason = models.CharField(max_length=60, default="", db_comment="Why it is gone: a code, never a text.")

    search_auto_update = False
    search_fields: ClassVar = [
        index.SearchField("title", boost=3),
        index.SearchField("search_text"),
        index.FilterField("type"),
        index.FilterField("locale"),
        index.FilterField("audience"),
        index.FilterField("state"),
        index.FilterField("not_before"),
        index.FilterField("not_after"),
        index.FilterField("next_at"),
    ]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_id", "locale", "audience"], name="feed_one_row_each"),
            models.UniqueConstraint(fields=["change"], name="feed_change_is_unique"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["audience", "type", "locale", "state", "-published_at", "document_id"], name="feed_by_published"
            ),
            models.Index(
                fields=["audience", "type", "locale", "state", "-updated_at", "document_id"], name="feed_by_updated"
            ),
            models.Index(
                fields=["audience", "type", "locale", "state", "sort_title", "document_id"], name="feed_by_title"
            ),
            models.Index(fields=["audience", "change"], name="feed_by_change"),
            models.Index(fields=["document_id", "audience"], name="feed_by_id"),
            models.Index(fields=["audience", "type", "locale", "slug"], name="feed_by_slug"),
            models.Index(fields=["audience", "path"], name="feed_by_path"),
            models.Index(fields=["parent_id", "audience", "position"], name="feed_by_parent"),
            models.Index(fields=["page_id"], name="feed_by_page"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.document_id} for {self.audience} ({self.state})"

    def for_search(self) -> FeedDocument:
        """Return a copy that says its words without accents: PostgreSQL's French dictionary tells é from e."""
        plain = copy.copy(self)
        plain.title, plain.search_text = plain_words(self.title), plain_words(self.search_text)
        return plain


class FeedFacet(models.Model):
    """One facet value of one live row, so that filters and counts are index work."""

    document = models.ForeignKey(FeedDocument, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=255)
    label = models.CharField(max_length=255)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "name", "value"], name="feed_facet_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["name", "value", "document"], name="feed_facet_by_value")]


class FormerPath(models.Model):
    """An address a document had before it moved: the tombstone of kind redirect. No title, no text."""

    site_id = models.IntegerField()
    path = models.CharField(max_length=1000)
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    locale = models.CharField(max_length=10)
    type = models.CharField(max_length=40)
    slug = models.CharField(max_length=255)
    document_id = models.UUIDField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site_id", "path", "audience"], name="feed_former_path_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["audience", "type", "locale", "slug"], name="feed_former_by_slug"),
            models.Index(fields=["document_id"], name="feed_former_by_document"),
        ]


class FeedDependency(models.Model):
    """What a page's documents were made from, written with them (Wagtail's reference index may be late)."""

    page_id = models.IntegerField()
    kind = models.CharField(max_length=60, db_comment="image, page, file or snippet:<app>.<model>.")
    key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page_id", "kind", "key"], name="feed_dependency_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "key"], name="feed_dependency_by_key")]


class DirtyMark(models.Model):
    """Something changed: what depends on it must be looked at again. Left by signals and by database triggers."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key"], name="feed_dirty_once")]


class TranslationRecord(models.Model):
    """What a translated page was made from when it was last published: a fact, not a projection."""

    page_id = models.IntegerField(primary_key=True)
    source_digest = models.CharField(max_length=64, db_comment="SHA-256 of the source's translatable segments then.")
    is_complete = models.BooleanField(default=True, db_comment="False if segments were left in the source language.")
    recorded_at = models.DateTimeField()

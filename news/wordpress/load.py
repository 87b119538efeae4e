"""Runs an import: plans each item, writes it in a transaction of its own, and reports. A second run writes nothing."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.feed.transaction import editorial_transaction
from news.models import NewsIndexPage
from news.wordpress.article import Article, plan_article
from news.wordpress.convert import Converter
from news.wordpress.images import ImageLibrary, MediaFolder
from news.wordpress.items import ExportIndex, Item
from news.wordpress.kinds import keep_unused_terms, reason_to_keep
from news.wordpress.links import PageLinks
from news.wordpress.memory import TITLE_LENGTH, keep_source, remember_failure, remember_kept, remember_page
from news.wordpress.models import ImportedItem, Status
from news.wordpress.pages import Written, create_page, publish_page, update_page
from news.wordpress.pieces import Conversion, Gallery, Issue, Picture, Piece
from news.wordpress.publishing import Publisher
from news.wordpress.reader import read_index, read_items
from news.wordpress.redirects import add_redirects, old_addresses
from news.wordpress.report import Line, Outcome, Report
from news.wordpress.story import Story, StoryWriter
from news.wordpress.words import lost_words

logger = logging.getLogger(__name__)


class Importer:
    """One run over one file."""

    def __init__(
        self,
        path: Path,
        *,
        parent: NewsIndexPage,
        media: Path | None = None,
        is_dry_run: bool = False,
        publish_as: Any = None,
    ) -> None:
        self.path, self.parent, self.is_dry_run = path, parent, is_dry_run
        self.index: ExportIndex = read_index(path)
        former_site = self.index.site_url or path.name
        self.publisher = Publisher(publish_as, former_site=former_site) if publish_as is not None else None
        self.site = parent.get_site()
        self.library = ImageLibrary(MediaFolder(media), is_dry_run=is_dry_run)
        self.report = Report(str(path), is_dry_run, notes=list(self.index.repairs))
        self.now = timezone.now()
        self.links = PageLinks(self.index)
        self._slugs = set(parent.get_children().values_list("slug", flat=True))
        self._seen: dict[str, int] = {}

    def run(self) -> Report:
        """Bring in the file; return what happened to every item.

        Errors: BadExport before anything is written. What goes wrong with one item is listed and stops nothing else.
        """
        for item in self._items():
            if item.kind == "attachment":
                self._guarded(item, self._attachment)
        for item in self._items():
            if item.kind == "post":
                self._guarded(item, self._post)
            elif item.kind != "attachment":
                self._guarded(item, self._keep)
        self._mend_links()
        self.report.lines += keep_unused_terms(self.index, is_dry_run=self.is_dry_run)
        self.report.lines += [line for line in self.library.lines if line.kind == "file"]
        return self.report

    def _items(self) -> Iterator[Item]:
        self._seen = {}
        return read_items(self.path)

    def _guarded(self, item: Item, work: object) -> None:
        key = item.key
        self._seen[key] = self._seen.get(key, 0) + 1
        line = Line(item.kind, key, item.title[:TITLE_LENGTH], Outcome.KEPT)
        try:
            if self._seen[key] > 1:
                line.key = f"{key[:480]}#{self._seen[key]}"
                line.issues.append(
                    Issue("double", _("The file holds another item with the same identity; the first was taken."))
                )
                remember_kept(line, item, is_dry_run=self.is_dry_run)
            else:
                line = work(item, line)  # type: ignore[operator]
        except Exception as error:
            # One item must never stop the others; the log has the trace, the report the reason.
            logger.exception("Importing %s failed", key)
            line.outcome, line.is_change = Outcome.FAILED, False
            reason = _("It could not be brought in: %s.") % (str(error) or type(error).__name__).rstrip(".")
            line.issues.append(Issue("failed", reason, type(error).__name__))
            try:
                remember_failure(line, item, is_dry_run=self.is_dry_run)
            except DatabaseError:
                # The report still has the reason; the file still has the source.
                logger.exception("Keeping %s failed", key)
        self.report.lines.append(line)

    # Kinds of items

    def _attachment(self, item: Item, line: Line) -> Line:
        attachment = self.index.attachments[item.post_id]
        if not attachment.is_image:
            line.issues.append(Issue("file", _("It is no picture; links to it lead to the old site."), attachment.url))
            remember_kept(line, item, is_dry_run=self.is_dry_run)
            return line
        return self.library.bring_in_attachment(attachment, source=item.raw, source_hash=item.source_hash)

    def _keep(self, item: Item, line: Line) -> Line:
        line.issues.append(Issue("kind", reason_to_keep(item.kind)))
        if item.comment_count:
            line.issues.append(
                Issue(
                    "comments",
                    _("Its comments (%d) are kept with its source and are not published.") % item.comment_count,
                )
            )
        remember_kept(line, item, is_dry_run=self.is_dry_run)
        return line

    def _post(self, item: Item, line: Line) -> Line:
        with self.links.of(item.key):
            conversion = self._convert(item)
        article = plan_article(item, conversion, self.index, now=self.now)
        story = StoryWriter(key=item.key, title=article.title, image_id=self.library.image_id).write(conversion)
        lead = self._lead_picture(item, article)
        line.title = article.title
        line.issues = [*article.issues, *story.issues, *_losses(item, story)]
        if article.is_public and self.publisher is None:
            line.issues.append(Issue("unpublished", _("It stays a draft: nobody was named who publishes it.")))
        if not story.blocks:
            line.issues.append(Issue("empty", _("It has no text.")))
        pictures = [p for piece in conversion.pieces for p in _pictures(piece)]
        fingerprint = self._fingerprint(item, [*pictures, lead] if lead else pictures)
        image_id = self.library.image_id(lead) if lead else None
        existing = ImportedItem.objects.filter(key=item.key).select_related("page").first()
        if existing is not None and existing.status in (Status.PUBLISHED, Status.DRAFT):
            return self._again(existing, line, item, article, story, image_id, fingerprint)
        line.is_change = True
        line.outcome = Outcome.PUBLISHED if article.is_public and self.publisher else Outcome.DRAFT
        slug = self._free_slug(article, line)
        line.address = slug
        if not self.is_dry_run:
            with editorial_transaction():
                where = {"parent_id": self.parent.pk, "slug": slug}
                written = create_page(article, story, **where, image_id=image_id, publisher=self.publisher)
                remember_page(line, item, written, fingerprint, redirects=self._addresses(item, written))
            line.outcome = Outcome.PUBLISHED if written.is_live else Outcome.DRAFT
            line.address = written.page.get_url() or slug
            self.links.add(item.key, written.page.pk)
        self._slugs.add(slug)
        return line

    def _again(
        self,
        existing: ImportedItem,
        line: Line,
        item: Item,
        article: Article,
        story: Story,
        image_id: int | None,
        fingerprint: str,
    ) -> Line:
        page = existing.page
        line.address = (page.get_url() or page.slug) if page else ""
        if page is None:
            line.outcome = Outcome.REMOVED_HERE
        elif existing.source_hash == fingerprint:
            line.outcome = Outcome.UNCHANGED
            line.is_change = keep_source(existing, item, is_dry_run=self.is_dry_run)
            self._publish_later(existing, line, item, article)
        elif page.latest_revision_id != existing.written_revision_id or page.live != existing.was_live:
            line.outcome = Outcome.EDITED_HERE
            line.is_change = keep_source(existing, item, is_dry_run=self.is_dry_run)
            line.issues.insert(
                0, Issue("edited", _("Its source has changed, but somebody has worked on the article here."))
            )
        else:
            line.outcome, line.is_change = Outcome.UPDATED, True
            if not self.is_dry_run:
                with editorial_transaction():
                    written = update_page(page, article, story, image_id=image_id, publisher=self.publisher)
                    remember_page(line, item, written, fingerprint, redirects=self._addresses(item, written))
        return line

    def _publish_later(self, existing: ImportedItem, line: Line, item: Item, article: Article) -> None:
        """Publish what an earlier run left a draft, and lead old addresses to what was published here since."""
        page = existing.page
        if page is None:
            return
        if page.live and not existing.was_live and article.is_public and not self.is_dry_run:
            with editorial_transaction():
                line.issues += add_redirects(page, self.site, old_addresses(item, self.index))
        is_waiting = not page.live or page.has_unpublished_changes
        is_untouched = page.live == existing.was_live and page.latest_revision_id == existing.written_revision_id
        if self.publisher is None or not (article.is_public and is_waiting and is_untouched):
            return
        if self.is_dry_run:
            line.outcome, line.is_change = Outcome.PUBLISHED, True
            return
        with editorial_transaction():
            written = publish_page(page, self.publisher)
            line.is_change = written.is_live and not written.page.has_unpublished_changes
            line.outcome = Outcome.PUBLISHED if line.is_change else Outcome.DRAFT
            if line.is_change:
                remember_page(line, item, written, existing.source_hash, redirects=self._addresses(item, written))
            else:
                line.issues += written.issues

    def _mend_links(self) -> None:
        """Lead links between articles to pages that did not exist yet when the link was read."""
        for item in self._items() if self.links.pending and not self.is_dry_run else ():
            if item.kind == "post" and item.key in self.links.pending:
                try:
                    with editorial_transaction():
                        self._rewrite(item)
                except Exception as error:
                    # The article stands and its link works by redirect: never a reason to stop.
                    logger.exception("Mending the links of %s failed", item.key)
                    self.report.notes.append(
                        _("The links of “%(title)s” could not be mended: %(why)s.")
                        % {"title": item.title, "why": error}
                    )

    def _rewrite(self, item: Item) -> None:
        known = ImportedItem.objects.select_related("page").get(key=item.key)
        page = known.page
        if page is None or page.latest_revision_id != known.written_revision_id:
            return
        conversion = self._convert(item)
        article = plan_article(item, conversion, self.index, now=self.now)
        story = StoryWriter(key=item.key, title=article.title, image_id=self.library.image_id).write(conversion)
        written = update_page(page, article, story, image_id=page.image_id, publisher=self.publisher)
        known.written_revision_id = written.revision_id
        known.save(update_fields=["written_revision_id", "updated_at"])

    def _convert(self, item: Item) -> Conversion:
        return Converter(index=self.index, post_id=item.post_id, page_id=self.links.page_id).convert(item.content)

    # What a post needs

    def _lead_picture(self, item: Item, article: Article) -> Picture | None:
        number = item.meta.get("_thumbnail_id", "")
        if not number.isdecimal():
            return None
        attachment = self.index.attachment_for(post_id=int(number))
        picture = Picture(attachment.url, attachment, attachment.alt) if attachment else None
        if picture is None:
            article.issues.append(Issue("picture", _("Its lead picture (number %s) is not in the export.") % number))
        elif self.library.image_id(picture) is None:
            article.issues.append(
                Issue("picture", _("Its lead picture’s file was not imported (see its own line)."), picture.url)
            )
        return picture

    def _fingerprint(self, item: Item, pictures: list[Picture]) -> str:
        """Hash the source and the pictures it has: files that arrive later change the article, nothing else does."""
        urls = sorted({p.url for p in pictures if self.library.was_brought_in(p)})
        return hashlib.sha256(json.dumps([item.source_hash, urls]).encode()).hexdigest()

    def _addresses(self, item: Item, written: Written) -> list[Issue]:
        """Lead a post's old addresses to its article once that is public; say which lead elsewhere."""
        return add_redirects(written.page, self.site, old_addresses(item, self.index)) if written.is_live else []

    def _free_slug(self, article: Article, line: Line) -> str:
        slug, number = article.slug, 1
        while slug in self._slugs:
            number += 1
            slug = f"{article.slug}-{number}"
        if slug != article.slug:
            line.issues.append(Issue("slug", _("Its address was taken; it became “%s”.") % slug, article.slug))
        return slug


def _pictures(piece: Piece) -> tuple[Picture, ...]:
    if isinstance(piece, Picture):
        return (piece,)
    return piece.pictures if isinstance(piece, Gallery) else ()


def _losses(item: Item, story: Story) -> list[Issue]:
    lost = lost_words(item.content, story.words())
    if not lost:
        return []
    return [
        Issue("words", _("Words of the text that found no place (%d); the source is kept.") % len(lost), " ".join(lost))
    ]

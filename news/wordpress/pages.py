"""Writes articles: creates, brings up to date, publishes. Each call stands inside editorial_transaction()."""

from __future__ import annotations

from dataclasses import dataclass, field

from wagtail.models import Locale, Revision

from news.models import ArticlePage, NewsCategory, NewsIndexPage
from news.wordpress.article import Article
from news.wordpress.pieces import Issue
from news.wordpress.publishing import Publisher
from news.wordpress.story import Story


@dataclass
class Written:
    """What a write left behind, for the next run to compare with."""

    page: ArticlePage
    revision_id: int
    is_live: bool
    issues: list[Issue] = field(default_factory=list)


def create_page(
    article: Article,
    story: Story,
    *,
    parent_id: int,
    slug: str,
    image_id: int | None,
    publisher: Publisher | None = None,
) -> Written:
    """Add an article under the news list; publish it with its own date if it was public and somebody answers for it."""
    # Fresh from the database: the tree's bookkeeping of an older instance would be stale.
    parent = NewsIndexPage.objects.get(pk=parent_id)
    page = ArticlePage(slug=slug, live=False, locale=parent.locale, imported_from=article.key)
    if article.is_public:
        page.first_published_at = article.published_at
    _fill(page, article, story, image_id)
    parent.add_child(instance=page)
    return _finish(page, article, publisher)


def update_page(
    page: ArticlePage, article: Article, story: Story, *, image_id: int | None, publisher: Publisher | None = None
) -> Written:
    """Bring an article up to date with its source. Its address stays."""
    if article.is_public and page.first_published_at is None:
        ArticlePage.objects.filter(pk=page.pk).update(first_published_at=article.published_at)
    latest = page.get_latest_revision_as_object()
    _fill(latest, article, story, image_id)
    if page.live and not article.is_public:
        page.unpublish()
        latest.live = False
    return _finish(latest, article, publisher)


def publish_page(page: ArticlePage, publisher: Publisher) -> Written:
    """Publish an article that an earlier run left a draft, as it stands."""
    return _published(page.get_latest_revision(), publisher)


def _fill(page: ArticlePage, article: Article, story: Story, image_id: int | None) -> None:
    page.title = article.title
    page.draft_title = article.title
    page.summary = article.summary
    page.search_description = article.search_description
    page.author_line = article.author_line
    page.date = article.date
    page.category = _category(article.category, page.locale) if article.category else None
    page.image_id = image_id
    page.body = story.as_json()
    page.tags.set(article.tags, clear=True)


def _category(category: tuple[str, str], locale: Locale) -> NewsCategory:
    slug, name = category
    found, _created = NewsCategory.objects.get_or_create(slug=slug, locale=locale, defaults={"name": name})
    return found


def _finish(page: ArticlePage, article: Article, publisher: Publisher | None) -> Written:
    revision = page.save_revision()
    if not article.is_public or publisher is None:
        return _written(page.pk)
    return _published(revision, publisher)


def _published(revision: Revision, publisher: Publisher) -> Written:
    issues = publisher.publish(revision)
    written = _written(int(revision.object_id))
    written.issues += issues
    return written


def _written(page_id: int) -> Written:
    fresh = ArticlePage.objects.get(pk=page_id)
    return Written(fresh, fresh.latest_revision_id, fresh.live)

"""What the news says in public: the contract, field by field."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from cms.blocks.story import StoryShape, story_text
from cms.feed import registry
from cms.feed.registry import Facet, FacetValue, FeedType
from cms.feed.shapes import DocumentItem
from cms.media.shapes import PublicShape, Reference
from news.models import ArticlePage, NewsIndexPage

if TYPE_CHECKING:
    from cms.feed.context import SerialiseContext


class Category(PublicShape):
    """A shelf of the news."""

    slug: str = Field(description="Value to filter with; the same in every language.", examples=["visites"])
    name: str = Field(description="Text to show.", examples=["Visites"])


class ArticleItem(DocumentItem):
    """An article in a list."""

    date: datetime.date = Field(description="Day printed on the article.", examples=["2026-11-22"])
    category: Category | None = Field(description="Its shelf, or null.")
    author: str = Field(description="Signature; may be empty.", examples=["La rédaction"])
    is_demonstration: bool = Field(description="True if what it tells is invented: show it as such.", examples=[False])


class ArticleDocument(ArticleItem):
    """An article, whole."""

    ambassadors: tuple[Annotated[str, Reference("ambassador")], ...] = Field(
        description="Ids of the ambassadors it speaks of, in the writer’s order.",
        examples=[["6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"]],
    )
    body: tuple[StoryShape, ...] = Field(description="The text, block by block.")


class NewsIndexDocument(DocumentItem):
    """The page of the news; its entries are the list of articles."""

    introduction: str = Field(description="Sanitised HTML; may be empty.", examples=["<p>Ce qui se fabrique.</p>"])


def _category(page: ArticlePage, ctx: SerialiseContext) -> Category | None:
    if page.category is None:
        return None
    ctx.depends_on(page.category)
    return Category(slug=page.category.slug, name=ctx.text(page.category.name))


def serialise(page: ArticlePage, ctx: SerialiseContext) -> ArticleDocument:
    """Return the public form of an article."""
    related = [ctx.document_id(row.ambassador_id) for row in page.related_ambassadors.all()]
    return ArticleDocument(
        **ctx.base(page, tags=page.tags.all()),
        date=page.date,
        category=_category(page, ctx),
        author=ctx.text(page.author_line),
        is_demonstration=page.is_demonstration,
        ambassadors=tuple(document_id for document_id in related if document_id is not None),
        body=tuple(ctx.stream(page.body)),
    )


def serialise_index(page: NewsIndexPage, ctx: SerialiseContext) -> NewsIndexDocument:
    """Return the public form of the page of the news."""
    return NewsIndexDocument(**ctx.base(page), introduction=ctx.rich_text(page.introduction))


def search_text(document: ArticleDocument) -> str:
    """Return the words by which an article is found, beside its title and summary."""
    shelf = document.category.name if document.category else ""
    return " ".join([shelf, document.author, *(tag.name for tag in document.tags), story_text(document.body)])


registry.register(
    FeedType(
        name="article",
        plural="news",
        model=ArticlePage,
        item=ArticleItem,
        document=ArticleDocument,
        serialise=serialise,
        description="News of the territory’s makers.",
        facets=(
            Facet(
                "category",
                "Slug of the category.",
                "visites",
                lambda d: [FacetValue(d.category.slug, d.category.name)] if d.category else [],
            ),
            Facet("tag", "Slug of a keyword.", "fonderie", lambda d: [FacetValue(t.slug, t.name) for t in d.tags]),
            Facet("year", "Year of the article.", "2026", lambda d: [FacetValue(str(d.date.year), str(d.date.year))]),
        ),
        search_text=search_text,
    )
)
registry.register(
    FeedType(
        name="news-index",
        plural="news-indexes",
        model=NewsIndexPage,
        item=NewsIndexDocument,
        document=NewsIndexDocument,
        serialise=serialise_index,
        description="The page that presents the news.",
        is_listed=False,
    )
)

"""What the white paper says in public: the contract, field by field."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from cms.blocks.story import StoryShape, story_text
from cms.feed import registry
from cms.feed.registry import Facet, FacetValue, FeedType
from cms.feed.shapes import DocumentItem
from cms.media.shapes import Reference
from whitepaper.models import ChapterPage, WhitePaperIndexPage, WhitePaperPage

if TYPE_CHECKING:
    from wagtail.models import Page

    from cms.feed.context import SerialiseContext


class WhitePaperItem(DocumentItem):
    """An edition in a list."""

    version: str = Field(description="Edition, as one quotes it.", examples=["1re édition"])
    edition_date: datetime.date = Field(description="Day it was presented.", examples=["2026-06-15"])
    citation_id: str = Field(description="Stable id to cite; the same in every language.", examples=["fvm-lb-2026.1"])
    authors: str = Field(description="Authors as on the cover; may be empty.", examples=["CCI et CMA du Val-de-Marne"])


class WhitePaperDocument(WhitePaperItem):
    """An edition, whole; its chapters are documents of their own."""

    foreword: tuple[StoryShape, ...] = Field(description="The foreword, block by block.")
    chapters: tuple[Annotated[str, Reference("chapter")], ...] = Field(
        description="Ids of its chapters, in order.", examples=[["8a4cf6a0-2f6e-5b7e-8d0b-3f5d1c7e9a21"]]
    )


class ChapterItem(DocumentItem):
    """A chapter in a list."""

    parent: Annotated[str, Reference("whitepaper")] | None = Field(
        description="Id of the white paper, or null while it is not public.",
        examples=["6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"],
    )
    position: int = Field(description="Place among the public chapters, from 1.", examples=[2], ge=1)
    number: int | None = Field(description="Number printed before the title, or null.", examples=[1])


class ChapterDocument(ChapterItem):
    """A chapter, whole."""

    body: tuple[StoryShape, ...] = Field(description="The text, block by block.")


class WhitePaperIndexDocument(DocumentItem):
    """The page that presents the editions."""

    introduction: str = Field(description="Sanitised HTML; may be empty.", examples=["<p>Un livre blanc.</p>"])


def _public_ids(pages: list[Page], ctx: SerialiseContext) -> tuple[str, ...]:
    known = [ctx.document_id(page.pk) for page in pages]
    return tuple(document_id for document_id in known if document_id is not None)


def _chapters_of(parent: Page) -> list[Page]:
    """List the chapters in the order of the page tree; fresh rows, because the order is not stored on the page."""
    return list(parent.get_children().type(ChapterPage).order_by("path"))


def serialise(page: WhitePaperPage, ctx: SerialiseContext) -> WhitePaperDocument:
    """Return the public form of an edition."""
    base = ctx.base(page)
    return WhitePaperDocument(
        **{**base, "licence": page.text_licence or base["licence"]},
        version=ctx.text(page.version_label),
        edition_date=page.edition_date,
        citation_id=page.citation_id,
        authors=ctx.text(page.authors),
        foreword=tuple(ctx.stream(page.foreword)),
        chapters=_public_ids(_chapters_of(page), ctx),
    )


def serialise_chapter(page: ChapterPage, ctx: SerialiseContext) -> ChapterDocument:
    """Return the public form of a chapter. It rests on its siblings: its position counts those that are public."""
    parent = page.get_parent()
    before = [sibling for sibling in _chapters_of(parent) if sibling.path < page.path]
    base = ctx.base(page)
    licence = getattr(parent.specific, "text_licence", "")
    return ChapterDocument(
        **{**base, "licence": licence or base["licence"]},
        parent=ctx.document_id(parent.pk),
        position=len(_public_ids(before, ctx)) + 1,
        number=page.number,
        body=tuple(ctx.stream(page.body)),
    )


def serialise_index(page: WhitePaperIndexPage, ctx: SerialiseContext) -> WhitePaperIndexDocument:
    """Return the public form of the page that presents the editions."""
    return WhitePaperIndexDocument(**ctx.base(page), introduction=ctx.rich_text(page.introduction))


registry.register(
    FeedType(
        name="whitepaper",
        plural="whitepapers",
        model=WhitePaperPage,
        item=WhitePaperItem,
        document=WhitePaperDocument,
        serialise=serialise,
        description="Editions of the white paper; their chapters follow in order.",
        facets=(
            Facet(
                "year",
                "Year of the edition.",
                "2026",
                lambda d: [FacetValue(str(d.edition_date.year), str(d.edition_date.year))],
            ),
        ),
        search_text=lambda d: " ".join([d.version, d.citation_id, d.authors, story_text(d.foreword)]),
    )
)
registry.register(
    FeedType(
        name="chapter",
        plural="chapters",
        model=ChapterPage,
        item=ChapterItem,
        document=ChapterDocument,
        serialise=serialise_chapter,
        description="Chapters of a white paper, in order.",
        search_text=lambda d: story_text(d.body),
        parent="whitepaper",
    )
)
registry.register(
    FeedType(
        name="whitepaper-index",
        plural="whitepaper-indexes",
        model=WhitePaperIndexPage,
        item=WhitePaperIndexDocument,
        document=WhitePaperIndexDocument,
        serialise=serialise_index,
        description="The page that presents the editions of the white paper.",
        is_listed=False,
    )
)

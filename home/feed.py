"""What the first page says in public: the contract, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from wagtail.models import Page

from cms.blocks.asides import KeyFigureShape
from cms.blocks.story import story_text
from cms.feed import registry
from cms.feed.registry import FeedType
from cms.feed.shapes import DocumentItem
from cms.media.shapes import PublicShape, Reference
from home.models import HomePage

if TYPE_CHECKING:
    from cms.feed.context import SerialiseContext


class Hero(PublicShape):
    """The opening."""

    title: str = Field(description="Headline; may be empty.", examples=["Ici, on fabrique"])
    text: str = Field(
        description="Text under the headline; may be empty.", examples=["Vingt ateliers ouvrent leurs portes."]
    )


class Call(PublicShape):
    """The call for candidates."""

    title: str = Field(description="Title.", examples=["Vingt nouveaux ambassadeurs"])
    text: str = Field(description="Sanitised HTML; may be empty.", examples=["<p>Jusqu’au 31 mars.</p>"])
    label: str = Field(description="Words of the button; may be empty.", examples=["Proposer une entreprise"])
    url: str | None = Field(description="Where the button leads, or null.", examples=["https://example.org/defi/"])


class HomeDocument(DocumentItem):
    """The first page of the site."""

    hero: Hero = Field(description="The opening; its picture is `image`.")
    key_figures: tuple[KeyFigureShape, ...] = Field(description="Key figures, in order.")
    featured_ambassadors: tuple[Annotated[str, Reference("ambassador")], ...] = Field(
        description="Ids of the ambassadors put forward, in order.", examples=[["6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"]]
    )
    latest_news_count: int = Field(description="How many of the latest articles to show.", examples=[3], ge=0)
    white_paper: Annotated[str, Reference("whitepaper")] | None = Field(
        description="Id of the edition put forward, or null.", examples=["8a4cf6a0-2f6e-5b7e-8d0b-3f5d1c7e9a21"]
    )
    call: Call | None = Field(description="The call for candidates, or null outside its weeks.")


def _call(page: HomePage, ctx: SerialiseContext) -> Call | None:
    if not page.call_title:
        return None
    inside = ctx.page_url(page.call_page_id) if page.call_page_id else None
    return Call(
        title=ctx.text(page.call_title),
        text=ctx.rich_text(page.call_text),
        label=ctx.text(page.call_label),
        url=inside or page.call_url or None,
    )


def serialise(page: HomePage, ctx: SerialiseContext) -> HomeDocument:
    """Return the public form of a first page."""
    featured = [ctx.document_id(row.ambassador_id) for row in page.featured_ambassadors.all()]
    return HomeDocument(
        **ctx.base(page),
        hero=Hero(title=ctx.text(page.hero_title), text=ctx.text(page.hero_text)),
        key_figures=tuple(ctx.stream(page.key_figures)),
        featured_ambassadors=tuple(document_id for document_id in featured if document_id is not None),
        latest_news_count=page.latest_news_count,
        white_paper=ctx.document_id(page.white_paper_id) if page.white_paper_id else None,
        call=_call(page, ctx),
    )


registry.register(
    FeedType(
        name="home",
        plural="homes",
        model=HomePage,
        item=HomeDocument,
        document=HomeDocument,
        serialise=serialise,
        description="The first page of the site.",
        search_text=lambda d: " ".join([d.hero.title, d.hero.text, story_text(d.key_figures)]),
        is_listed=False,
    )
)
# The tree's root and bare pages made by a script: they have no content of their own.
registry.declare_private(Page)

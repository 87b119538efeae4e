"""The story: the blocks a writer may use in any page, and how a whole story becomes public."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks

from cms.blocks.asides import CalloutBlock, CalloutShape, KeyFigureBlock, KeyFigureShape
from cms.blocks.base import PublicBlock, SpeaksPublicly, type_name
from cms.blocks.context import PublicContext
from cms.blocks.files import DocumentLinksBlock, DocumentLinksShape
from cms.blocks.photos import GalleryBlock, GalleryShape, PhotoBlock, PhotoShape
from cms.blocks.search_text import words_of
from cms.blocks.sequences import StepsBlock, StepsShape, TimelineBlock, TimelineShape
from cms.blocks.tables import ChartBlock, ChartShape, TableBlock, TableShape
from cms.blocks.text import (
    HeadingBlock,
    HeadingShape,
    PullQuoteBlock,
    PullQuoteShape,
    QuestionAnswerBlock,
    QuestionAnswerShape,
    RichTextShape,
    StoryTextBlock,
)
from cms.blocks.video import VideoBlock, VideoShape
from cms.media.shapes import UnionName

# Written out, so that type checkers and readers see it; a test holds it equal to STORY_BLOCKS.
StoryShape = Annotated[
    HeadingShape
    | RichTextShape
    | PullQuoteShape
    | QuestionAnswerShape
    | KeyFigureShape
    | PhotoShape
    | GalleryShape
    | VideoShape
    | TimelineShape
    | StepsShape
    | TableShape
    | ChartShape
    | CalloutShape
    | DocumentLinksShape,
    Field(discriminator="type"),
    UnionName("StoryBlock"),
]


class StoryBlock(blocks.StreamBlock):
    heading = HeadingBlock(group=_("Words"))
    rich_text = StoryTextBlock(group=_("Words"))
    pull_quote = PullQuoteBlock(group=_("Words"))
    question_answer = QuestionAnswerBlock(group=_("Words"))
    callout = CalloutBlock(group=_("Words"))
    photo = PhotoBlock(group=_("Pictures"))
    gallery = GalleryBlock(group=_("Pictures"))
    video = VideoBlock(group=_("Pictures"))
    steps = StepsBlock(group=_("Order"))
    timeline = TimelineBlock(group=_("Order"))
    key_figure = KeyFigureBlock(group=_("Figures"))
    table = TableBlock(group=_("Figures"))
    chart = ChartBlock(group=_("Figures"))
    document_links = DocumentLinksBlock(group=_("Files"))

    def clean(self, value: Any) -> Any:
        """Refuse two headings with one anchor: a link could reach only the first."""
        cleaned = super().clean(value)
        errors: dict[int, ValidationError] = {}
        seen: set[str] = set()
        for position, child in enumerate(cleaned):
            if child.block_type != "heading":
                continue
            if child.value.anchor_id in seen:
                errors[position] = blocks.StructBlockValidationError(
                    block_errors={
                        "anchor": ValidationError(
                            _("Another heading of this text leads to “%(anchor)s”. Write a different anchor here.")
                            % {"anchor": child.value.anchor_id}
                        )
                    }
                )
            seen.add(child.value.anchor_id)
        if errors:
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        label = _("story")
        template = "blocks/story.html"


STORY_BLOCKS: dict[str, blocks.Block] = dict(StoryBlock().child_blocks)


def serialise_stream(value: Any, context: PublicContext) -> list[PublicBlock]:
    """Return the public blocks of a stream in order, without those that this audience may not see.

    Errors: TypeError if the stream holds a block that does not speak publicly; that is a fault of the code.
    """
    public: list[PublicBlock] = []
    for position, child in enumerate(value or ()):
        block = child.block
        if not isinstance(block, SpeaksPublicly):
            raise TypeError(f"{type(block).__name__} ({child.block_type}) has no public shape.")
        presented = block.present(child.value, context)
        if presented is not None:
            # A stream written by a script may lack ids; its position is then stable enough for one edition.
            block_id = child.id or f"block-{position}"
            public.append(block.shape(id=block_id, type=type_name(block.shape), value=presented))
    return public


def story_block_union(shapes_or_blocks: Iterable[Any]) -> Any:
    """Return the discriminated union of block shapes, for a document's `body` in the published schema.

    Shape: takes blocks that speak publicly or their shapes; the discriminator is `type`.
    """
    shapes = [getattr(item, "shape", item) for item in shapes_or_blocks]
    return Annotated[reduce(or_, shapes), Field(discriminator="type")]


def story_text(body: Iterable[PublicBlock]) -> str:
    """Return the words of a story for a search index: every text it shows, without tags or addresses."""
    return " ".join(word for block in body for word in words_of(block.value))

"""Blocks made of words: heading, rich text, quote, question."""

from __future__ import annotations

from typing import Any, Literal

from django.core.validators import RegexValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks

from cms.blocks.base import PublicBlock, SpeaksPublicly
from cms.blocks.context import PublicContext
from cms.media.shapes import PublicShape

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]


class HeadingValue(PublicShape):
    """An intermediate title."""

    text: str = Field(description="The title, plain text.", examples=["Un four, trois générations"])
    level: int = Field(description="Rank in the outline; the page’s own title is 1.", examples=[2], ge=2, le=4)
    anchor: str = Field(description="Fragment of the address that leads here.", examples=["un-four-trois-generations"])


class HeadingShape(PublicBlock):
    """An intermediate title."""

    type: Literal["heading"] = Field(default="heading", description="Kind of block.", examples=["heading"])
    value: HeadingValue = Field(description="The title.")


class HeadingStructValue(blocks.StructValue):
    """What the template and the public shape both need to know of a heading."""

    @property
    def anchor_id(self) -> str:
        """Return the fragment: as written, or made from the text."""
        return self.get("anchor") or slugify(self.get("text") or "")


class HeadingBlock(SpeaksPublicly, blocks.StructBlock):
    text = blocks.CharBlock(
        label=_("title"),
        max_length=140,
        help_text=_("Says what the next paragraphs tell, in a few words. No full stop."),
    )
    level = blocks.ChoiceBlock(
        label=_("level"),
        choices=[("2", _("Part")), ("3", _("Sub-part")), ("4", _("Detail"))],
        default="2",
        help_text=_("Never skip a level: screen readers use them as a table of contents."),
    )
    anchor = blocks.CharBlock(
        label=_("anchor"),
        required=False,
        default="",
        max_length=80,
        validators=[RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", _("Small letters, digits and single hyphens only."))],
        help_text=_("Only if another page links here: the end of the address, after #. Empty: made from the title."),
    )

    shape = HeadingShape

    class Meta:
        label = _("heading")
        icon = "title"
        template = "blocks/heading.html"
        value_class = HeadingStructValue

    def present(self, value: Any, context: PublicContext) -> HeadingValue:
        return HeadingValue(text=context.text(value["text"]), level=int(value["level"]), anchor=value.anchor_id)

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """Offer the title to translators, not the anchor: a link made to it must keep working in every language."""
        from wagtail_localize.segments import StringSegmentValue

        return [StringSegmentValue("text", value["text"])]

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        """Put the translated title back."""
        for segment in segments:
            value["text"] = segment.render_text()
        return value


class RichTextShape(PublicBlock):
    """Paragraphs."""

    type: Literal["rich_text"] = Field(default="rich_text", description="Kind of block.", examples=["rich_text"])
    value: str = Field(
        description="Sanitised HTML; its links are absolute.",
        examples=['<p>On coule encore <a href="https://example.org/ambassadeurs/">à la main</a>.</p>'],
    )


class StoryTextBlock(SpeaksPublicly, blocks.RichTextBlock):
    shape = RichTextShape

    class Meta:
        label = _("text")
        icon = "pilcrow"
        template = "blocks/rich_text.html"
        help_text = _("Short paragraphs, one idea each. Verbs rather than adjectives.")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT_FEATURES)
        super().__init__(**kwargs)

    def present(self, value: Any, context: PublicContext) -> str | None:
        return context.rich_text(value.source) or None


class PullQuoteValue(PublicShape):
    """Words somebody said."""

    text: str = Field(
        description="The words, without quotation marks.", examples=["Ici, on répare avant de remplacer."]
    )
    speaker: str = Field(description="Who said them; may be empty.", examples=["Nadia Ferrand"])
    role: str = Field(description="The speaker’s role; may be empty.", examples=["cheffe d’atelier"])


class PullQuoteShape(PublicBlock):
    """Words somebody said."""

    type: Literal["pull_quote"] = Field(default="pull_quote", description="Kind of block.", examples=["pull_quote"])
    value: PullQuoteValue = Field(description="The quotation.")


class PullQuoteBlock(SpeaksPublicly, blocks.StructBlock):
    text = blocks.TextBlock(
        label=_("words"),
        max_length=400,
        rows=3,
        help_text=_("The person’s own words, one or two sentences, without quotation marks: the page adds them."),
    )
    speaker = blocks.CharBlock(
        label=_("speaker"),
        required=False,
        default="",
        max_length=120,
        help_text=_("First name and name of the person."),
    )
    role = blocks.CharBlock(
        label=_("role"),
        required=False,
        default="",
        max_length=160,
        help_text=_("What the person does, and where if it is not clear."),
    )

    shape = PullQuoteShape

    class Meta:
        label = _("pull quote")
        icon = "openquote"
        template = "blocks/pull_quote.html"

    def present(self, value: Any, context: PublicContext) -> PullQuoteValue:
        return PullQuoteValue(
            text=context.text(value["text"]),
            speaker=context.text(value["speaker"] or ""),
            role=context.text(value["role"] or ""),
        )


class QuestionAnswerValue(PublicShape):
    """One exchange of an interview."""

    question: str = Field(description="The question, plain text.", examples=["Pourquoi rester à Vitry ?"])
    answer: str = Field(
        description="The answer, sanitised HTML.", examples=["<p>Nos clients sont à vingt minutes.</p>"]
    )


class QuestionAnswerShape(PublicBlock):
    """One exchange of an interview."""

    type: Literal["question_answer"] = Field(
        default="question_answer", description="Kind of block.", examples=["question_answer"]
    )
    value: QuestionAnswerValue = Field(description="The exchange.")


class QuestionAnswerBlock(SpeaksPublicly, blocks.StructBlock):
    question = blocks.CharBlock(
        label=_("question"),
        max_length=250,
        help_text=_("As it was asked, one question at a time, with its question mark."),
    )
    answer = blocks.RichTextBlock(
        label=_("answer"),
        features=RICH_TEXT_FEATURES,
        help_text=_("The person’s words, lightly tidied. Have them read before publishing."),
    )

    shape = QuestionAnswerShape

    class Meta:
        label = _("question and answer")
        icon = "comment"
        template = "blocks/question_answer.html"

    def present(self, value: Any, context: PublicContext) -> QuestionAnswerValue:
        return QuestionAnswerValue(
            question=context.text(value["question"]), answer=context.rich_text(value["answer"].source)
        )

"""Blocks made of words: heading, rich text, quote, question, key figure, callout."""

from __future__ import annotations

from typing import Any, Literal

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
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


class KeyFigureValue(PublicShape):
    """A number worth remembering, with where it comes from."""

    value: str = Field(description="The number as it is to be read.", examples=["33 000"])
    unit: str = Field(description="Unit; may be empty.", examples=["établissements"])
    label: str = Field(description="What is counted.", examples=["établissements industriels en Val-de-Marne"])
    source: str = Field(description="Who counted; may be empty.", examples=["CCI Val-de-Marne"])
    year: int | None = Field(description="Year of the count, or null.", examples=[2024])


class KeyFigureShape(PublicBlock):
    """A number worth remembering, with where it comes from."""

    type: Literal["key_figure"] = Field(default="key_figure", description="Kind of block.", examples=["key_figure"])
    value: KeyFigureValue = Field(description="The figure.")


class KeyFigureBlock(SpeaksPublicly, blocks.StructBlock):
    value = blocks.CharBlock(
        label=_("figure"), max_length=20, help_text=_("Rounded so that it can be remembered: 33 000, 47, 12,5.")
    )
    unit = blocks.CharBlock(
        label=_("unit"),
        required=False,
        default="",
        max_length=40,
        help_text=_("%, tonnes, hours… Empty if it counts things."),
    )
    label = blocks.CharBlock(
        label=_("what it counts"), max_length=140, help_text=_("Completes the figure as a sentence would.")
    )
    source = blocks.CharBlock(
        label=_("source"),
        required=False,
        default="",
        max_length=160,
        help_text=_("Who counted. A figure without a source is not believed."),
    )
    year = blocks.IntegerBlock(
        label=_("year"),
        required=False,
        validators=[MinValueValidator(1800), MaxValueValidator(2100)],
        help_text=_("Year of the count, in four digits."),
    )

    shape = KeyFigureShape

    class Meta:
        label = _("key figure")
        icon = "order"
        template = "blocks/key_figure.html"

    def present(self, value: Any, context: PublicContext) -> KeyFigureValue:
        return KeyFigureValue(
            value=context.text(value["value"]),
            unit=context.text(value["unit"] or ""),
            label=context.text(value["label"]),
            source=context.text(value["source"] or ""),
            year=value["year"],
        )


class CalloutValue(PublicShape):
    """A passage set apart."""

    kind: Literal["note", "key_message", "warning"] = Field(description="Why it is set apart.", examples=["note"])
    title: str = Field(description="Title; may be empty.", examples=["Bon à savoir"])
    text: str = Field(description="Sanitised HTML.", examples=["<p>L’atelier se visite le premier samedi du mois.</p>"])


class CalloutShape(PublicBlock):
    """A passage set apart."""

    type: Literal["callout"] = Field(default="callout", description="Kind of block.", examples=["callout"])
    value: CalloutValue = Field(description="The passage.")


class CalloutBlock(SpeaksPublicly, blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[("note", _("Good to know")), ("key_message", _("What to remember")), ("warning", _("Take care"))],
        default="note",
        help_text=_("One or two on a page: set apart everything and nothing stands out."),
    )
    title = blocks.CharBlock(
        label=_("title"), required=False, default="", max_length=120, help_text=_("A few words, or nothing.")
    )
    text = blocks.RichTextBlock(
        label=_("text"), features=RICH_TEXT_FEATURES, help_text=_("Makes sense for someone who reads nothing else.")
    )

    shape = CalloutShape

    class Meta:
        label = _("callout")
        icon = "warning"
        template = "blocks/callout.html"

    def present(self, value: Any, context: PublicContext) -> CalloutValue:
        return CalloutValue(
            kind=value["kind"],
            title=context.text(value["title"] or ""),
            text=context.rich_text(value["text"].source),
        )

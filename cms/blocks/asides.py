"""Blocks that stand apart from the text: key figure, callout."""

from __future__ import annotations

from typing import Any, Literal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks

from cms.blocks.base import PublicBlock, SpeaksPublicly
from cms.blocks.context import PublicContext
from cms.blocks.text import RICH_TEXT_FEATURES
from cms.media.shapes import PublicShape


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

"""Blocks that tell things in order: a timeline of dates, the steps of making."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.blocks.base import PublicBlock, SpeaksPublicly
from cms.blocks.context import PublicContext
from cms.blocks.photos import PhotoBlock, PhotoValue
from cms.blocks.text import RICH_TEXT_FEATURES
from cms.media.shapes import PublicShape


class TimelineEntry(PublicShape):
    """One date of a timeline."""

    date: str = Field(description="The date as it is to be read.", examples=["1962"])
    title: str = Field(description="What happened.", examples=["Premier atelier, rue Pasteur"])
    text: str = Field(description="More about it, plain text; may be empty.", examples=["Deux établis et un tour."])


class TimelineValue(PublicShape):
    """Dates in order."""

    title: str = Field(description="Title; may be empty.", examples=["Soixante ans à Ivry"])
    entries: tuple[TimelineEntry, ...] = Field(description="The dates, oldest first as the author set them.")


class TimelineShape(PublicBlock):
    """Dates in order."""

    type: Literal["timeline"] = Field(default="timeline", description="Kind of block.", examples=["timeline"])
    value: TimelineValue = Field(description="The timeline.")


class TimelineEntryBlock(blocks.StructBlock):
    date = blocks.CharBlock(
        label=_("date"), max_length=40, help_text=_("A year, or a month and a year: as short as is true.")
    )
    title = blocks.CharBlock(label=_("event"), max_length=140, help_text=_("What happened, in one line."))
    text = blocks.TextBlock(
        label=_("details"),
        required=False,
        default="",
        max_length=500,
        rows=2,
        help_text=_("One or two sentences, or nothing."),
    )

    class Meta:
        label = _("date")
        icon = "date"


class TimelineBlock(SpeaksPublicly, blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("title"), required=False, default="", max_length=120, help_text=_("What these dates tell together.")
    )
    entries = blocks.ListBlock(
        TimelineEntryBlock(),
        label=_("dates"),
        min_num=2,
        help_text=_("From four to eight dates that changed something."),
    )

    shape = TimelineShape

    class Meta:
        label = _("timeline")
        icon = "history"
        template = "blocks/timeline.html"

    def present(self, value: Any, context: PublicContext) -> TimelineValue:
        return TimelineValue(
            title=context.text(value["title"] or ""),
            entries=tuple(
                TimelineEntry(
                    date=context.text(entry["date"]),
                    title=context.text(entry["title"]),
                    text=context.text(entry["text"] or ""),
                )
                for entry in value["entries"]
            ),
        )


class Step(PublicShape):
    """One step of making."""

    title: str = Field(description="What is done.", examples=["Le moulage"])
    text: str = Field(description="How, sanitised HTML.", examples=["<p>Le sable est tassé autour du modèle.</p>"])
    photo: PhotoValue | None = Field(description="The gesture, or null where this audience has no right to it.")


class StepsValue(PublicShape):
    """How a thing is made."""

    title: str = Field(description="Title; may be empty.", examples=["De la cire au bronze"])
    steps: tuple[Step, ...] = Field(description="The steps, in order.")


class StepsShape(PublicBlock):
    """How a thing is made."""

    type: Literal["steps"] = Field(default="steps", description="Kind of block.", examples=["steps"])
    value: StepsValue = Field(description="The steps.")


class OptionalPhotoBlock(PhotoBlock):
    """A photo that may be missing: no picture is better than a poor one."""

    image = ImageChooserBlock(
        label=_("photo"), required=False, help_text=_("Hands, tool and material, close. Leave empty if there is none.")
    )


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("step"), max_length=120, help_text=_("The gesture, with a verb or a noun of the trade.")
    )
    text = blocks.RichTextBlock(
        label=_("what happens"),
        features=RICH_TEXT_FEATURES,
        help_text=_("Tool, material, time it takes, what can go wrong."),
    )
    photo = OptionalPhotoBlock(label=_("photo of the gesture"), required=False)

    class Meta:
        label = _("step")
        icon = "cog"


class StepsBlock(SpeaksPublicly, blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("title"),
        required=False,
        default="",
        max_length=120,
        help_text=_("From what to what: “From wax to bronze”."),
    )
    steps = blocks.ListBlock(
        StepBlock(), label=_("steps"), min_num=2, help_text=_("In the order of the workshop, from three to seven.")
    )

    shape = StepsShape

    class Meta:
        label = _("steps of making")
        icon = "list-ol"
        template = "blocks/steps.html"

    def present(self, value: Any, context: PublicContext) -> StepsValue:
        photo_block = self.child_blocks["steps"].child_block.child_blocks["photo"]
        return StepsValue(
            title=context.text(value["title"] or ""),
            steps=tuple(
                Step(
                    title=context.text(step["title"]),
                    text=context.rich_text(step["text"].source),
                    photo=photo_block.present(step["photo"], context),
                )
                for step in value["steps"]
            ),
        )

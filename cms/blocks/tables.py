"""Tables, and charts whose data is a table: the same rows are drawn, read aloud and exported."""

from __future__ import annotations

from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pydantic import Field
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock

from cms.blocks.base import PublicBlock, SpeaksPublicly
from cms.blocks.context import PublicContext
from cms.media.shapes import PublicShape


class TableColumn(PublicShape):
    """One column of a table."""

    heading: str = Field(description="Heading of the column.", examples=["Salariés"])
    type: Literal["text", "number"] = Field(description="What its cells hold.", examples=["number"])


class TableValue(PublicShape):
    """Rows and columns."""

    caption: str = Field(
        description="What the table is about; may be empty.", examples=["Emploi industriel par commune"]
    )
    columns: tuple[TableColumn, ...] = Field(description="The columns, left to right.")
    rows: tuple[tuple[str | float | None, ...], ...] = Field(
        description="The rows, top to bottom; each has one cell per column, null where it is empty.",
        examples=[[["Créteil", 1200.0]]],
    )


class TableShape(PublicBlock):
    """Rows and columns."""

    type: Literal["table"] = Field(default="table", description="Kind of block.", examples=["table"])
    value: TableValue = Field(description="The table.")


class DataTableBlock(TypedTableBlock):
    """A typed table whose words reach the translators.

    wagtail-localize (1.14.5) copies a TypedTableBlock untranslated; it asks any block that has these two methods.
    """

    text = blocks.CharBlock(label=_("Text"), required=False, default="", max_length=400)
    number = blocks.FloatBlock(label=_("Number"), required=False)

    def get_translatable_segments(self, value: TypedTable) -> list[Any]:
        """List the caption, the headings and the text cells, each under a path that finds it again."""
        from wagtail_localize.segments import StringSegmentValue

        segments = [StringSegmentValue("caption", value.caption or "")]
        for number, column in enumerate(value.columns):
            segments.append(StringSegmentValue(f"heading-{number}", column["heading"] or ""))
            if column["block"].name == "text":
                segments.extend(
                    StringSegmentValue(f"cell-{row_number}-{number}", row["values"][number] or "")
                    for row_number, row in enumerate(value.row_data)
                )
        return [segment for segment in segments if not segment.is_empty()]

    def restore_translated_segments(self, value: TypedTable, segments: list[Any]) -> TypedTable:
        """Return a table with the translated words in the places of their paths."""
        columns = [dict(column) for column in value.columns]
        rows = [{"values": list(row["values"])} for row in value.row_data]
        caption = value.caption
        for segment in segments:
            kind, *place = segment.path.split("-")
            text = segment.render_text()
            if kind == "caption":
                caption = text
            elif kind == "heading":
                columns[int(place[0])]["heading"] = text
            else:
                rows[int(place[0])]["values"][int(place[1])] = text
        return TypedTable(columns=columns, row_data=rows, caption=caption)


def present_table(value: TypedTable, context: PublicContext) -> TableValue | None:
    """Return the public form of a typed table, or None if it has no column or no row."""
    if not value or not value.columns or not value.row_data:
        return None
    columns = tuple(
        TableColumn(heading=context.text(column["heading"] or ""), type=column["block"].name)
        for column in value.columns
    )
    rows = tuple(
        tuple(context.text(cell) if isinstance(cell, str) else cell for cell in row["values"]) for row in value.row_data
    )
    return TableValue(caption=context.text(value.caption or ""), columns=columns, rows=rows)


class TableBlock(SpeaksPublicly, DataTableBlock):
    shape = TableShape

    class Meta:
        label = _("table")
        icon = "table"
        template = "blocks/table.html"
        help_text = _("Few columns, a caption that says what, where and when. Numbers in number columns line up.")

    def present(self, value: TypedTable, context: PublicContext) -> TableValue | None:
        return present_table(value, context)


class ChartValue(PublicShape):
    """A chart: its data, and how it is meant to be drawn."""

    kind: Literal["bars", "columns", "line"] = Field(description="How to draw it.", examples=["bars"])
    title: str = Field(description="What the chart shows, as a finding.", examples=["Un emploi sur dix est industriel"])
    description: str = Field(
        description="What one sees, for those who cannot.", examples=["Vitry et Ivry comptent le plus d’emplois."]
    )
    unit: str = Field(description="Unit of the numbers; may be empty.", examples=["emplois"])
    source: str = Field(description="Where the data come from.", examples=["INSEE, recensement 2022"])
    table: TableValue = Field(description="The data: the first column names, the others measure.")


class ChartShape(PublicBlock):
    """A chart with its data."""

    type: Literal["chart"] = Field(default="chart", description="Kind of block.", examples=["chart"])
    value: ChartValue = Field(description="The chart.")


class ChartBlock(SpeaksPublicly, blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[
            ("bars", _("Bars, to compare")),
            ("columns", _("Columns, year by year")),
            ("line", _("Line, a trend")),
        ],
        default="bars",
        help_text=_("To compare: bars. To follow over time: columns or a line."),
    )
    title = blocks.CharBlock(
        label=_("title"), max_length=140, help_text=_("The finding, in one sentence: what the reader should see.")
    )
    description = blocks.TextBlock(
        label=_("description"),
        max_length=600,
        rows=3,
        help_text=_("Tells the shape in words, with the highest and the lowest, for those who cannot see the drawing."),
    )
    unit = blocks.CharBlock(
        label=_("unit"),
        required=False,
        default="",
        max_length=40,
        help_text=_("%, jobs, tonnes… the same for all numbers."),
    )
    source = blocks.CharBlock(label=_("source"), max_length=160, help_text=_("Who counted, and when."))
    table = DataTableBlock(
        label=_("data"),
        help_text=_("First column: a text that names each row. Then one number column for each series."),
    )

    shape = ChartShape

    class Meta:
        label = _("chart")
        icon = "view"
        template = "blocks/chart.html"

    def clean(self, value: Any) -> Any:
        """Refuse data that cannot be drawn, naming what is missing."""
        cleaned = super().clean(value)
        types = [column["block"].name for column in cleaned["table"].columns]
        if types[:1] != ["text"] or "number" not in types[1:] or "text" in types[1:]:
            message = _("A chart needs a text column first, then one or more number columns.")
            raise blocks.StructBlockValidationError(block_errors={"table": ValidationError(message)})
        if not cleaned["table"].row_data:
            raise blocks.StructBlockValidationError(block_errors={"table": ValidationError(_("Add at least one row."))})
        return cleaned

    def present(self, value: Any, context: PublicContext) -> ChartValue | None:
        table = present_table(value["table"], context)
        if table is None:
            return None
        return ChartValue(
            kind=value["kind"],
            title=context.text(value["title"]),
            description=context.text(value["description"]),
            unit=context.text(value["unit"] or ""),
            source=context.text(value["source"]),
            table=table,
        )

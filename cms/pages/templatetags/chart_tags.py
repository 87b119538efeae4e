"""`{% chart value as chart %}`: the marks of a chart block."""

from __future__ import annotations

from typing import Any

from django import template

from cms.pages.charts import Chart, draw

register = template.Library()


@register.simple_tag
def chart(value: Any) -> Chart:
    """Return the placed marks of a chart block's value."""
    table = value["table"]
    columns = list(table.columns)
    data = [(str(row["values"][0] or ""), [_number(cell) for cell in row["values"][1:]]) for row in table.row_data]
    return draw(value["kind"], [column["heading"] or "" for column in columns[1:]], data)


def _number(cell: Any) -> float | None:
    return float(cell) if isinstance(cell, (int, float)) else None

"""Where the marks of a chart go, in percent of its plot, so that its text keeps its size on every screen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tick:
    """A line of the scale: the number it stands for, and its height in percent from the top."""

    value: float
    top: float


@dataclass(frozen=True)
class Mark:
    """One number of the data, placed.

    Units: percent of the plot; `x` and `width` from its left, `top` and `height` from its top. For a horizontal bar
    only `x` and `width` count.
    """

    label: str
    series: int
    value: float
    x: float
    width: float
    top: float
    height: float
    next_x: float | None = None
    next_top: float | None = None

    @property
    def middle(self) -> float:
        """Horizontal middle, in percent."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Chart:
    """A chart ready to draw. `rows` groups the marks by category, `series` names what is measured."""

    kind: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Mark, ...]], ...]
    ticks: tuple[Tick, ...]
    zero: float
    zero_x: float = 0.0

    @property
    def template(self) -> str:
        """Return the template that draws this kind."""
        return "partials/chart_bars.html" if self.kind == "bars" else "partials/chart_plot.html"

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return every mark, row after row."""
        return tuple(mark for _, marks in self.rows for mark in marks)

    @property
    def labelled(self) -> tuple[tuple[str, float], ...]:
        """Return the categories to write under the plot with their middle: all, or every second, third… of many."""
        every = max(1, math.ceil(len(self.rows) / 8))
        width = 100 / max(1, len(self.rows))
        return tuple(
            (label, round((number + 0.5) * width, 2))
            for number, (label, _) in enumerate(self.rows)
            if number % every == 0
        )


def nice_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Return round numbers that span a range: multiples of 1, 2 or 5 times a power of ten.

    Shape: the first is at most `low`, the last at least `high`.
    """
    span = (high - low) or 1.0
    raw = span / wanted
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, last + 1)]


def draw(kind: str, series: Sequence[str], data: Sequence[tuple[str, Sequence[float | None]]]) -> Chart:
    """Place the numbers of a table.

    Shape: `data` is one (label, one number or None per series) for each category; a None leaves a gap. The scale
    always includes zero, since bars and columns lie without it.
    """
    numbers = [value for _, values in data for value in values if value is not None]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    scale = nice_ticks(low, high)
    if kind != "bars":
        low, high = scale[0], scale[-1]
    span = (high - low) or 1.0

    def down(value: float) -> float:
        return round((high - value) / span * 100, 2)

    slot = 100 / max(1, len(data))
    bar = slot * 0.7 / max(1, len(series))
    rows = []
    for row_number, (label, values) in enumerate(data):
        marks = []
        for series_number, value in enumerate(values):
            if value is None:
                continue
            following = data[row_number + 1][1][series_number] if row_number + 1 < len(data) else None
            if kind == "bars":
                x, width = (min(0.0, value) - low) / span * 100, abs(value) / span * 100
            elif kind == "line":
                x, width = (row_number + 0.5) * slot, 0.0
            else:
                x, width = row_number * slot + slot * 0.15 + series_number * bar, bar * 0.92
            marks.append(
                Mark(
                    label=label,
                    series=series_number,
                    value=value,
                    x=round(x, 2),
                    width=round(width, 2),
                    top=down(value if kind == "line" else max(0.0, value)),
                    height=round(abs(value) / span * 100, 2),
                    next_x=round((row_number + 1.5) * slot, 2) if following is not None else None,
                    next_top=down(following) if following is not None else None,
                )
            )
        rows.append((label, tuple(marks)))
    ticks = tuple(Tick(value, down(value)) for value in scale) if kind != "bars" else ()
    return Chart(kind, tuple(series), tuple(rows), ticks, down(0.0), round(-low / span * 100, 2))

"""What working drawings share: squared ground, dimension lines."""

from __future__ import annotations

import math

from cms.demo.drawings.sheet import (
    RIVER,
    Point,
    Sheet,
    box,
    turned,
)

GRID = "#22686f"


def blueprint(sheet: Sheet, ground: str = RIVER, grid: str = GRID) -> None:
    """Cover a sheet with the squared ground of a working drawing."""
    sheet.fill(box(0, 0, 1600, 1200), ground)
    for x in range(0, 1601, 40):
        sheet.stroke([(x, 0), (x, 1200)], grid, 3 if x % 200 == 0 else 1.2)
    for y in range(0, 1201, 40):
        sheet.stroke([(0, y), (1600, y)], grid, 3 if y % 200 == 0 else 1.2)


def dimension(sheet: Sheet, start: Point, end: Point, colour: str) -> None:
    """Rule a dimension line, with its two arrows."""
    sheet.stroke([start, end], colour, 4)
    a = math.atan2(end[1] - start[1], end[0] - start[0])
    for (x, y), way in ((start, 1), (end, -1)):
        tip = [(x, y), (x + way * 30, y - 9), (x + way * 30, y + 9)]
        sheet.fill(turned(tip, math.degrees(a), (x, y)), colour)

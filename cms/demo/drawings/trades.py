"""Prints of what makers share: their numbered plates, their hands."""

from __future__ import annotations

from cms.demo.drawings.sheet import (
    BRASS,
    EMBER,
    INK,
    PAPER,
    RIVER,
    SHADE,
    STRAW,
    VERMILION,
    WATER,
    Point,
    Sheet,
    box,
    curve,
    turned,
)

SEGMENTS = {
    "0": "abcdef",
    "1": "bc",
    "2": "abged",
    "3": "abgcd",
    "4": "fgbc",
    "5": "afgcd",
    "6": "afgedc",
    "7": "abc",
    "8": "abcdefg",
    "9": "abcdfg",
}


def plates(sheet: Sheet) -> None:
    """Riveted maker's plates, numbered, in rows."""
    sheet.fill(box(0, 0, 1600, 1200), INK)
    sheet.gouge(box(0, 0, 1600, 1200), "#1b3441", angle=-35, gap=24, width=6)
    colours = (BRASS, RIVER, VERMILION, BRASS, SHADE, BRASS, RIVER, STRAW)
    for row in range(5):
        for k in range(5):
            number = row * 5 + k + 1
            if number > 20:
                continue
            x, y = 70 + k * 300, 60 + row * 276
            _plate(sheet, x, y, number, colours[(number * 3) % len(colours)])


def _plate(sheet: Sheet, x: float, y: float, number: int, colour: str) -> None:
    wide, high = 262, 236
    corner = 26
    outline = [
        (x + corner, y),
        (x + wide - corner, y),
        (x + wide, y + corner),
        (x + wide, y + high - corner),
        (x + wide - corner, y + high),
        (x + corner, y + high),
        (x, y + high - corner),
        (x, y + corner),
    ]
    sheet.fill([(px + 9, py + 10) for px, py in outline], "#08141b")
    sheet.fill(outline, colour)
    line = INK if colour in (STRAW, SHADE) else PAPER
    inner = [
        (x + wide / 2 + (px - x - wide / 2) * 0.91, y + high / 2 + (py - y - high / 2) * 0.9) for px, py in outline
    ]
    sheet.stroke(inner, line, 4, closed=True)
    for px, py in ((x + 30, y + 30), (x + wide - 30, y + 30), (x + 30, y + high - 30), (x + wide - 30, y + high - 30)):
        sheet.disc(px, py, 9, line)
        sheet.stroke([(px - 5, py - 4), (px + 5, py + 4)], colour, 3)
    _digits(sheet, x + wide / 2, y + 82, number, line)
    for k, reach in enumerate((74, 50, 62)):
        sheet.stroke([(x + wide / 2 - reach, y + 150 + k * 22), (x + wide / 2 + reach, y + 150 + k * 22)], line, 6)


def _digits(sheet: Sheet, x: float, y: float, number: int, colour: str) -> None:
    text = f"{number:02d}"
    for k, digit in enumerate(text):
        left, right = x - 62 + k * 70, x - 12 + k * 70
        top, middle, bottom = y - 42, y, y + 42
        ends = {
            "a": [(left, top), (right, top)],
            "b": [(right, top), (right, middle)],
            "c": [(right, middle), (right, bottom)],
            "d": [(left, bottom), (right, bottom)],
            "e": [(left, middle), (left, bottom)],
            "f": [(left, top), (left, middle)],
            "g": [(left, middle), (right, middle)],
        }
        for segment in SEGMENTS[digit]:
            sheet.stroke(ends[segment], colour, 15)


def hands(sheet: Sheet) -> None:
    """Two hands, one guiding the other, hold a chisel over the bench."""
    sheet.fill(box(0, 0, 1600, 1200), EMBER)
    sheet.rays(800, 820, 120, 1200, 150, VERMILION, 12)
    sheet.fill(box(0, 960, 1600, 1200), INK)
    sheet.gouge(box(0, 960, 1600, 1200), STRAW, angle=0, gap=26, width=lambda t: 2 + 7 * t, longest=420)
    work = [(480, 960), (520, 880), (1240, 880), (1280, 960)]
    sheet.fill(work, STRAW)
    sheet.gouge(work, BRASS, angle=0, gap=17, width=6, inset=16, longest=200)
    sheet.stroke(work, INK, 9, closed=True)
    centre = (800, 560)

    def placed(points: list[Point]) -> list[Point]:
        return turned(points, 24, centre)

    blade = placed([(778, 640), (822, 640), (826, 900), (774, 930)])
    handle = placed([(756, 130), (844, 130), (852, 200), (838, 640), (762, 640), (748, 200)])
    for part, colour in ((blade, PAPER), (handle, BRASS)):
        sheet.fill(part, colour)
        sheet.stroke(part, INK, 9, closed=True)
    sheet.gouge(handle, STRAW, angle=114, gap=16, width=lambda t: 8 * (1 - t), inset=14)
    sheet.gouge(blade, INK, angle=114, gap=13, width=lambda t: 6 * t, inset=12)
    for points in ([(640, 876), (600, 820), (640, 790), (676, 820)], [(560, 872), (520, 840), (540, 806), (576, 820)]):
        sheet.stroke(curve(points), INK, 18)
        sheet.stroke(curve(points), STRAW, 9)
    _fist(sheet, placed, top=250, side=1, skin=PAPER, sleeve=RIVER)
    _fist(sheet, placed, top=430, side=-1, skin=SHADE, sleeve=INK)


def _fist(sheet: Sheet, placed, *, top: float, side: int, skin: str, sleeve: str) -> None:  # type: ignore[no-untyped-def]
    def at(points: list[Point]) -> list[Point]:
        return placed([(800 + side * (x - 800), y) for x, y in points])

    arm = at(
        [(880, top + 10), (1010, top - 10), (1900, top - 120), (1900, top + 300), (1010, top + 190), (880, top + 176)]
    )
    back = at(
        curve(
            [
                (800, top),
                (870, top - 22),
                (980, top - 10),
                (1040, top + 30),
                (1040, top + 160),
                (980, top + 196),
                (870, top + 200),
                (800, top + 180),
            ],
            closed=True,
        )
    )
    sheet.fill(arm, sleeve)
    sheet.gouge(arm, WATER if sleeve != INK else RIVER, angle=24 - side * 4, gap=26, width=9, inset=20, longest=240)
    sheet.stroke(arm, PAPER if sleeve == INK else INK, 9, closed=True)
    cuff = at([(1020, top - 34), (1090, top - 44), (1090, top + 230), (1020, top + 214)])
    sheet.fill(back, skin)
    sheet.stroke(back, INK, 10, closed=True)
    sheet.gouge(back, INK, angle=24 + side * 6, gap=19, width=lambda t: 1 + 7 * t**2, inset=22, longest=90)
    sheet.fill(cuff, STRAW)
    sheet.stroke(cuff, INK, 9, closed=True)
    for k in range(4):
        y = top + 12 + k * 50
        finger = at([(706, y + 8), (730, y + 2), (800, y), (884, y + 4)])
        sheet.stroke(finger, INK, 60)
        sheet.stroke(finger, skin, 44)
        knuckle = at([(842, y - 8), (856, y + 6), (842, y + 20)])
        sheet.stroke(curve(knuckle), INK, 4)
        nail = at([(700, y - 4), (712, y + 18)])
        sheet.stroke(nail, INK, 4)
    thumb = at([(940, top - 4), (880, top - 44), (800, top - 52), (740, top - 40)])
    sheet.stroke(curve(thumb), INK, 64)
    sheet.stroke(curve(thumb), skin, 48)
    sheet.stroke(at([(728, top - 52), (748, top - 22)]), INK, 5)

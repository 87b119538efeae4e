"""Prints of the laboratory: a printed circuit, a still and its soaps."""

from __future__ import annotations

import math

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
    oval,
    turned,
)


def circuits(sheet: Sheet) -> None:
    """Tracks and pads of a printed circuit fan out around a square chip."""
    sheet.fill(box(0, 0, 1600, 1200), RIVER)
    sheet.gouge(box(0, 0, 1600, 1200), "#1c6870", angle=45, gap=26, width=5)
    cx, cy, half, lanes = 800, 600, 170, 9
    for side in range(4):
        for k in range(lanes):
            offset = (k - (lanes - 1) / 2) * 34
            spread = (k - (lanes - 1) / 2) * 92
            far = 390 + 70 * (k % 3) + (120 if side % 2 == 0 else 0)
            bend = half + 70 + abs(k - 4) * 26
            line: list[Point] = [
                (half, offset),
                (bend, offset),
                (bend + abs(spread - offset), spread),
                (max(far, bend + abs(spread - offset) + 40), spread),
            ]
            placed = turned([(cx + x, cy + y) for x, y in line], side * 90, (cx, cy))
            colour = VERMILION if (side, k) in {(0, 4), (2, 2)} else STRAW
            sheet.stroke(placed, INK, 22)
            sheet.stroke(placed, colour, 11)
            x, y = placed[-1]
            sheet.disc(x, y, 29, INK)
            sheet.disc(x, y, 22, colour)
            sheet.disc(x, y, 9, PAPER)
    for side in range(4):
        for k in range(lanes):
            offset = (k - (lanes - 1) / 2) * 34
            pin = turned(box(cx + half - 4, cy + offset - 9, cx + half + 40, cy + offset + 9), side * 90, (cx, cy))
            sheet.fill(pin, PAPER)
            sheet.stroke(pin, INK, 4, closed=True)
    chip = box(cx - half, cy - half, cx + half, cy + half)
    sheet.fill(chip, INK)
    sheet.gouge(chip, PAPER, angle=45, gap=18, width=lambda t: 7 * (1 - t) ** 2, inset=16)
    sheet.fill(box(cx - 96, cy - 60, cx + 96, cy + 60), BRASS)
    sheet.stroke(box(cx - 96, cy - 60, cx + 96, cy + 60), PAPER, 5, closed=True)
    for x in (-80, 80):
        for y in (-44, 44):
            sheet.disc(cx + x, cy + y, 6, PAPER)
    for y, reach in ((-16, 52), (14, 36)):
        sheet.stroke([(cx - reach, cy + y), (cx + reach, cy + y)], PAPER, 8)
    sheet.disc(cx - half + 34, cy + half - 34, 13, VERMILION)
    _fittings(sheet)


def _fittings(sheet: Sheet) -> None:
    for x, y in ((90, 90), (1510, 90), (90, 1110), (1510, 1110)):
        sheet.disc(x, y, 58, INK)
        sheet.disc(x, y, 48, STRAW)
        sheet.disc(x, y, 26, SHADE)
    for x, y, angle in ((330, 120, 0), (1270, 120, 0), (330, 1080, 0), (1270, 1080, 0)):
        part = turned(box(x - 70, y - 30, x + 70, y + 30), angle, (x, y))
        sheet.fill(part, EMBER)
        sheet.stroke(part, INK, 6, closed=True)
        for k, colour in enumerate((INK, PAPER, VERMILION)):
            sheet.fill(box(x - 34 + k * 28, y - 30, x - 20 + k * 28, y + 30), colour)
        sheet.stroke([(x - 70, y), (x - 120, y)], PAPER, 7)
        sheet.stroke([(x + 70, y), (x + 120, y)], PAPER, 7)


def cosmetics(sheet: Sheet) -> None:
    """A still, bars of soap in a pile, a branch of olive."""
    sheet.fill(box(0, 0, 1600, 1200), PAPER)
    sheet.disc(640, 560, 430, WATER)
    sheet.rays(640, 560, 445, 700, 96, RIVER, 6)
    sheet.fill(box(0, 980, 1600, 1200), INK)
    sheet.gouge(box(0, 980, 1600, 1200), PAPER, angle=0, gap=26, width=lambda t: 7 * t, longest=320)
    flask = [
        *curve(
            [
                (560, 330),
                (556, 470),
                (430, 600),
                (372, 740),
                (440, 870),
                (600, 910),
                (760, 870),
                (828, 740),
                (770, 600),
                (644, 470),
                (640, 330),
            ]
        )
    ]
    sheet.fill(flask, PAPER)
    liquid = [
        *curve([(392, 690), (500, 676), (600, 694), (700, 708), (808, 690)]),
        *curve([(822, 740), (760, 862), (600, 898), (440, 862), (378, 740)]),
    ]
    sheet.fill(liquid, STRAW)
    sheet.gouge(liquid, BRASS, angle=0, gap=24, width=lambda t: 3 + 9 * t, inset=18, longest=180)
    for _ in range(14):
        x, y = sheet.random.uniform(470, 740), sheet.random.uniform(720, 850)
        sheet.ring(x, y, sheet.random.uniform(8, 20), PAPER, 5)
    sheet.stroke(flask, INK, 15)
    sheet.cut((470, 620), (420, 760), INK, 12)
    arm = curve([(600, 330), (600, 230), (660, 170), (760, 190), (980, 330), (1130, 440)])
    sheet.stroke(arm, INK, 62)
    sheet.stroke(arm, PAPER, 36)
    sheet.fill(box(540, 300, 660, 350), INK)
    jacket = turned(box(800, 236, 1060, 350), 33, (930, 293))
    sheet.fill(jacket, RIVER)
    sheet.stroke(jacket, INK, 10, closed=True)
    sheet.gouge(jacket, PAPER, angle=33, gap=22, width=7, inset=18)
    for k in range(3):
        sheet.fill(
            curve(
                [(1144, 470 + k * 64), (1128, 500 + k * 64), (1144, 516 + k * 64), (1160, 500 + k * 64)], closed=True
            ),
            VERMILION,
        )
    sheet.fill(box(520, 910, 680, 940), INK)
    for x in (500, 700):
        sheet.stroke([(600 + (x - 600) * 0.6, 930), (x, 985)], INK, 18)
    for x, y, wide, colour in (
        (960, 880, 250, EMBER),
        (1230, 880, 250, STRAW),
        (1090, 770, 260, VERMILION),
        (1120, 668, 220, SHADE),
    ):
        bar = [(x, y), (x + 40, y - 30), (x + wide, y - 30), (x + wide - 34, y)]
        front = box(x, y, x + wide - 34, y + 98)
        flank = [(x + wide - 34, y), (x + wide, y - 30), (x + wide, y + 66), (x + wide - 34, y + 98)]
        for part in (bar, front, flank):
            sheet.fill(part, colour)
            sheet.stroke(part, INK, 8, closed=True)
        sheet.gouge(flank, INK, angle=90, gap=11, width=5, inset=8)
        sheet.gouge(front, INK, angle=0, gap=18, width=lambda t: 6 * t**2, inset=14)
        sheet.stroke(box(x + 46, y + 28, x + wide - 80, y + 70), INK, 5, closed=True)
    branch = curve([(1560, 90), (1420, 180), (1300, 300), (1240, 430)])
    sheet.stroke(branch, INK, 11)
    for k in range(6):
        i = min(5 + k * 7, len(branch) - 1)
        x, y = branch[i]
        for side in (-1, 1):
            tip = 128 + side * (46 + 7 * (k % 3))
            leaf = turned(oval(x + 70, y, 66, 21), tip, (x, y))
            sheet.fill(leaf, RIVER if side > 0 else INK)
            a = math.radians(tip)
            sheet.cut(
                (x + 20 * math.cos(a), y + 20 * math.sin(a)), (x + 120 * math.cos(a), y + 120 * math.sin(a)), WATER, 5
            )
    for x, y in ((1372, 288), (1452, 214), (1296, 392)):
        sheet.fill(oval(x, y, 24, 32), INK)
        sheet.cut((x - 8, y - 16), (x - 10, y + 8), WATER, 8)

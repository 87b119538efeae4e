"""Working drawings of machining: a turned part and its dimensions, a milling machine."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cms.demo.drawings.ruling import blueprint, dimension
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


def _gear(x: float, y: float, r: float, teeth: int) -> list[Point]:
    outline: list[Point] = []
    for i in range(teeth):
        for share, reach in ((0.0, 0.86), (0.2, 1.0), (0.5, 1.0), (0.7, 0.86)):
            a = 2 * math.pi * (i + share) / teeth
            outline.append((x + r * reach * math.cos(a), y + r * reach * math.sin(a)))
    return outline


def mechanics(sheet: Sheet) -> None:
    """A turned part in profile with its dimensions, a toothed wheel behind, a calliper."""
    blueprint(sheet)
    wheel = _gear(1120, 430, 360, 28)
    sheet.fill(wheel, "#0f4a53")
    sheet.stroke(wheel, PAPER, 6, closed=True)
    for r in (255, 110):
        sheet.ring(1120, 430, r, PAPER, 5)
    for i in range(6):
        a = math.radians(i * 60 + 15)
        sheet.ring(1120 + 184 * math.cos(a), 430 + 184 * math.sin(a), 52, PAPER, 5)
    sheet.dashes([(700, 430), (1560, 430)], STRAW, 4, dash=40, gap=14)
    sheet.dashes([(1120, 20), (1120, 850)], STRAW, 4, dash=40, gap=14)
    # The part: half seen from outside, half cut open.
    steps = [
        (180, 70),
        (330, 70),
        (330, 120),
        (520, 120),
        (520, 170),
        (800, 170),
        (800, 104),
        (1040, 104),
        (1040, 60),
        (1240, 60),
    ]
    centre = 700
    upper = [(x, centre - half) for x, half in steps]
    lower = [(x, centre + half) for x, half in reversed(steps)]
    part = [*upper, *lower]
    sheet.fill(part, PAPER)
    for (left, half), (right, _) in zip(steps[::2], steps[1::2], strict=True):
        sheet.gouge(
            box(left, centre - half, right, centre), INK, angle=0, gap=15, width=lambda t: 9 * (1 - t) ** 2, inset=8
        )
        sheet.gouge(box(left, centre + 26, right, centre + half), VERMILION, angle=45, gap=24, width=6, inset=3)
        sheet.stroke([(right, centre - half), (right, centre + half)], INK, 5)
    sheet.fill(box(180, centre - 4, 1240, centre + 26), "#0f4a53")
    sheet.stroke(part, INK, 9, closed=True)
    sheet.dashes([(110, centre), (1320, centre)], STRAW, 5, dash=50, gap=16)
    for left, right, y in ((180, 520, 960), (520, 800, 960), (800, 1240, 960), (180, 1240, 1030)):
        for x in (left, right):
            sheet.stroke([(x, 890), (x, y + 20)], WATER, 3)
        dimension(sheet, (left, y), (right, y), PAPER)
    _calliper(sheet)


def _calliper(sheet: Sheet) -> None:
    def placed(points: Sequence[Point]) -> list[Point]:
        return turned(points, -14, (420, 280))

    beam = placed(box(90, 230, 900, 300))
    sheet.fill(beam, STRAW)
    sheet.stroke(beam, INK, 6, closed=True)
    for jaw in (
        [(140, 300), (200, 300), (200, 420), (168, 500), (140, 420)],
        [(90, 230), (180, 230), (180, 190), (160, 130), (140, 190)],
    ):
        sheet.fill(placed(jaw), STRAW)
        sheet.stroke(placed(jaw), INK, 6, closed=True)
    slide = placed([(420, 214), (620, 214), (620, 340), (480, 340), (480, 420), (452, 500), (420, 420)])
    sheet.fill(slide, PAPER)
    sheet.stroke(slide, INK, 6, closed=True)
    for k in range(33):
        x = 212 + k * 20
        if not 410 < x < 630:
            sheet.stroke(placed([(x, 298), (x, 298 - (34 if k % 5 == 0 else 20))]), INK, 4)
    for k in range(9):
        sheet.stroke(placed([(440 + k * 20, 230), (440 + k * 20, 262 if k % 4 else 280)]), VERMILION, 4)


def machine_tool(sheet: Sheet) -> None:
    """A column milling machine; the path of the tool runs over the part."""
    blueprint(sheet, INK, "#1b3441")
    sheet.disc(760, 560, 470, RIVER)
    base = [(420, 1060), (1240, 1060), (1240, 980), (1150, 960), (1150, 900), (420, 900)]
    column = [(430, 910), (430, 190), (500, 130), (700, 130), (720, 190), (720, 910)]
    head = [(640, 210), (1120, 210), (1140, 250), (1140, 400), (1080, 440), (700, 440), (640, 400)]
    for part in (base, column, head):
        sheet.fill(part, SHADE)
        sheet.stroke(part, INK, 9, closed=True)
    sheet.gouge(column, INK, angle=90, gap=22, width=lambda t: 12 * (1 - t) ** 2, inset=26)
    sheet.gouge(head, INK, angle=0, gap=20, width=lambda t: 11 * t**2, inset=26)
    sheet.gouge(base, INK, angle=0, gap=20, width=lambda t: 10 * t, inset=26, longest=300)
    plate = box(760, 270, 980, 350)
    sheet.fill(plate, BRASS)
    sheet.stroke(plate, INK, 5, closed=True)
    for x, y in ((776, 286), (964, 286), (776, 334), (964, 334)):
        sheet.disc(x, y, 6, PAPER)
    for y in (300, 320):
        sheet.stroke([(800, y), (940, y)], PAPER, 5)
    spindle = [(960, 440), (1080, 440), (1080, 540), (1056, 560), (1056, 610), (984, 610), (984, 560), (960, 540)]
    sheet.fill(spindle, STRAW)
    sheet.stroke(spindle, INK, 7, closed=True)
    sheet.gouge(spindle, INK, angle=90, gap=17, width=lambda t: 8 * (1 - t), inset=10)
    tool = [(1004, 610), (1036, 610), (1036, 730), (1020, 744), (1004, 730)]
    sheet.fill(tool, PAPER)
    sheet.stroke(tool, INK, 5, closed=True)
    sheet.gouge(tool, INK, angle=-40, gap=17, width=6, inset=0)
    table = box(720, 830, 1420, 900)
    sheet.fill(table, SHADE)
    sheet.stroke(table, INK, 9, closed=True)
    for x in range(760, 1400, 80):
        sheet.fill(box(x, 830, x + 22, 856), INK)
    block = box(880, 740, 1250, 830)
    sheet.fill(block, EMBER)
    sheet.stroke(block, INK, 7, closed=True)
    sheet.gouge(block, INK, angle=45, gap=22, width=4, inset=6)
    path = curve(
        [(1020, 744), (1100, 700), (1180, 744), (1240, 690), (1330, 620), (1420, 640), (1460, 520), (1400, 420)]
    )
    sheet.dashes(path, VERMILION, 8, dash=26, gap=16)
    sheet.disc(1020, 744, 13, VERMILION)
    sheet.ring(1400, 420, 20, VERMILION, 7)
    for chip in range(9):
        a = math.radians(sheet.random.uniform(150, 215))
        r = sheet.random.uniform(40, 170)
        left, top = 1000 + r * math.cos(a), 736 + r * math.sin(a)
        sheet.stroke(
            curve([(left, top), (left - 12, top - 14), (left + 6, top - 20), (left + 10, top - 6)]),
            STRAW if chip % 2 else PAPER,
            5,
        )
    hand = (570, 700)
    sheet.ring(*hand, 96, INK, 20)
    sheet.ring(*hand, 96, STRAW, 10)
    for i in range(4):
        a = math.radians(20 + i * 90)
        sheet.stroke([hand, (hand[0] + 90 * math.cos(a), hand[1] + 90 * math.sin(a))], STRAW, 11)
    sheet.disc(*hand, 22, INK)
    dimension(sheet, (320, 130), (320, 1060), WATER)
    dimension(sheet, (420, 1120), (1240, 1120), WATER)
    for line in (
        [(300, 130), (420, 130)],
        [(300, 1060), (410, 1060)],
        [(420, 1070), (420, 1140)],
        [(1240, 1070), (1240, 1140)],
    ):
        sheet.stroke(line, WATER, 3)

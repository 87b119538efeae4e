"""Prints of wood: the violin, the table and its joint."""

from __future__ import annotations

import math

from cms.demo.drawings.sheet import (
    BRASS,
    EMBER,
    INK,
    PAPER,
    RIVER,
    STRAW,
    VERMILION,
    Point,
    Sheet,
    box,
    curve,
    oval,
)


def luthier(sheet: Sheet) -> None:
    """The belly of a violin, a compass, a plane and its shavings."""
    sheet.fill(box(0, 0, 1600, 1200), RIVER)
    sheet.gouge(box(0, 0, 1600, 1200), "#1d6d76", angle=0, gap=30, width=6, longest=420)
    half = [
        (0, 150),
        (120, 165),
        (196, 250),
        (196, 370),
        (132, 450),
        (116, 540),
        (146, 620),
        (226, 690),
        (262, 830),
        (226, 980),
        (120, 1060),
        (0, 1076),
    ]
    outline = [(800 + x, y) for x, y in half] + [(800 - x, y) for x, y in reversed(half[1:-1])]
    shadow = curve([(x + 26, y + 24) for x, y in outline], closed=True)
    sheet.fill(shadow, "#0c3d45")
    body = curve(outline, closed=True)
    sheet.fill(body, INK)
    inner = curve([(800 + (x - 800) * 0.94, 613 + (y - 613) * 0.965) for x, y in outline], closed=True)
    sheet.fill(inner, EMBER)
    sheet.gouge(inner, VERMILION, angle=90, gap=20, width=lambda t: 5 + 9 * abs(2 * t - 1), inset=10)
    sheet.gouge(inner, INK, angle=90, gap=28, width=lambda t: 15 * abs(2 * t - 1) ** 5, inset=24)
    edge = curve([(800 + (x - 800) * 0.86, 613 + (y - 613) * 0.91) for x, y in outline], closed=True)
    sheet.stroke(edge, INK, 5, closed=True)
    for side in (-1, 1):
        hole = curve([(800 + side * x, y) for x, y in ((76, 540), (106, 556), (96, 620), (120, 690), (150, 716))])
        sheet.stroke(hole, INK, 15)
        sheet.disc(800 + side * 74, 548, 19, INK)
        sheet.disc(800 + side * 152, 708, 24, INK)
        sheet.stroke([(800 + side * 88, 634), (800 + side * 122, 628)], INK, 7)
    sheet.fill([(752, -10), (848, -10), (836, 520), (764, 520)], INK)
    sheet.fill([(766, 660), (834, 660), (852, 960), (800, 1010), (748, 960)], INK)
    bridge = [
        (716, 640),
        (730, 596),
        (800, 578),
        (870, 596),
        (884, 640),
        (846, 640),
        (834, 616),
        (766, 616),
        (754, 640),
    ]
    sheet.fill(bridge, STRAW)
    sheet.stroke(bridge, INK, 5, closed=True)
    for x in (-30, -10, 10, 30):
        sheet.stroke([(800 + x * 0.8, -10), (800 + x, 590), (800 + x * 0.7, 680)], PAPER, 4)
    _compass(sheet)
    _plane(sheet)


def _compass(sheet: Sheet) -> None:
    for side in (-1, 1):
        leg = [(310 - side * 12, 210), (310 + side * 26, 210), (310 + side * 128, 800), (310 + side * 112, 850)]
        sheet.fill(leg, STRAW)
        sheet.stroke(leg, INK, 6, closed=True)
        sheet.cut((310 + side * 16, 330), (310 + side * 84, 700), BRASS, 12)
    arc = oval(310, 330, 210, 210, start=58, end=122)
    sheet.stroke(arc, INK, 24)
    sheet.stroke(arc, STRAW, 12)
    sheet.disc(310, 200, 58, INK)
    sheet.disc(310, 200, 46, STRAW)
    sheet.disc(310, 200, 16, INK)
    sheet.dashes(oval(310, 200, 660, 660, start=66, end=114), PAPER, 5, dash=24, gap=14)


def _plane(sheet: Sheet) -> None:
    body = [(1130, 840), (1160, 700), (1240, 670), (1490, 690), (1530, 840)]
    sheet.fill(body, BRASS)
    sheet.stroke(body, INK, 9, closed=True)
    sheet.gouge(body, INK, angle=2, gap=19, width=lambda t: 9 * t, inset=18)
    iron = [(1290, 690), (1360, 500), (1410, 516), (1350, 694)]
    sheet.fill(iron, PAPER)
    sheet.stroke(iron, INK, 7, closed=True)
    knob = curve([(1190, 690), (1170, 620), (1205, 590), (1240, 620), (1225, 685)], closed=True)
    sheet.fill(knob, VERMILION)
    sheet.stroke(knob, INK, 7, closed=True)
    sheet.stroke([(1110, 848), (1550, 848)], INK, 14)
    for x, y, r in (
        (1190, 480, 66),
        (1110, 560, 44),
        (1290, 400, 50),
        (1180, 960, 56),
        (1380, 960, 74),
        (1500, 1010, 40),
    ):
        spiral = [
            (x + (r * (1 - t / 70)) * math.cos(t / 5), y + (r * (1 - t / 70)) * math.sin(t / 5)) for t in range(60)
        ]
        sheet.stroke(spiral, INK, 16)
        sheet.stroke(spiral, STRAW, 8)


def furniture(sheet: Sheet) -> None:
    """A table in perspective, its mortise and tenon enlarged, a saw and a square."""
    sheet.fill(box(0, 0, 1600, 1200), STRAW)
    sheet.fill(box(0, 800, 1600, 1200), VERMILION)
    sheet.gouge(box(0, 800, 1600, 1200), INK, angle=0, gap=34, width=lambda t: 3 + 9 * t, longest=520)
    shade: list[Point] = [(290, 1050), (1180, 1120), (1500, 980), (700, 930)]
    sheet.fill(shade, INK)
    for x, top, foot, wide in ((420, 560, 940, 40), (1250, 560, 930, 40), (250, 640, 1080, 54), (1060, 720, 1140, 58)):
        leg = [(x - wide / 2, top), (x + wide / 2, top), (x + wide * 0.36, foot), (x - wide * 0.36, foot)]
        sheet.fill(leg, INK)
        core = [
            (x - wide / 2 + 9, top),
            (x + wide / 2 - 9, top),
            (x + wide * 0.36 - 8, foot - 8),
            (x - wide * 0.36 + 8, foot - 8),
        ]
        sheet.fill(core, BRASS)
        sheet.gouge(core, STRAW, angle=90, gap=15, width=lambda t: 9 * (1 - t), inset=10)
    apron = [(236, 640), (1078, 722), (1078, 800), (236, 716)]
    side = [(1078, 722), (1296, 590), (1296, 650), (1078, 800)]
    for part in (apron, side):
        sheet.fill(part, BRASS)
        sheet.stroke(part, INK, 9, closed=True)
    sheet.gouge(apron, STRAW, angle=5.5, gap=18, width=5, inset=14, longest=300)
    board = [(150, 610), (540, 440), (1400, 500), (1120, 700)]
    sheet.fill([(150, 610), (1120, 700), (1400, 500), (1400, 532), (1124, 740), (150, 646)], INK)
    sheet.fill(board, PAPER)
    sheet.gouge(board, BRASS, angle=4.6, gap=16, width=lambda t: 2 + 5 * t, inset=16, longest=460)
    sheet.stroke(board, INK, 9, closed=True)
    plate = [(580, 690), (720, 703), (720, 748), (580, 735)]
    sheet.fill(plate, STRAW)
    sheet.stroke(plate, INK, 4, closed=True)
    sheet.stroke([(610, 713), (690, 721)], INK, 5)
    _joint(sheet)
    _saw(sheet)


def _joint(sheet: Sheet) -> None:
    sheet.disc(1260, 260, 214, INK)
    sheet.disc(1260, 260, 200, PAPER)
    post = box(1286, 96, 1376, 424)
    rail = [(1080, 196), (1230, 196), (1230, 226), (1286, 226), (1286, 294), (1230, 294), (1230, 324), (1080, 324)]
    mortise = box(1286, 226, 1340, 294)
    for part, angle in ((post, 90), (rail, 0)):
        sheet.fill(part, EMBER)
        sheet.gouge(part, INK, angle=angle, gap=18, width=5, inset=8)
        sheet.stroke(part, INK, 7, closed=True)
    sheet.fill(mortise, INK)
    sheet.dashes([(1160, 120), (1160, 400)], VERMILION, 4)
    sheet.ring(1260, 260, 207, INK, 16)
    sheet.stroke([(1140, 440), (1090, 640)], INK, 6)


def _saw(sheet: Sheet) -> None:
    blade: list[Point] = [(300, 120), (880, 250), (880, 330)]
    teeth: list[Point] = []
    for k in range(30):
        t = k / 29
        x, y = 880 - 600 * t, 330 - 118 * t
        teeth += [(x, y), (x - 12, y + 16)]
    sheet.fill([*blade, *teeth], PAPER)
    sheet.stroke([*blade, *teeth], INK, 6, closed=True)
    sheet.gouge(
        [(330, 140), (860, 260), (860, 300), (330, 190)], INK, angle=12.6, gap=17, width=lambda t: 5 * t, longest=200
    )
    grip = curve([(310, 90), (230, 60), (110, 90), (90, 200), (150, 290), (250, 270), (310, 240)], closed=True)
    sheet.fill(grip, VERMILION)
    sheet.stroke(grip, INK, 9, closed=True)
    hole = curve([(240, 120), (170, 130), (155, 190), (190, 230), (245, 210)], closed=True)
    sheet.fill(hole, STRAW)
    sheet.stroke(hole, INK, 7, closed=True)

"""Working drawings of vehicles: a cargo bicycle, an aircraft cabin."""

from __future__ import annotations

import math

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
    oval,
    turned,
)


def bicycle(sheet: Sheet) -> None:
    """A cargo bicycle in profile: box in front, spokes, dimensions of the frame."""
    sheet.fill(box(0, 0, 1600, 1200), SHADE)
    sheet.disc(820, 560, 450, STRAW)
    sheet.rays(820, 560, 470, 800, 100, BRASS, 5)
    rear, front = (470, 800), (1250, 850)
    _wheels(sheet, rear, front)
    crank, saddle = (680, 830), (610, 520)
    tubes = [
        [rear, crank],
        [rear, (622, 570)],
        [crank, (606, 500)],
        [crank, (880, 560)],
        [(620, 560), (872, 530)],
        [crank, (800, 905), (1120, 905), front],
        [(850, 420), (900, 660)],
    ]
    for tube in tubes:
        sheet.stroke(tube, INK, 38)
    for tube in tubes:
        sheet.stroke(tube, VERMILION, 22)
    sheet.stroke([(905, 680), (930, 870), (1236, 846)], INK, 12)
    _load(sheet)
    sheet.stroke(curve([(760, 400), (800, 380), (850, 410), (858, 450)]), INK, 20)
    sheet.fill(curve([(520, 500), (560, 470), (680, 482), (690, 500), (640, 522), (560, 530)], closed=True), INK)
    sheet.stroke([saddle, (606, 500)], INK, 20)
    sheet.ring(*crank, 62, INK, 14)
    sheet.stroke([(680, 768), (476, 772)], INK, 7)
    sheet.stroke([(680, 892), (476, 828)], INK, 7)
    sheet.stroke([crank, (740, 930)], INK, 18)
    sheet.fill(box(712, 922, 790, 944), INK)
    sheet.fill(box(0, 1010, 1600, 1200), SHADE)
    sheet.stroke([(0, 1016), (1600, 1016)], INK, 14)
    for left, right in ((0, 440), (1280, 1600)):
        sheet.gouge(box(left, 1030, right, 1200), INK, angle=0, gap=26, width=lambda t: 10 * (1 - t), longest=220)
    dimension(sheet, (470, 1080), (1250, 1080), VERMILION)
    for x in (470, 1250):
        sheet.stroke([(x, 1030), (x, 1100)], VERMILION, 4)


def _wheels(sheet: Sheet, rear: Point, front: Point) -> None:
    for (x, y), r, spokes in ((rear, 210, 36), (front, 160, 28)):
        sheet.ring(x, y, r, INK, 26)
        sheet.ring(x, y, r - 34, VERMILION, 8)
        for i in range(spokes):
            a = 2 * math.pi * i / spokes
            skew = a + (0.22 if i % 2 else -0.22)
            sheet.stroke(
                [
                    (x + 20 * math.cos(skew), y + 20 * math.sin(skew)),
                    (x + (r - 38) * math.cos(a), y + (r - 38) * math.sin(a)),
                ],
                INK,
                2.6,
            )
        sheet.disc(x, y, 24, INK)
        sheet.disc(x, y, 10, STRAW)


def _load(sheet: Sheet) -> None:
    cargo = [(900, 560), (1330, 560), (1270, 880), (950, 880)]
    sheet.fill(cargo, RIVER)
    sheet.stroke(cargo, INK, 14, closed=True)
    sheet.gouge(cargo, PAPER, angle=0, gap=40, width=6, inset=26)
    sheet.fill(box(1030, 640, 1200, 720), STRAW)
    sheet.stroke(box(1030, 640, 1200, 720), INK, 6, closed=True)
    for x in (1046, 1184):
        for y in (655, 705):
            sheet.disc(x, y, 6, INK)
    for y in (668, 692):
        sheet.stroke([(1070, y), (1160, y)], INK, 6)
    goods = [(940, 560), (940, 430), (1040, 430), (1040, 560)]
    sheet.fill(goods, EMBER)
    sheet.stroke(goods, INK, 10, closed=True)
    sheet.gouge(goods, INK, angle=90, gap=20, width=5, inset=14)
    for k, (x, top) in enumerate(((1095, 380), (1150, 330), (1210, 400))):
        stem = curve([(x, 560), (x + 8, 480), (x, top)])
        sheet.stroke(stem, INK, 9)
        for y in range(top, 540, 46):
            for side in (-1, 1):
                leaf = turned(oval(x + side * 30, y, 34, 12), side * -34, (x, y))
                sheet.fill(leaf, INK if k != 1 else RIVER)


def aircraft(sheet: Sheet) -> None:
    """The section of an airliner: three seats, an upholsterer's needle and its thread."""
    blueprint(sheet)
    x, y = 800, 560
    sheet.disc(x, y, 540, INK)
    sheet.disc(x, y, 522, PAPER)
    sheet.disc(x, y, 486, "#0f4a53")
    for i in range(60):
        a = 2 * math.pi * i / 60
        sheet.stroke(
            [(x + 492 * math.cos(a), y + 492 * math.sin(a)), (x + 516 * math.cos(a), y + 516 * math.sin(a))], INK, 5
        )
    sheet.stroke([(330, 690), (1270, 690)], PAPER, 14)
    hold = [(370, 780), (1230, 780)]
    sheet.stroke(hold, PAPER, 8)
    sheet.gouge([(345, 700), (1255, 700), (1228, 776), (372, 776)], PAPER, angle=45, gap=34, width=5, inset=4)
    for side in (-1, 1):
        bin_ = [
            (x + side * 170, 250),
            (x + side * 375, 290),
            (x + side * 440, 400),
            (x + side * 300, 400),
            (x + side * 180, 340),
        ]
        sheet.fill(bin_, SHADE)
        sheet.stroke(bin_, INK, 7, closed=True)
        sheet.gouge(bin_, INK, angle=side * 24, gap=20, width=lambda t: 7 * t, inset=14)
        window = [*oval(x + side * 462, 500, 12, 60)]
        sheet.fill(window, STRAW)
    for k, sx in enumerate((520, 800, 1080)):
        back = curve(
            [
                (sx - 104, 650),
                (sx - 112, 480),
                (sx - 92, 424),
                (sx, 408),
                (sx + 92, 424),
                (sx + 112, 480),
                (sx + 104, 650),
            ],
            closed=True,
        )
        sheet.fill(back, INK)
        colour = VERMILION if k == 1 else EMBER
        inner = curve(
            [(sx - 88, 640), (sx - 96, 486), (sx - 80, 440), (sx, 426), (sx + 80, 440), (sx + 96, 486), (sx + 88, 640)],
            closed=True,
        )
        sheet.fill(inner, colour)
        sheet.gouge(inner, INK, angle=90, gap=38, width=5, inset=16)
        rest = curve(
            [(sx - 66, 430), (sx - 60, 376), (sx, 360), (sx + 60, 376), (sx + 66, 430), (sx, 446)], closed=True
        )
        sheet.fill(rest, INK)
        sheet.fill(
            curve([(sx - 52, 424), (sx - 48, 386), (sx, 374), (sx + 48, 386), (sx + 52, 424), (sx, 432)], closed=True),
            PAPER,
        )
        cushion = curve(
            [(sx - 120, 600), (sx, 588), (sx + 120, 600), (sx + 122, 650), (sx, 664), (sx - 122, 650)], closed=True
        )
        sheet.fill(cushion, INK)
        sheet.dashes(curve([(sx - 100, 624), (sx, 614), (sx + 100, 624)]), STRAW, 5)
        for leg in (-70, 70):
            sheet.fill(box(sx + leg - 8, 650, sx + leg + 8, 690), PAPER)
    # The needle crosses the whole drawing and pulls its thread through the middle seat.
    thread = curve([(800, 612), (900, 700), (1010, 860), (900, 980), (640, 960), (520, 1040), (330, 1010)])
    sheet.stroke(thread, VERMILION, 10)
    needle = turned([(300, 1000), (330, 982), (360, 1000), (340, 1006), (60, 1004)], -150, (320, 1000))
    sheet.fill(needle, STRAW)
    sheet.stroke(needle, INK, 4, closed=True)
    dimension(sheet, (260, 1150), (1340, 1150), WATER)
    for end in (260, 1340):
        sheet.stroke([(end, 1110), (end, 1170)], WATER, 4)

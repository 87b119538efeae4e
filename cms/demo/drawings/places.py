"""Prints of the place: the roofs, the night market, the bridge."""

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
    oval,
    turned,
)


def _water(sheet: Sheet, top: float, colours: tuple[str, str]) -> None:
    row = 0
    y = top
    while y < 1220:
        for k in range(-1, 12):
            x = k * 160 + (row % 2) * 80
            sheet.stroke(
                curve([(x, y), (x + 40, y - 9 - row), (x + 80, y), (x + 120, y + 7 + row)]),
                colours[row % 2],
                3 + row * 0.7,
            )
        row += 1
        y += 24 + row * 2


def skyline(sheet: Sheet) -> None:
    """Saw-tooth roofs, steeples, towers and cranes above the water."""
    sheet.fill(box(0, 0, 1600, 1200), STRAW)
    sheet.disc(1080, 560, 290, VERMILION)
    sheet.rays(1080, 560, 310, 1300, 130, BRASS, 8)
    for x, top, wide in (
        (60, 470, 110),
        (190, 540, 90),
        (640, 430, 96),
        (760, 500, 120),
        (1330, 440, 100),
        (1450, 520, 130),
    ):
        tower = box(x, top, x + wide, 900)
        sheet.fill(tower, RIVER)
        for row in range(int((860 - top) / 34)):
            for k in range(int(wide / 24)):
                if sheet.random.random() < 0.72:
                    sheet.fill(
                        box(x + 9 + k * 24, top + 16 + row * 34, x + 21 + k * 24, top + 34 + row * 34),
                        STRAW if sheet.random.random() < 0.4 else WATER,
                    )
    _crane(sheet, 1010, 250)
    _crane(sheet, 420, 330)
    sheet.fill([(300, 900), (300, 560), (340, 380), (380, 560), (380, 900)], INK)
    sheet.stroke([(340, 400), (340, 340)], INK, 7)
    sheet.stroke([(322, 362), (358, 362)], INK, 6)
    sheet.gouge(box(308, 580, 372, 880), STRAW, angle=90, gap=18, width=5, longest=70)
    for x in (880, 930):
        sheet.fill([(x, 900), (x + 6, 400), (x + 34, 400), (x + 40, 900)], INK)
        for y in (430, 480):
            sheet.fill(box(x + 3, y, x + 37, y + 16), PAPER)
    smoke = curve([(898, 390), (870, 320), (920, 260), (880, 180), (960, 110), (930, 40)])
    sheet.stroke(smoke, PAPER, 26)
    for x in range(-60, 1640, 200):
        top = 690 + (40 if x % 400 else 0)
        roof = [(x, 960), (x, top), (x + 200, top + 110), (x + 200, 960)]
        sheet.fill(roof, INK)
        sheet.stroke([(x, top), (x + 200, top + 110)], PAPER, 6)
        pane = [(x + 14, top + 26), (x + 14, top + 104), (x + 150, top + 104)]
        sheet.gouge(pane, PAPER, angle=90, gap=18, width=6, inset=6)
        for k in range(4):
            sheet.fill(box(x + 22 + k * 44, 860, x + 48 + k * 44, 912), STRAW if (x // 200 + k) % 3 else VERMILION)
    sheet.fill(box(0, 950, 1600, 1200), RIVER)
    sheet.stroke([(0, 952), (1600, 952)], PAPER, 8)
    _water(sheet, 990, (WATER, INK))


def _crane(sheet: Sheet, x: float, top: float) -> None:
    for line in (
        [(x, 900), (x, top - 60)],
        [(x + 30, 900), (x + 30, top - 60)],
        [(x - 120, top), (x + 340, top)],
        [(x - 120, top + 26), (x + 330, top + 26)],
    ):
        sheet.stroke(line, INK, 6)
    for y in range(int(top), 880, 40):
        sheet.stroke([(x, y), (x + 30, y + 40)], INK, 4)
    for k in range(-3, 8):
        sheet.stroke([(x + k * 42, top), (x + k * 42 + 21, top + 26), (x + k * 42 + 42, top)], INK, 4)
    sheet.stroke([(x + 15, top - 70), (x + 330, top)], INK, 4)
    sheet.stroke([(x + 15, top - 70), (x - 110, top)], INK, 4)
    sheet.fill(box(x - 120, top + 20, x - 70, top + 70), INK)
    sheet.stroke([(x + 270, top + 26), (x + 270, top + 130)], INK, 4)
    sheet.fill(box(x + 248, top + 130, x + 292, top + 160), INK)


def market(sheet: Sheet) -> None:
    """A hall of the wholesale market at night: crates, a fish, a balance."""
    sheet.fill(box(0, 0, 1600, 1200), INK)
    for k in range(70):
        sheet.disc(
            sheet.random.uniform(0, 1600),
            sheet.random.uniform(0, 300),
            sheet.random.uniform(1.5, 4),
            PAPER if k % 3 else STRAW,
        )
    sheet.disc(1330, 150, 70, PAPER)
    sheet.disc(1302, 134, 62, INK)
    roof = [*oval(800, 560, 760, 330, start=180, end=360), (1560, 700), (40, 700)]
    sheet.fill(roof, RIVER)
    sheet.fill([*oval(800, 580, 690, 280, start=180, end=360), (1490, 1000), (110, 1000)], STRAW)
    sheet.rays(800, 700, 90, 400, 90, EMBER, 9)
    sheet.fill(box(0, 860, 1600, 1200), INK)
    for i in range(17):
        sheet.stroke(
            [
                oval(800, 560, 760, 330, start=180 + i * 11.25, end=190)[0],
                oval(800, 580, 690, 280, start=180 + i * 11.25, end=190)[0],
            ],
            INK,
            7,
        )
    for x in (110, 455, 1145, 1490):
        sheet.fill(box(x - 15, 460, x + 15, 900), INK)
    for x in (280, 800, 1320):
        sheet.stroke([(x, 330), (x, 400)], INK, 6)
        sheet.fill([(x - 60, 450), (x - 24, 398), (x + 24, 398), (x + 60, 450)], INK)
        sheet.fill([(x - 52, 452), (x + 52, 452), (x + 30, 470), (x - 30, 470)], PAPER)
    _balance(sheet)
    for x, colour in ((90, EMBER), (440, VERMILION), (930, WATER), (1260, EMBER)):
        _crate(sheet, x, 900, colour)
    for x, colour in ((250, WATER), (1100, VERMILION)):
        _crate(sheet, x, 720, colour)
    fish = curve(
        [(560, 1120), (640, 1066), (760, 1050), (880, 1078), (960, 1120), (880, 1162), (760, 1180), (640, 1168)],
        closed=True,
    )
    sheet.fill([(570, 1118), (490, 1060), (510, 1120), (490, 1184)], PAPER)
    sheet.fill(fish, PAPER)
    sheet.gouge(fish, RIVER, angle=0, gap=17, width=lambda t: 2 + 6 * (1 - t), inset=34, longest=46)
    sheet.stroke(curve([(880, 1076), (862, 1120), (880, 1164)]), INK, 6)
    sheet.disc(916, 1110, 9, INK)


def _balance(sheet: Sheet) -> None:
    sheet.fill(box(788, 540, 812, 860), INK)
    sheet.fill([(700, 870), (760, 820), (840, 820), (900, 870)], INK)
    sheet.stroke([(610, 590), (990, 550)], INK, 16)
    sheet.disc(800, 570, 28, INK)
    sheet.disc(800, 570, 12, STRAW)
    for x, y in ((610, 590), (990, 550)):
        for side in (-70, 70):
            sheet.stroke([(x, y), (x + side, y + 130)], INK, 4)
        sheet.fill([*oval(x, y + 130, 90, 46, start=0, end=180)], INK)
    for x, y in ((585, 700), (630, 690), (606, 668)):
        sheet.disc(x, y, 26, INK)
        sheet.disc(x, y, 20, VERMILION)


def _crate(sheet: Sheet, x: float, y: float, colour: str) -> None:
    for k in range(7):
        cx = x + 30 + k * 40
        sheet.disc(cx, y + 4 - (k % 2) * 12, 32, INK)
        sheet.disc(cx, y + 4 - (k % 2) * 12, 26, colour)
        sheet.cut((cx - 12, y - 6 - (k % 2) * 12), (cx + 2, y - 12 - (k % 2) * 12), PAPER, 8)
    for row in range(3):
        slat = box(x, y + 10 + row * 52, x + 300, y + 54 + row * 52)
        sheet.fill(slat, BRASS)
        sheet.gouge(slat, STRAW, angle=0, gap=13, width=4, inset=14, longest=150)
        sheet.stroke(slat, INK, 7, closed=True)
    for post in (x + 6, x + 264):
        part = box(post, y + 4, post + 30, y + 166)
        sheet.fill(part, BRASS)
        sheet.stroke(part, INK, 6, closed=True)


def river(sheet: Sheet) -> None:
    """A barge under an iron bridge, a train above, the trace of an aircraft."""
    sheet.fill(box(0, 0, 1600, 1200), SHADE)
    sheet.gouge(box(0, 0, 1600, 480), STRAW, angle=0, gap=32, width=lambda t: 2 + 9 * t, longest=480)
    sheet.disc(300, 240, 120, VERMILION)
    for k in range(2):
        sheet.cut((560 + k * 10, 300 + k * 22), (1240 + k * 10, 92 + k * 22), RIVER, 9)
    plane = turned(
        [
            (1260, 90),
            (1370, 78),
            (1400, 90),
            (1370, 102),
            (1330, 104),
            (1290, 150),
            (1270, 150),
            (1296, 104),
            (1262, 100),
            (1246, 118),
            (1234, 118),
            (1244, 92),
        ],
        -17,
        (1320, 90),
    )
    sheet.fill(plane, INK)
    sheet.fill(box(0, 760, 1600, 1200), RIVER)
    _water(sheet, 800, (WATER, INK))
    # The bridge: deck, arch, hangers.
    for x in (90, 1400):
        pier = [(x, 640), (x + 110, 640), (x + 130, 1010), (x - 20, 1010)]
        sheet.fill(pier, INK)
        sheet.gouge(pier, SHADE, angle=0, gap=30, width=6, inset=16, longest=70)
    arch = oval(800, 660, 660, 330, start=180, end=360)
    sheet.stroke(arch, INK, 30)
    sheet.stroke(oval(800, 660, 616, 280, start=180, end=360), INK, 12)
    for i in range(1, 24):
        x = 140 + i * 55
        lift = 330 * (1 - ((x - 800) / 660) ** 2) ** 0.5
        sheet.stroke([(x, 660), (x, 660 - lift)], INK, 7)
        if i % 2:
            low = 280 * max(0.0, 1 - ((x + 55 - 800) / 616) ** 2) ** 0.5
            sheet.stroke([(x, 660 - lift), (x + 55, 660 - low)], INK, 5)
    sheet.fill(box(0, 640, 1600, 700), INK)
    for x in range(10, 1600, 46):
        sheet.disc(x, 670, 6, STRAW)
    for x in range(250, 1300, 262):
        car = box(x, 552, x + 250, 636)
        sheet.fill(car, VERMILION)
        sheet.stroke(car, INK, 8, closed=True)
        for k in range(5):
            sheet.fill(box(x + 18 + k * 45, 570, x + 50 + k * 45, 602), PAPER)
    hull = [(380, 880), (1190, 880), (1290, 840), (1250, 980), (1200, 1010), (440, 1010), (400, 980)]
    sheet.fill(hull, INK)
    sheet.gouge(hull, EMBER, angle=0, gap=24, width=lambda t: 9 * t, inset=30, longest=260)
    sheet.stroke([(380, 880), (1190, 880), (1290, 840)], PAPER, 9)
    for x in (560, 760, 960):
        heap: list[Point] = curve([(x - 90, 880), (x - 40, 820), (x, 796), (x + 50, 826), (x + 100, 880)])
        sheet.fill(heap, STRAW)
        sheet.gouge(heap, BRASS, angle=20, gap=15, width=5, inset=10, longest=34)
        sheet.stroke(heap, INK, 7)
    cabin = [(420, 880), (420, 780), (530, 780), (530, 880)]
    sheet.fill(cabin, PAPER)
    sheet.stroke(cabin, INK, 8, closed=True)
    sheet.fill(box(440, 800, 510, 834), INK)

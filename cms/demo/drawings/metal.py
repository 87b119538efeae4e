"""Working drawings of metal: a turned part, a milling machine, a cargo bicycle, an aircraft cabin."""

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

GRID = "#22686f"


def _blueprint(sheet: Sheet, ground: str = RIVER, grid: str = GRID) -> None:
    sheet.fill(box(0, 0, 1600, 1200), ground)
    for x in range(0, 1601, 40):
        sheet.stroke([(x, 0), (x, 1200)], grid, 3 if x % 200 == 0 else 1.2)
    for y in range(0, 1201, 40):
        sheet.stroke([(0, y), (1600, y)], grid, 3 if y % 200 == 0 else 1.2)


def _dimension(sheet: Sheet, start: Point, end: Point, colour: str) -> None:
    sheet.stroke([start, end], colour, 4)
    a = math.atan2(end[1] - start[1], end[0] - start[0])
    for (x, y), way in ((start, 1), (end, -1)):
        tip = [(x, y), (x + way * 30, y - 9), (x + way * 30, y + 9)]
        sheet.fill(turned(tip, math.degrees(a), (x, y)), colour)


def _gear(x: float, y: float, r: float, teeth: int) -> list[Point]:
    outline: list[Point] = []
    for i in range(teeth):
        for share, reach in ((0.0, 0.86), (0.2, 1.0), (0.5, 1.0), (0.7, 0.86)):
            a = 2 * math.pi * (i + share) / teeth
            outline.append((x + r * reach * math.cos(a), y + r * reach * math.sin(a)))
    return outline


def mechanics(sheet: Sheet) -> None:
    """A turned part in profile with its dimensions, a toothed wheel behind, a calliper."""
    _blueprint(sheet)
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
    steps = [(180, 70), (330, 70), (330, 120), (520, 120), (520, 170), (800, 170), (800, 104), (1040, 104), (1040, 60), (1240, 60)]
    centre = 700
    upper = [(x, centre - half) for x, half in steps]
    lower = [(x, centre + half) for x, half in reversed(steps)]
    part = [*upper, *lower]
    sheet.fill(part, PAPER)
    for (left, half), (right, _) in zip(steps[::2], steps[1::2], strict=True):
        sheet.gouge(box(left, centre - half, right, centre), INK, angle=0, gap=15, width=lambda t: 9 * (1 - t) ** 2, inset=8)
        sheet.gouge(box(left, centre + 26, right, centre + half), VERMILION, angle=45, gap=24, width=6, inset=3)
        sheet.stroke([(right, centre - half), (right, centre + half)], INK, 5)
    sheet.fill(box(180, centre - 4, 1240, centre + 26), "#0f4a53")
    sheet.stroke(part, INK, 9, closed=True)
    sheet.dashes([(110, centre), (1320, centre)], STRAW, 5, dash=50, gap=16)
    for left, right, y in ((180, 520, 960), (520, 800, 960), (800, 1240, 960), (180, 1240, 1030)):
        for x in (left, right):
            sheet.stroke([(x, 890), (x, y + 20)], WATER, 3)
        _dimension(sheet, (left, y), (right, y), PAPER)
    _calliper(sheet)


def _calliper(sheet: Sheet) -> None:
    def placed(points: list[Point]) -> list[Point]:
        return turned(points, -14, (420, 280))

    beam = placed(box(90, 230, 900, 300))
    sheet.fill(beam, STRAW)
    sheet.stroke(beam, INK, 6, closed=True)
    for jaw in ([(140, 300), (200, 300), (200, 420), (168, 500), (140, 420)], [(90, 230), (180, 230), (180, 190), (160, 130), (140, 190)]):
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
    _blueprint(sheet, INK, "#1b3441")
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
    path = curve([(1020, 744), (1100, 700), (1180, 744), (1240, 690), (1330, 620), (1420, 640), (1460, 520), (1400, 420)])
    sheet.dashes(path, VERMILION, 8, dash=26, gap=16)
    sheet.disc(1020, 744, 13, VERMILION)
    sheet.ring(1400, 420, 20, VERMILION, 7)
    for i in range(9):
        a = math.radians(sheet.random.uniform(150, 215))
        r = sheet.random.uniform(40, 170)
        x, y = 1000 + r * math.cos(a), 736 + r * math.sin(a)
        sheet.stroke(curve([(x, y), (x - 12, y - 14), (x + 6, y - 20), (x + 10, y - 6)]), STRAW if i % 2 else PAPER, 5)
    hand = (570, 700)
    sheet.ring(*hand, 96, INK, 20)
    sheet.ring(*hand, 96, STRAW, 10)
    for i in range(4):
        a = math.radians(20 + i * 90)
        sheet.stroke([hand, (hand[0] + 90 * math.cos(a), hand[1] + 90 * math.sin(a))], STRAW, 11)
    sheet.disc(*hand, 22, INK)
    _dimension(sheet, (320, 130), (320, 1060), WATER)
    _dimension(sheet, (420, 1120), (1240, 1120), WATER)
    for line in ([(300, 130), (420, 130)], [(300, 1060), (410, 1060)], [(420, 1070), (420, 1140)], [(1240, 1070), (1240, 1140)]):
        sheet.stroke(line, WATER, 3)


def bicycle(sheet: Sheet) -> None:
    """A cargo bicycle in profile: box in front, spokes, dimensions of the frame."""
    sheet.fill(box(0, 0, 1600, 1200), SHADE)
    sheet.disc(820, 560, 450, STRAW)
    sheet.rays(820, 560, 470, 800, 100, BRASS, 5)
    rear, front = (470, 800), (1250, 850)
    for (x, y), r, spokes in ((rear, 210, 36), (front, 160, 28)):
        sheet.ring(x, y, r, INK, 26)
        sheet.ring(x, y, r - 34, VERMILION, 8)
        for i in range(spokes):
            a = 2 * math.pi * i / spokes
            skew = a + (0.22 if i % 2 else -0.22)
            sheet.stroke([(x + 20 * math.cos(skew), y + 20 * math.sin(skew)), (x + (r - 38) * math.cos(a), y + (r - 38) * math.sin(a))], INK, 2.6)
        sheet.disc(x, y, 24, INK)
        sheet.disc(x, y, 10, STRAW)
    crank, saddle, steer = (680, 830), (610, 520), (860, 470)
    tubes = [[rear, crank], [rear, (622, 570)], [crank, (606, 500)], [crank, (880, 560)], [(620, 560), (872, 530)], [crank, (800, 905), (1120, 905), front], [(850, 420), (900, 660)]]
    for tube in tubes:
        sheet.stroke(tube, INK, 38)
    for tube in tubes:
        sheet.stroke(tube, VERMILION, 22)
    sheet.stroke([(905, 680), (930, 870), (1236, 846)], INK, 12)
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
    _dimension(sheet, (470, 1080), (1250, 1080), VERMILION)
    for x in (470, 1250):
        sheet.stroke([(x, 1030), (x, 1100)], VERMILION, 4)


def aircraft(sheet: Sheet) -> None:
    """The section of an airliner: three seats, an upholsterer's needle and its thread."""
    _blueprint(sheet)
    x, y = 800, 560
    sheet.disc(x, y, 540, INK)
    sheet.disc(x, y, 522, PAPER)
    sheet.disc(x, y, 486, "#0f4a53")
    for i in range(60):
        a = 2 * math.pi * i / 60
        sheet.stroke([(x + 492 * math.cos(a), y + 492 * math.sin(a)), (x + 516 * math.cos(a), y + 516 * math.sin(a))], INK, 5)
    sheet.stroke([(330, 690), (1270, 690)], PAPER, 14)
    hold = [(370, 780), (1230, 780)]
    sheet.stroke(hold, PAPER, 8)
    sheet.gouge([(345, 700), (1255, 700), (1228, 776), (372, 776)], PAPER, angle=45, gap=34, width=5, inset=4)
    for side in (-1, 1):
        bin_ = [(x + side * 170, 250), (x + side * 375, 290), (x + side * 440, 400), (x + side * 300, 400), (x + side * 180, 340)]
        sheet.fill(bin_, SHADE)
        sheet.stroke(bin_, INK, 7, closed=True)
        sheet.gouge(bin_, INK, angle=side * 24, gap=20, width=lambda t: 7 * t, inset=14)
        window = [*oval(x + side * 462, 500, 12, 60)]
        sheet.fill(window, STRAW)
    for k, sx in enumerate((520, 800, 1080)):
        back = curve([(sx - 104, 650), (sx - 112, 480), (sx - 92, 424), (sx, 408), (sx + 92, 424), (sx + 112, 480), (sx + 104, 650)], closed=True)
        sheet.fill(back, INK)
        colour = VERMILION if k == 1 else EMBER
        inner = curve([(sx - 88, 640), (sx - 96, 486), (sx - 80, 440), (sx, 426), (sx + 80, 440), (sx + 96, 486), (sx + 88, 640)], closed=True)
        sheet.fill(inner, colour)
        sheet.gouge(inner, INK, angle=90, gap=38, width=5, inset=16)
        rest = curve([(sx - 66, 430), (sx - 60, 376), (sx, 360), (sx + 60, 376), (sx + 66, 430), (sx, 446)], closed=True)
        sheet.fill(rest, INK)
        sheet.fill(curve([(sx - 52, 424), (sx - 48, 386), (sx, 374), (sx + 48, 386), (sx + 52, 424), (sx, 432)], closed=True), PAPER)
        cushion = curve([(sx - 120, 600), (sx, 588), (sx + 120, 600), (sx + 122, 650), (sx, 664), (sx - 122, 650)], closed=True)
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
    _dimension(sheet, (260, 1150), (1340, 1150), WATER)
    for end in (260, 1340):
        sheet.stroke([(end, 1110), (end, 1170)], WATER, 4)

"""Prints of walls and doors: the vault and its cut stones, the keys that change hands."""

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
    Point,
    Sheet,
    box,
    oval,
    turned,
)


def stone(sheet: Sheet) -> None:
    """A vault and its full-size drawing; cut blocks, a mallet and a chisel."""
    sheet.fill(box(0, 0, 1600, 1200), SHADE)
    sheet.fill(box(0, 1000, 1600, 1200), INK)
    sheet.gouge(box(0, 1000, 1600, 1200), SHADE, angle=0, gap=26, width=lambda t: 8 * t, longest=300)
    sheet.fill([*oval(620, 620, 400, 400, start=180, end=360), (1020, 1000), (220, 1000)], RIVER)
    sheet.rays(620, 620, 60, 390, 70, "#2f7d82", 7)
    sheet.fill(box(220, 860, 1020, 1000), "#0c3d45")
    count = 13
    for i in range(count):
        if i in (9,):
            continue
        a, b = 180 + i * 180 / count, 180 + (i + 1) * 180 / count
        lift = 0
        block = [
            *oval(620, 620 - lift, 560, 560, start=a, end=b, steps=6),
            *reversed(oval(620, 620 - lift, 400, 400, start=a, end=b, steps=6)),
        ]
        sheet.fill(block, STRAW if i == count // 2 else PAPER)
        sheet.gouge(
            block,
            BRASS if i == count // 2 else INK,
            angle=a + 100,
            gap=17,
            width=lambda t: 1 + 6 * t**2,
            inset=12,
            longest=70,
        )
        sheet.stroke(block, INK, 9, closed=True)
    for row in range(4):
        for left, right in ((60, 220), (1020, 1180)):
            y = 620 + row * 95
            split = left + (60 if row % 2 else 100)
            for a, b in ((left, split), (split, right)):
                block = box(a, y, b, y + 95)
                sheet.fill(block, PAPER)
                sheet.gouge(block, INK, angle=8, gap=17, width=lambda t: 5 * t**2, inset=12, longest=46)
                sheet.stroke(block, INK, 8, closed=True)
    # The missing voussoir hangs beside, marked with its bed.
    shift_x, shift_y = 230, -120
    a, b = 180 + 9 * 180 / count, 180 + 10 * 180 / count
    block = [
        (x + shift_x, y + shift_y)
        for x, y in [
            *oval(620, 620, 560, 560, start=a, end=b, steps=6),
            *reversed(oval(620, 620, 400, 400, start=a, end=b, steps=6)),
        ]
    ]
    sheet.fill(block, VERMILION)
    sheet.stroke(block, INK, 9, closed=True)
    cx, cy = sum(x for x, _ in block) / len(block), sum(y for _, y in block) / len(block)
    sheet.stroke([(cx - 26, cy - 26), (cx + 26, cy + 26)], PAPER, 8)
    sheet.stroke([(cx + 26, cy - 26), (cx - 26, cy + 26)], PAPER, 8)
    sheet.stroke([(cx, -10), (cx, cy - 80)], INK, 7)
    sheet.dashes([(cx - 40, cy + 60), (cx - 170, cy + 150)], VERMILION, 6)
    for r in (400, 560):
        sheet.dashes(oval(620, 620, r + 40, r + 40, start=186, end=300), VERMILION, 4)
    sheet.dashes([(620, 20), (620, 990)], VERMILION, 4, dash=30, gap=14)
    handle = turned(box(1380, 560, 1424, 900), 24, (1400, 760))
    sheet.fill(handle, BRASS)
    sheet.stroke(handle, INK, 7, closed=True)
    mass = turned(box(1300, 440, 1504, 570), 24, (1400, 760))
    sheet.fill(mass, INK)
    sheet.gouge(mass, PAPER, angle=24, gap=18, width=lambda t: 9 * (1 - t), inset=14)
    sheet.gouge(handle, STRAW, angle=114, gap=14, width=5)
    chisel = turned([(1236, 700), (1280, 700), (1276, 960), (1290, 1000), (1226, 1000), (1240, 960)], 0, (1258, 850))
    sheet.fill(chisel, EMBER)
    sheet.stroke(chisel, INK, 7, closed=True)


def keys(sheet: Sheet) -> None:
    """A bunch of workshop keys before a door ajar, where the light comes from."""
    sheet.fill(box(0, 0, 1600, 1200), INK)
    sheet.gouge(box(0, 0, 1600, 1200), RIVER, angle=90, gap=46, width=10, longest=600)
    opening = [(760, 90), (1300, 90), (1300, 1080), (760, 1080)]
    sheet.fill(opening, STRAW)
    sheet.rays(1030, 620, 60, 640, 90, PAPER, 12)
    sheet.fill([(1300, 60), (1600, 60), (1600, 1200), (1300, 1200)], INK)
    sheet.fill(box(0, 0, 756, 1080), INK)
    sheet.gouge(box(0, 0, 756, 1080), RIVER, angle=90, gap=46, width=10, longest=600)
    sheet.fill(box(700, 40, 1360, 96), INK)
    sheet.stroke([(760, 1080), (760, 90), (1300, 90), (1300, 1080)], PAPER, 10)
    sheet.gouge(box(1310, 0, 1600, 1200), RIVER, angle=90, gap=46, width=10, longest=600)
    leaf = [(760, 90), (1040, 170), (1040, 1160), (760, 1080)]
    sheet.fill(leaf, VERMILION)
    sheet.gouge(leaf, INK, angle=90, gap=30, width=lambda t: 3 + 8 * t, inset=20)
    sheet.stroke(leaf, INK, 10, closed=True)
    for y in (220, 880):
        hinge = [(760, y), (980, y + 56), (980, y + 90), (760, y + 40)]
        sheet.fill(hinge, INK)
    sheet.fill(box(0, 1080, 760, 1200), INK)
    sheet.fill([(760, 1080), (1300, 1080), (1600, 1200), (620, 1200)], STRAW)
    sheet.gouge([(1040, 1090), (1300, 1084), (1560, 1198), (960, 1198)], BRASS, angle=4, gap=20, width=7, longest=200)
    sheet.fill([(760, 1080), (1040, 1160), (960, 1200), (600, 1200)], INK)
    sheet.disc(430, 300, 22, PAPER)
    sheet.ring(430, 420, 148, INK, 40)
    sheet.ring(430, 420, 140, STRAW, 22)
    for angle, length, colour in ((34, 470, BRASS), (4, 560, STRAW), (-27, 430, EMBER)):
        _key(sheet, (430, 552), angle, length, colour)


def _key(sheet: Sheet, top: Point, angle: float, length: float, colour: str) -> None:
    x, y = top
    shank = turned(box(x - 15, y + 110, x + 15, y + length), angle, top)
    bit = turned(
        [
            (x + 15, y + length - 100),
            (x + 92, y + length - 100),
            (x + 92, y + length - 66),
            (x + 60, y + length - 66),
            (x + 60, y + length - 44),
            (x + 92, y + length - 44),
            (x + 92, y + length - 6),
            (x + 15, y + length - 6),
        ],
        angle,
        top,
    )
    (bow,) = turned([(x, y + 58)], angle, top)
    for part in (shank, bit):
        sheet.stroke(part, INK, 22, closed=True)
    sheet.ring(*bow, 82, INK, 52)
    sheet.fill(shank, colour)
    sheet.fill(bit, colour)
    sheet.ring(*bow, 71, colour, 30)
    collar = turned(box(x - 26, y + 136, x + 26, y + 160), angle, top)
    sheet.fill(collar, colour)
    sheet.gouge(shank, INK, angle=angle + 90, gap=13, width=4, inset=16)

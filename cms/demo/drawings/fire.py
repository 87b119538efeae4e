"""Prints of fire and heat: the foundry, the bakery, the brewery, the energy of a workshop."""

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
    Sheet,
    box,
    curve,
    oval,
    turned,
)


def foundry(sheet: Sheet) -> None:
    """A ladle tips and pours metal into a mould."""
    sheet.fill(box(0, 0, 1600, 1200), INK)
    # The glow of the pour is the light of the whole scene.
    sheet.disc(1010, 640, 430, VERMILION)
    sheet.rays(1010, 640, 440, 760, 120, VERMILION, 9)
    sheet.rays(1010, 640, 560, 1100, 90, BRASS, 6)
    for x in range(-80, 1700, 260):
        roof = [(x, 300), (x, 130), (x + 260, 300)]
        sheet.fill(roof, INK)
        sheet.stroke([*roof, roof[0]], PAPER, 4)
        sheet.gouge([(x + 14, 285), (x + 14, 170), (x + 190, 285)], PAPER, angle=90, gap=22, width=5)
    sheet.fill(box(0, 296, 1600, 330), INK)
    sheet.stroke([(0, 330), (1600, 330)], PAPER, 4)
    # Crane, chain and ladle.
    sheet.stroke([(560, 330), (560, 420)], PAPER, 6)
    sheet.ring(560, 438, 20, PAPER, 8)
    bail = curve([(400, 640), (420, 520), (560, 452), (700, 520), (720, 640)])
    sheet.stroke(bail, PAPER, 16)
    ladle = turned([(330, 560), (770, 560), (720, 900), (680, 940), (420, 940), (380, 900)], 28, (550, 720))
    sheet.fill(ladle, INK)
    sheet.stroke(ladle, PAPER, 7, closed=True)
    sheet.gouge(ladle, PAPER, angle=118, gap=19, width=lambda t: 9 * (1 - t) ** 1.6, inset=16)
    band = turned(box(352, 650, 750, 690), 28, (550, 720))
    sheet.fill(band, BRASS)
    sheet.stroke(band, PAPER, 4, closed=True)
    for x in (400, 480, 560, 640, 710):
        (rivet,) = turned([(x, 670)], 28, (550, 720))
        sheet.disc(*rivet, 8, PAPER)
    mouth = turned(oval(550, 560, 220, 40), 28, (550, 720))
    sheet.fill(mouth, STRAW)
    sheet.stroke(mouth, PAPER, 6, closed=True)
    # The stream of metal, from the lip into the mould.
    lip = turned([(770, 560)], 28, (550, 720))[0]
    stream = curve([lip, (lip[0] + 110, lip[1] + 60), (lip[0] + 165, lip[1] + 210), (1030, 960)])
    sheet.stroke(stream, STRAW, 44)
    sheet.stroke(stream, PAPER, 20)
    for i in range(46):
        a = math.radians(sheet.random.uniform(190, 350))
        r = sheet.random.uniform(40, 330)
        left, top = 1030 + r * math.cos(a), 950 + r * math.sin(a) * 0.8
        sheet.cut((left, top), (left + 26 * math.cos(a), top + 26 * math.sin(a)), STRAW if i % 3 else PAPER, 7)
    # The mould, clamped, in the sand.
    for left, right, top in ((840, 1220, 960), (800, 1260, 1050)):
        flask = box(left, top, right, top + 110)
        sheet.fill(flask, INK)
        sheet.stroke(flask, PAPER, 6, closed=True)
        sheet.gouge(flask, PAPER, angle=0, gap=20, width=lambda t: 8 * t, inset=16, longest=120)
    sheet.fill([(990, 960), (1070, 960), (1050, 990), (1010, 990)], STRAW)
    sheet.gouge(box(-20, 1120, 800, 1210), PAPER, angle=-3, gap=20, width=6, longest=150)
    sheet.gouge(box(1265, 1120, 1620, 1210), PAPER, angle=3, gap=20, width=6, longest=150)


def bakery(sheet: Sheet) -> None:
    """A split loaf on the peel, under the vault of the oven, between two ears of wheat."""
    sheet.fill(box(0, 0, 1600, 1200), SHADE)
    vault = [*oval(800, 760, 660, 640, start=180, end=360), (1460, 1010), (140, 1010)]
    sheet.fill(vault, INK)
    for i in range(15):
        a = 180 + i * 12.0
        stone = [
            *oval(800, 760, 660, 640, start=a + 0.7, end=a + 11.3),
            *reversed(oval(800, 760, 540, 520, start=a + 0.7, end=a + 11.3)),
        ]
        sheet.fill(stone, BRASS if i % 2 else INK)
        sheet.gouge(stone, PAPER if i % 2 == 0 else STRAW, angle=a + 96, gap=17, width=lambda t: 2 + 4 * t, inset=9)
    sheet.fill([*oval(800, 760, 520, 500, start=180, end=360), (1320, 1010), (280, 1010)], VERMILION)
    embers = [*oval(800, 760, 520, 500, start=180, end=360), (1320, 850), (280, 850)]
    sheet.gouge(embers, INK, angle=90, gap=26, width=lambda t: 16, inset=6, longest=0)
    sheet.fill([*oval(800, 900, 470, 420, start=180, end=360), (1270, 1010), (330, 1010)], VERMILION)
    sheet.rays(800, 900, 300, 480, 90, EMBER, 10)
    sheet.fill(box(0, 1005, 1600, 1200), INK)
    sheet.gouge(box(0, 1005, 1600, 1200), SHADE, angle=0, gap=24, width=lambda t: 2 + 6 * t, longest=260)
    # The peel and its handle, towards us.
    sheet.fill(curve([(420, 930), (800, 900), (1180, 930), (1160, 985), (800, 1000), (440, 985)], closed=True), STRAW)
    sheet.fill([(735, 985), (865, 985), (900, 1200), (700, 1200)], STRAW)
    sheet.gouge([(735, 985), (865, 985), (900, 1200), (700, 1200)], BRASS, angle=90, gap=20, width=5)
    # The loaf, its crust and its four slashes.
    loaf = curve(
        [
            (440, 880),
            (500, 720),
            (660, 620),
            (800, 600),
            (940, 620),
            (1100, 720),
            (1160, 880),
            (1060, 945),
            (800, 960),
            (540, 945),
        ],
        closed=True,
    )
    sheet.fill(loaf, INK)
    crust = curve(
        [
            (462, 872),
            (520, 730),
            (670, 642),
            (800, 624),
            (930, 642),
            (1080, 730),
            (1138, 872),
            (1045, 925),
            (800, 936),
            (555, 925),
        ],
        closed=True,
    )
    sheet.fill(crust, STRAW)
    sheet.gouge(crust, BRASS, angle=8, gap=21, width=lambda t: 1 + 13 * t**2, longest=110)
    for x, lean in ((600, 46), (735, 30), (865, 30), (1000, 46)):
        slash = curve(
            [(x - 50, 880), (x - 34 + lean / 3, 780), (x + lean, 680), (x + 34, 790), (x - 14, 884)], closed=True
        )
        sheet.fill(slash, INK)
        inner = curve(
            [(x - 38, 872), (x - 20 + lean / 3, 786), (x + lean - 8, 704), (x + 20, 794), (x - 16, 872)], closed=True
        )
        sheet.fill(inner, PAPER)
    for side in (-1, 1):
        _ear(sheet, 800 + side * 640, 1130, side)


def _ear(sheet: Sheet, x: float, foot: float, side: int) -> None:
    stem = curve([(x, foot), (x + side * 12, foot - 300), (x - side * 6, foot - 640)])
    sheet.stroke(stem, INK, 20)
    sheet.stroke(stem, STRAW, 9)
    for i in range(9):
        y = foot - 330 - i * 52
        for lean in (-1, 1):
            grain = turned(oval(x, y, 21, 46), lean * 32, (x - lean * 6, y + 40))
            sheet.fill(grain, INK)
            core = turned(oval(x, y, 14, 37), lean * 32, (x - lean * 6, y + 40))
            sheet.fill(core, STRAW)
            ax, ay = turned([(x, y - 46)], lean * 32, (x - lean * 6, y + 40))[0]
            sheet.cut((ax, ay), (ax + lean * 66, ay - 120), INK, 6)


def brewery(sheet: Sheet) -> None:
    """Two brewing kettles above the waters that meet."""
    sheet.fill(box(0, 0, 1600, 1200), RIVER)
    sheet.disc(800, 470, 400, STRAW)
    sheet.rays(800, 470, 415, 820, 110, STRAW, 7)
    for x, width, top in ((520, 400, 470), (1090, 460, 400)):
        left, right, bottom = x - width / 2, x + width / 2, 900
        dome = [*oval(x, top + 60, width / 2, 190, start=180, end=360)]
        neck = [(x - 46, top - 110), (x - 30, top - 260), (x + 30, top - 260), (x + 46, top - 110)]
        for part in (
            neck,
            dome,
            box(left, top + 60, right, bottom),
            [(left, bottom), (right, bottom), (x + 60, bottom + 90), (x - 60, bottom + 90)],
        ):
            sheet.fill(part, INK)
        copper = [*oval(x, top + 60, width / 2 - 10, 178, start=180, end=360)]
        sheet.fill(copper, EMBER)
        sheet.gouge(copper, INK, angle=90, gap=24, width=lambda t: 2 + 15 * t**2, inset=10)
        vessel = box(left + 10, top + 72, right - 10, bottom - 6)
        sheet.fill(vessel, EMBER)
        sheet.gouge(vessel, INK, angle=90, gap=25, width=lambda t: 2 + 19 * t**2, inset=16)
        sheet.gouge(
            box(left + 22, top + 84, left + width * 0.36, bottom - 20),
            PAPER,
            angle=90,
            gap=30,
            width=lambda t: 10 * (1 - t),
        )
        for y in (top + 66, top + 250, bottom - 40):
            sheet.fill(box(left - 8, y, right + 8, y + 22), INK)
            for k in range(9):
                sheet.disc(left + 16 + k * (width - 32) / 8, y + 11, 5, STRAW)
        sheet.disc(x, top + 170, 56, INK)
        sheet.ring(x, top + 170, 44, PAPER, 5)
        sheet.stroke([(x, top + 170), (x + 24, top + 142)], VERMILION, 7)
        for leg in (left + 40, right - 40):
            sheet.fill(box(leg - 14, bottom, leg + 14, 1010), INK)
    pipe = [(520, 215), (520, 130), (1090, 130), (1090, 150)]
    sheet.stroke(pipe, INK, 52)
    sheet.stroke(pipe, EMBER, 32)
    sheet.stroke([(545, 120), (1065, 120)], PAPER, 6)
    drain = [(580, 975), (580, 1000), (860, 1000), (860, 780)]
    sheet.stroke(drain, INK, 40)
    sheet.stroke(drain, EMBER, 22)
    sheet.fill(box(0, 1010, 1600, 1200), INK)
    for row in range(7):
        y = 1034 + row * 26
        for k in range(11):
            x = k * 160 - 60 + (row % 2) * 80
            wave = curve([(x, y), (x + 40, y - 11), (x + 80, y), (x + 120, y + 9)])
            sheet.stroke(wave, WATER if row % 2 else PAPER, 5 + row * 0.4)


def energy(sheet: Sheet) -> None:
    """A workshop in section: the heat of the oven runs through pipes; panels on the roof."""
    sheet.fill(box(0, 0, 1600, 1200), RIVER)
    for x in range(0, 1601, 50):
        sheet.stroke([(x, 0), (x, 1200)], "#22686f", 3 if x % 250 == 0 else 1.2)
    for y in range(0, 1201, 50):
        sheet.stroke([(0, y), (1600, y)], "#22686f", 3 if y % 250 == 0 else 1.2)
    sheet.disc(1290, 190, 92, STRAW)
    sheet.rays(1290, 190, 112, 190, 26, STRAW, 10)
    house = [
        (220, 1040),
        (220, 560),
        (520, 330),
        (520, 560),
        (820, 330),
        (820, 560),
        (1120, 330),
        (1120, 560),
        (1400, 560),
        (1400, 1040),
    ]
    sheet.fill(house, "#0f4a53")
    sheet.stroke(house, PAPER, 10, closed=True)
    for x in (220, 520, 820):
        slope = [(x + 20, 535), (x + 285, 332), (x + 268, 310), (x + 3, 513)]
        sheet.fill(slope, INK)
        sheet.stroke(slope, PAPER, 4, closed=True)
        for k in range(1, 6):
            t = k / 6
            sheet.stroke([(x + 20 + 265 * t, 535 - 203 * t), (x + 3 + 265 * t, 513 - 203 * t)], PAPER, 4)
    # Oven, exchanger and tank, tied by the run of heat.
    oven = [*oval(430, 820, 130, 120, start=180, end=360), (560, 1000), (300, 1000)]
    sheet.fill(oven, INK)
    sheet.stroke(oven, PAPER, 7, closed=True)
    fire = curve([(370, 985), (350, 900), (400, 850), (420, 780), (470, 860), (510, 900), (490, 985)], closed=True)
    sheet.fill(fire, VERMILION)
    sheet.fill(curve([(400, 985), (395, 930), (430, 870), (465, 930), (460, 985)], closed=True), STRAW)
    run = [(430, 700), (430, 620), (760, 620), (760, 700)]
    sheet.stroke(run, VERMILION, 26)
    for k in range(6):
        y = 712 + k * 44
        sheet.stroke(
            curve([(690, y), (830, y), (846, y + 11), (830, y + 22), (690, y + 22), (674, y + 33), (690, y + 44)]),
            VERMILION,
            15,
        )
    back = [(760, 976), (760, 1006), (620, 1006), (620, 960), (566, 960)]
    sheet.stroke(back, WATER, 20)
    sheet.stroke(box(650, 680, 870, 990), PAPER, 6, closed=True)
    sheet.stroke([(870, 730), (1010, 730)], EMBER, 22)
    sheet.stroke([(870, 940), (1010, 940)], WATER, 20)
    tank = [*oval(1110, 690, 100, 46, start=180, end=360), (1210, 960), *oval(1110, 960, 100, 40, start=0, end=180)]
    sheet.fill(tank, INK)
    sheet.stroke(tank, PAPER, 7, closed=True)
    sheet.fill(
        [
            (1022, 780),
            *curve([(1022, 780), (1066, 766), (1110, 780), (1154, 794), (1198, 780)]),
            (1198, 955),
            *oval(1110, 955, 88, 34, start=0, end=180),
        ],
        WATER,
    )
    sheet.gouge(box(1026, 800, 1194, 960), RIVER, angle=0, gap=22, width=6, longest=70)
    sheet.disc(1310, 740, 62, PAPER)
    sheet.ring(1310, 740, 62, INK, 8)
    for k in range(9):
        a = math.radians(150 + k * 30)
        sheet.stroke(
            [(1310 + 46 * math.cos(a), 740 + 46 * math.sin(a)), (1310 + 54 * math.cos(a), 740 + 54 * math.sin(a))],
            INK,
            4,
        )
    sheet.stroke([(1310, 740), (1282, 712)], VERMILION, 8)
    sheet.stroke([(1310, 802), (1310, 860), (1210, 860)], PAPER, 6)
    sheet.fill(box(0, 1040, 1600, 1200), INK)
    sheet.gouge(box(0, 1050, 1600, 1200), WATER, angle=0, gap=24, width=lambda t: 7 * (1 - t), longest=200)

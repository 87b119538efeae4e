"""The block that the demonstration's prints are cut in: ink, gouge marks, ruled lines. Pillow and geometry only."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

Point = tuple[float, float]
Colour = str

WIDTH, HEIGHT = 1600, 1200
# Drawn twice as large and reduced, which gives edges as clean as a print's.
SCALE = 2

PAPER, SHADE, INK = "#f6f3ec", "#e6dfcf", "#10212b"
VERMILION, RIVER, BRASS = "#b42a15", "#155a64", "#75530f"
EMBER, WATER, STRAW = "#dd6a3f", "#6fa3a6", "#d9b262"


def curve(points: Sequence[Point], *, closed: bool = False, steps: int = 14) -> list[Point]:
    """Return a smooth line through points (Catmull-Rom)."""
    count = len(points)
    spans = count if closed else count - 1
    line: list[Point] = []
    for i in range(spans):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(max(i + k, 0), count - 1)] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            line.append(tuple(_spline(a, b, c, d, t) for a, b, c, d in zip(p0, p1, p2, p3, strict=True)))  # type: ignore[arg-type]
    if not closed:
        line.append(points[-1])
    return line


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def oval(
    x: float, y: float, rx: float, ry: float, *, start: float = 0, end: float = 360, steps: int = 72
) -> list[Point]:
    """Return points on an ellipse, clockwise on the sheet; angles in degrees."""
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """Return the corners of a rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def turned(points: Iterable[Point], degrees: float, centre: Point) -> list[Point]:
    """Return points turned around a centre."""
    a = math.radians(degrees)
    cx, cy = centre
    return [
        (cx + (x - cx) * math.cos(a) - (y - cy) * math.sin(a), cy + (x - cx) * math.sin(a) + (y - cy) * math.cos(a))
        for x, y in points
    ]


class Sheet:
    """One print. Units: all lengths in a field of 1600 by 1200, origin at the top left."""

    def __init__(self, ground: Colour, *, seed: str) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image)
        # The same seed gives the same print on every machine; nothing here is secret.
        self.random = random.Random(seed)  # noqa: S311

    def fill(self, outline: Iterable[Point], colour: Colour) -> None:
        """Lay flat ink inside an outline."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in outline], fill=colour)

    def disc(self, x: float, y: float, r: float, colour: Colour) -> None:
        """Lay a flat disc."""
        self.pen.ellipse([(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE], fill=colour)

    def stroke(self, line: Sequence[Point], colour: Colour, width: float, *, closed: bool = False) -> None:
        """Rule a line of even width with round joints and ends."""
        scaled = (
            [(x * SCALE, y * SCALE) for x, y in (*line, line[0])]
            if closed
            else [(x * SCALE, y * SCALE) for x, y in line]
        )
        self.pen.line(scaled, fill=colour, width=max(1, round(width * SCALE)), joint="curve")
        if width > 10:
            # Pillow leaves cracks in the joints of wide curves.
            for x, y in line:
                self.disc(x, y, width / 2, colour)
        elif not closed and width > 3:
            for x, y in (line[0], line[-1]):
                self.disc(x, y, width / 2, colour)

    def ring(self, x: float, y: float, r: float, colour: Colour, width: float) -> None:
        """Rule a circle."""
        self.pen.ellipse(
            [(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE],
            outline=colour,
            width=max(1, round(width * SCALE)),
        )

    def dashes(self, line: Sequence[Point], colour: Colour, width: float, *, dash: float = 16, gap: float = 12) -> None:
        """Rule a broken line."""
        drawn, left = True, dash
        for (ax, ay), (bx, by) in pairwise(line):
            length, done = math.dist((ax, ay), (bx, by)), 0.0
            while done < length:
                step = min(left, length - done)
                if drawn:
                    ends = [done / length, (done + step) / length]
                    self.stroke([(ax + (bx - ax) * t, ay + (by - ay) * t) for t in ends], colour, width)
                done, left = done + step, left - step
                if left <= 0:
                    drawn = not drawn
                    left = dash if drawn else gap

    def cut(self, start: Point, end: Point, colour: Colour, width: float) -> None:
        """Make one stroke of the gouge: a sliver, pointed at both ends, that wavers a little."""
        (ax, ay), (bx, by) = start, end
        length = math.dist(start, end)
        if length < 2:
            return
        nx, ny = -(by - ay) / length, (bx - ax) / length
        profile = [(0.0, 0.0), (0.12, 0.7), (0.45, 1.0), (0.8, 0.85), (1.0, 0.0)]
        upper, lower = [], []
        for t, share in profile:
            half = width * share * self.random.uniform(0.85, 1.15) / 2
            x, y = ax + (bx - ax) * t, ay + (by - ay) * t
            upper.append((x + nx * half, y + ny * half))
            lower.append((x - nx * half, y - ny * half))
        self.fill([*upper, *reversed(lower)], colour)

    def gouge(
        self,
        outline: Sequence[Point],
        colour: Colour,
        *,
        angle: float,
        gap: float,
        width: float | Callable[[float], float],
        inset: float = 5,
        longest: float = 0,
    ) -> None:
        """Hatch an outline with strokes of the gouge.

        Shape: `width` may be a function of the position across the outline, from 0 to 1, which makes light and shade.
        Units: `angle` in degrees from the horizontal; `longest` breaks longer strokes (0 keeps them whole).
        """
        level = turned(outline, -angle, (0, 0))
        top, bottom = min(y for _, y in level), max(y for _, y in level)
        y = top + gap / 2
        while y < bottom:
            across = (y - top) / (bottom - top)
            thick = width(across) if callable(width) else width
            if thick > 0.4:
                for left, right in _spans(level, y):
                    self._row(left + inset, right - inset, y, angle, colour, thick, longest)
            y += gap * self.random.uniform(0.92, 1.08)

    def _row(
        self, left: float, right: float, y: float, angle: float, colour: Colour, width: float, longest: float
    ) -> None:
        while right - left > 4:
            reach = longest * self.random.uniform(0.5, 1.0) if longest else right - left
            end = min(right, left + reach)
            start_point, end_point = turned([(left, y), (end, y)], angle, (0, 0))
            self.cut(start_point, end_point, colour, width)
            left = end + width * 1.6

    def rays(self, x: float, y: float, inner: float, outer: float, count: int, colour: Colour, width: float) -> None:
        """Cut strokes outwards from a centre."""
        for i in range(count):
            a = 2 * math.pi * (i + self.random.uniform(-0.2, 0.2)) / count
            far = outer * self.random.uniform(0.8, 1.0)
            near = inner * self.random.uniform(1.0, 1.06)
            self.cut(
                (x + near * math.cos(a), y + near * math.sin(a)),
                (x + far * math.cos(a), y + far * math.sin(a)),
                colour,
                width,
            )

    def chatter(self, area: Sequence[Point], colour: Colour, *, count: int, angle: float, length: float = 34) -> None:
        """Leave the small ridges that a gouge forgets in a cleared area."""
        (left, top), (right, bottom) = area
        for _ in range(count):
            x, y = self.random.uniform(left, right), self.random.uniform(top, bottom)
            a = math.radians(angle + self.random.uniform(-14, 14))
            reach = length * self.random.uniform(0.4, 1.0)
            self.cut((x, y), (x + reach * math.cos(a), y + reach * math.sin(a)), colour, self.random.uniform(1.5, 4))

    def finished(self) -> Image.Image:
        """Return the print at its final size."""
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)


def _spans(outline: Sequence[Point], y: float) -> list[tuple[float, float]]:
    crossings = sorted(
        ax + (y - ay) * (bx - ax) / (by - ay)
        for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True)
        if (ay <= y) != (by <= y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))

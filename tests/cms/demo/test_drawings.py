"""The prints: whole, different from each other, and the same on every machine."""

import io

import pytest
from PIL import Image as Pillow

from cms.demo.content import read, read_all
from cms.demo.drawings import DRAWINGS, NAMES, drawn
from cms.demo.drawings.sheet import HEIGHT, INK, PAPER, WIDTH, Sheet, box, curve


class TestDrawn:
    @pytest.mark.parametrize("name", DRAWINGS)
    def test_is_a_print_of_several_inks(self, name: str) -> None:
        picture = Pillow.open(io.BytesIO(drawn(name)))
        assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
        inks = picture.convert("RGB").resize((80, 60)).quantize(16).getcolors()
        assert len(inks) >= 4
        # Something is drawn everywhere: no single ink covers nearly all.
        assert max(count for count, _ink in inks) < 80 * 60 * 0.9

    def test_is_the_same_each_time(self) -> None:
        assert drawn("foundry") == drawn("foundry")

    def test_every_text_names_a_drawing_that_exists(self) -> None:
        entries = [*read_all("ambassadors"), *read_all("chapters"), *read_all("news"), read("pages", "home")]
        assert {entry.head["drawing"] for entry in entries} <= DRAWINGS.keys()

    def test_each_has_a_name_of_its_own_for_the_library(self) -> None:
        assert NAMES.keys() == DRAWINGS.keys()
        assert len(set(NAMES.values())) == len(NAMES)

    def test_unknown_name(self) -> None:
        with pytest.raises(KeyError):
            drawn("unicorn")


class TestSheet:
    def test_gouge_stays_inside_its_outline(self) -> None:
        sheet = Sheet(PAPER, seed="test")
        sheet.gouge(box(400, 300, 800, 600), INK, angle=30, gap=20, width=10)
        marked = Pillow.eval(sheet.finished().convert("L"), lambda level: 255 if level < 128 else 0).getbbox()
        assert marked is not None
        left, top, right, bottom = marked
        assert left >= 395
        assert top >= 295
        assert right <= 805
        assert bottom <= 605

    def test_a_curve_passes_through_its_points(self) -> None:
        points = [(0.0, 0.0), (10.0, 30.0), (40.0, 10.0)]
        line = curve(points)
        assert all(point in line for point in points)

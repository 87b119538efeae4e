"""Which files an image has, under which names, and the public shape that follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.media.audiences import Audience
from cms.media.models import Image
from cms.media.presets import PRESETS, image_shape, planned_renditions, unjudged_shape
from cms.media.rights import RightsFacts
from tests.cms.media.pictures import RIGHTS

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FACTS = RightsFacts(frozenset({1}))


def image(width: int = 2400, height: int = 1600, **fields: Any) -> Image:
    """Return an unsaved image with every right."""
    known = {"pk": 1, "collection_id": 1, "file_hash": "a" * 40, "placeholder": "data:image/webp;base64,AAAA"}
    return Image(width=width, height=height, **{**known, **RIGHTS, **fields})


def names(of: Image) -> set[str]:
    """Return all public names of an image."""
    return {one.name for one in planned_renditions(of)}


class TestShape:
    def test_it_works(self) -> None:
        shape = image_shape(
            image(), base_url="https://example.org/", alt=None, audience=Audience.OPEN, now=NOW, facts=FACTS
        )
        assert shape is not None
        assert (shape.width, shape.height) == (1200, 800)
        assert shape.url.startswith("https://example.org/media/renditions/")
        assert shape.url.endswith(".jpg")
        assert (shape.alt, shape.credit, shape.licence) == (RIGHTS["default_alt"], RIGHTS["credit"], RIGHTS["licence"])
        assert [(one.width, one.type) for one in shape.srcset] == [
            (width, f"image/{kind}") for kind in ("avif", "webp", "jpeg") for width in (400, 800, 1200, 1600)
        ]

    def test_is_none_without_the_right(self) -> None:
        photo = image(may_open=False)
        for audience, expected in ((Audience.OPEN, False), (Audience.PARTNERS, True), (Audience.OWN, True)):
            shape = image_shape(photo, base_url="", alt=None, audience=audience, now=NOW, facts=FACTS)
            assert (shape is not None) is expected

    def test_is_none_once_the_rights_have_ended(self) -> None:
        photo = image(rights_until=NOW + timedelta(seconds=1))
        for now, expected in ((NOW, True), (NOW + timedelta(seconds=1), False)):
            shape = image_shape(photo, base_url="", alt=None, audience=Audience.OWN, now=now, facts=FACTS)
            assert (shape is not None) is expected

    def test_two_computations_agree_to_the_byte(self) -> None:
        shapes = {unjudged_shape(image(), base_url="https://example.org", alt=None).model_dump_json() for _ in range(3)}
        assert len(shapes) == 1

    def test_needs_no_query_and_no_file(self, db: None, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            image_shape(image(), base_url="", alt=None, audience=Audience.OWN, now=NOW, facts=FACTS)

    @pytest.mark.parametrize(("given", "expected"), [(None, RIGHTS["default_alt"]), ("", ""), ("Autre", "Autre")])
    def test_the_alternative_text_of_a_use_goes_first(self, given: str | None, expected: str) -> None:
        assert unjudged_shape(image(), base_url="", alt=given).alt == expected

    def test_the_focal_point_is_the_centre_until_set(self) -> None:
        assert unjudged_shape(image(), base_url="", alt=None).focal_point.model_dump() == {"x": 0.5, "y": 0.5}
        focal = unjudged_shape(image(focal_point_x=600, focal_point_y=400), base_url="", alt=None).focal_point
        assert focal.model_dump() == {"x": 0.25, "y": 0.25}

    def test_a_focal_point_beyond_the_edge_stays_within(self) -> None:
        focal = unjudged_shape(image(focal_point_x=9999, focal_point_y=1), base_url="", alt=None).focal_point
        assert focal.x == 1


class TestSizes:
    @pytest.mark.parametrize(
        ("width", "height", "expected"),
        [
            (2400, 1600, [(400, 267), (800, 533), (1200, 800), (1600, 1067)]),
            (1600, 900, [(400, 225), (800, 450), (1200, 675), (1600, 900)]),
            (1000, 500, [(400, 200), (800, 400), (1000, 500)]),
            (400, 600, [(400, 600)]),
            (20, 10, [(20, 10)]),
            (1, 1, [(1, 1)]),
            (5000, 3, [(400, 1), (800, 1), (1200, 1), (1600, 1)]),
        ],
    )
    def test_story_never_grows(self, width: int, height: int, expected: list[tuple[int, int]]) -> None:
        planned = [one for one in planned_renditions(image(width, height), "story") if one.format == "jpg"]
        assert [(one.width, one.height) for one in planned] == expected

    @pytest.mark.parametrize(("width", "height"), [(2400, 1600), (300, 900), (50, 50), (7, 3), (1, 9)])
    @pytest.mark.parametrize("preset", PRESETS)
    def test_crops_stay_within_the_picture(self, width: int, height: int, preset: str) -> None:
        for x, y in ((0, 0), (width, height), (width // 2, 0)):
            photo = image(width, height, focal_point_x=x, focal_point_y=y)
            for one in planned_renditions(photo, preset):
                left, top, right, bottom = one.crop
                assert 0 <= left < right <= width
                assert 0 <= top < bottom <= height
                assert 1 <= one.width <= right - left
                assert 1 <= one.height <= bottom - top

    def test_the_plate_is_square_around_the_focal_point(self) -> None:
        one = planned_renditions(image(2000, 1000, focal_point_x=1900, focal_point_y=500), "plate")[-1]
        assert (one.width, one.height) == (480, 480)
        assert one.crop == (1000, 0, 2000, 1000)

    def test_the_social_card_has_its_size(self) -> None:
        (one,) = planned_renditions(image(), "social")
        assert (one.width, one.height, one.format) == (1200, 630, "jpg")


class TestNames:
    def test_are_all_different_and_of_128_bits(self) -> None:
        found = names(image())
        assert len(found) == len(planned_renditions(image()))
        assert all(len(name.partition(".")[0]) == 32 for name in found)

    @pytest.mark.parametrize(
        "change",
        [
            {"pk": 2},
            {"file_hash": "b" * 40},
            {"credit": "Autre"},
            {"author": "Autre"},
            {"licence": "CC0-1.0"},
            {"focal_point_x": 10, "focal_point_y": 10},
        ],
    )
    def test_follow_what_the_file_holds(self, change: dict[str, Any]) -> None:
        assert not names(image()) & names(image(**change))

    @pytest.mark.parametrize(
        "change", [{"title": "x"}, {"may_open": False}, {"default_alt": "x"}, {"rights_until": NOW}]
    )
    def test_do_not_follow_anything_else(self, change: dict[str, Any]) -> None:
        assert names(image()) == names(image(**change))

    def test_cannot_be_told_without_the_secret(self, settings: Any) -> None:
        before = names(image())
        settings.SECRET_KEY = "another"
        assert not before & names(image())

    def test_a_withdrawn_image_has_none(self) -> None:
        assert planned_renditions(image(is_withdrawn=True)) == ()
        with pytest.raises(ValueError, match="withdrawn"):
            unjudged_shape(image(is_withdrawn=True), base_url="", alt=None)

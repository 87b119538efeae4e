"""Every picture says what it shows to those who cannot see it, wherever it stands on a page."""

from __future__ import annotations

from typing import Any

import pytest

from cms.workflow.completeness import obstacles
from tests import factories

pytestmark = pytest.mark.django_db


def photo(image: Any, alt: str = "") -> dict[str, Any]:
    return {"image": image, "alt": alt, "caption": ""}


def bodies(image: Any, alt: str) -> list[tuple[str, Any]]:
    """A picture in each place of a story that can hold one."""
    step = {"title": "La coulée", "text": "<p>À 1 100 degrés.</p>", "photo": photo(image, alt)}
    return [
        ("photo", photo(image, alt)),
        ("gallery", {"title": "", "photos": [photo(image, alt), photo(image, alt)]}),
        ("steps", {"title": "", "steps": [step]}),
    ]


class TestPictures:
    def test_it_works(self) -> None:
        page = factories.article(is_live=False, image=factories.image(), body=bodies(factories.image(), ""))
        assert obstacles(page) == []

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_one_without_words_is_found_wherever_it_stands(self, place: int) -> None:
        silent = factories.image(default_alt="")
        page = factories.article(is_live=False, body=[bodies(silent, "")[place]])
        found = obstacles(page)
        assert {(reason.code, reason.field) for reason in found} == {("picture-undescribed", "body")}
        assert silent.title in str(found[0].message)

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_words_for_this_use_are_enough(self, place: int) -> None:
        silent = factories.image(default_alt="")
        page = factories.article(is_live=False, body=[bodies(silent, "Une cloche sort du moule.")[place]])
        assert obstacles(page) == []

    def test_the_lead_picture_too(self) -> None:
        silent = factories.image(default_alt="")
        page = factories.article(is_live=False, image=silent)
        (reason,) = obstacles(page)
        assert (reason.code, reason.field) == ("picture-undescribed", "image_alt")
        assert reason.url == f"/admin/pages/{page.pk}/edit/#id_image_alt"
        page.image_alt = "Une mouleuse au travail."
        assert obstacles(page) == []

    def test_a_picture_that_is_gone_is_another_check_s_business(self) -> None:
        page = factories.article(is_live=False, body=[("photo", photo(None))])
        assert "picture-undescribed" not in {reason.code for reason in obstacles(page)}

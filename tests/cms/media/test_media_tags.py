"""Pictures in pages, for visitors and for previewing editors."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.template import Context, Template
from django.test import RequestFactory

from cms.media.models import Image
from cms.media.presets import planned_renditions, unjudged_shape
from tests.cms.media.pictures import RIGHTS, encoded, make_image

pytestmark = pytest.mark.django_db

PICTURE = '{% load media_tags %}{% picture image sizes="50vw" %}{% credit image %}'


def rendered(image: Any, source: str = PICTURE, request: Any = None) -> BeautifulSoup:
    """Render a template with an image."""
    context = {"image": image} if request is None else {"image": image, "request": request}
    return BeautifulSoup(Template(source).render(Context(context)), "html.parser")


class TestShown:
    def test_it_works(self) -> None:
        photo = make_image(encoded(width=1000, height=500), focal_point_x=250, focal_point_y=100)
        html = rendered(photo)
        assert [source["type"] for source in html.find_all("source")] == ["image/avif", "image/webp"]
        img = html.find("img")
        assert (img["width"], img["height"], img["alt"], img["loading"]) == ("1000", "500", "Une mouleuse.", "lazy")
        assert img["srcset"].count("w,") == 2
        assert "fetchpriority" not in img.attrs
        assert {"photo", "focus-x-2", "focus-y-2"} <= set(html.find("picture")["class"])
        assert "style" not in str(html)
        assert html.find("a", rel="license").text == "CC-BY-4.0"
        assert RIGHTS["credit"] in html.text

    def test_every_address_is_behind_the_door(self) -> None:
        photo = make_image()
        known = {one.path for one in planned_renditions(photo)}
        html = rendered(photo)
        used = {html.find("img")["src"]}
        for tag in html.find_all(["source", "img"]):
            used |= {part.split()[0] for part in tag["srcset"].split(", ")}
        assert used <= known

    def test_the_first_picture_of_a_page_is_loaded_at_once(self) -> None:
        img = rendered(make_image(), '{% load media_tags %}{% picture image loading="eager" alt="" %}').find("img")
        assert (img["loading"], img["fetchpriority"], img["alt"]) == ("eager", "high", "")

    def test_the_public_form_of_an_image_gives_the_same(self) -> None:
        photo = make_image()
        shape = unjudged_shape(photo, base_url="", alt=None)
        assert str(rendered(photo)) == str(rendered(shape)) == str(rendered(shape.model_dump()))

    def test_another_preset(self) -> None:
        html = rendered(make_image(), '{% load media_tags %}{% picture image preset="plate" %}')
        assert html.find("img")["width"] == html.find("img")["height"]

    def test_a_credit_cannot_act(self) -> None:
        assert rendered(make_image(credit="<script>alert(1)</script>")).find("script") is None

    def test_rights_are_asked_once_per_request(self, django_assert_num_queries: Any) -> None:
        photo = make_image()
        with django_assert_num_queries(2):
            rendered(photo, request=RequestFactory().get("/"))


class TestRefused:
    @pytest.mark.parametrize("fields", [{"may_site": False}, {"is_withdrawn": True}, {"persons": "unknown"}])
    def test_a_dignified_placeholder(self, fields: dict[str, Any]) -> None:
        photo = make_image(**fields)
        html = rendered(photo)
        assert html.find("img") is None
        box = html.find(class_="photo-refusee")
        assert box["role"] == "img"
        assert box["aria-label"]
        for secret in (RIGHTS["credit"], RIGHTS["default_alt"], photo.title, photo.file.name, "/media/"):
            assert secret not in str(html)

    def test_no_image_is_nothing(self) -> None:
        assert str(rendered(None)).strip() == ""


class TestPreview:
    def request(self, user: User) -> Any:
        """Return a request as Wagtail makes it for a preview."""
        request = RequestFactory().get("/")
        request.user = user
        request.is_preview = True  # type: ignore[attr-defined]
        return request

    def test_an_editor_sees_the_photo_and_why_nobody_else_will(self) -> None:
        html = rendered(make_image(may_site=False), request=self.request(User.objects.create_superuser("a")))
        assert html.find("img") is not None
        assert len(html.find(class_="photo-preview-note").find_all("li")) == 1

    def test_a_withdrawn_photo_is_shown_to_nobody(self) -> None:
        html = rendered(make_image(is_withdrawn=True), request=self.request(User.objects.create_superuser("a")))
        assert html.find("img") is None

    def test_a_visitor_sees_the_placeholder(self) -> None:
        html = rendered(make_image(may_site=False), request=self.request(User.objects.create_user("b")))
        assert html.find("img") is None


def test_the_panel_lists_every_audience_and_reason() -> None:
    photo: Image = make_image(may_partners=False, may_open=False)
    html = rendered(photo, "{% load media_tags %}{% rights_panel image %}")
    assert len(html.find_all("h3")) == 4
    assert [len(block.find_all("li")) for block in html.find_all("ul")] == [1, 2]

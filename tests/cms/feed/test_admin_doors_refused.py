"""The admin's doors: what is refused or breaks changes nothing, every view is wrapped, reading takes no lock."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import get_resolver, reverse

from cms.feed import admin_urls, view
from cms.feed.admin_urls import SAFE_METHODS
from cms.feed.models import FeedDocument
from cms.feed.transaction import EditorialBusy, PublicationRefused
from cms.media.models import Image
from tests.desk import Desk, url
from tests.feed_world import World
from tests.house_state import everything

pytestmark = pytest.mark.django_db
QUIET = {
    "wagtail_localize:preview_translation",
    "wagtailadmin_account",
    "wagtailadmin_block_preview",
    "wagtailadmin_dismissibles",
    "wagtailadmin_editing_sessions:ping",
    "wagtailadmin_editing_sessions:release",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_pages:preview_on_add",
    "wagtailadmin_pages:preview_on_edit",
    "wagtailadmin_pages:workflow_preview",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_done",
    "wagtailimages:preview",
    "wagtailsettings:preview_on_edit",
}


class TestRefusals:
    """What is refused or breaks leaves every row as it was: pages, revisions, log, feed."""

    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: Any) -> None:
            raise ValueError("the serialiser is broken")

        monkeypatch.setattr(view, "_serialise", fail)

    def test_a_broken_serialiser_and_the_edit_view(self, world: World, desk: Desk, broken: None) -> None:
        page = world.page("other")
        address = url("edit", page.pk)
        data = {**desk.form(address, "page-edit-form"), "title": "Jamais vu", "action-publish": "1"}
        before = everything()
        with pytest.raises(ValueError, match="broken"):
            desk.client.post(address, data)
        assert everything() == before

    def test_a_broken_serialiser_and_bulk_publishing(self, world: World, desk: Desk, broken: None) -> None:
        before = everything()
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        with pytest.raises(ValueError, match="broken"):
            desk.client.post(f"{address}?id={world.ids['draft']}&id={world.ids['other']}", {})
        assert everything() == before

    @pytest.mark.parametrize("error", [PublicationRefused, EditorialBusy])
    def test_a_refusal_says_why_and_changes_nothing(
        self, world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, error: type[RuntimeError]
    ) -> None:
        address = url("edit", world.ids["other"])
        data = {**desk.form(address, "page-edit-form"), "title": "Jamais vu", "action-publish": "1"}

        def refuse(*args: Any) -> None:
            raise error("Il manque la signature.")

        monkeypatch.setattr(view, "_serialise", refuse)
        before = everything()
        answer = desk.client.post(
            address, data, headers={"accept": "text/html", "referer": f"http://testserver{address}"}
        )
        assert (answer.status_code, answer["Location"]) == (302, f"http://testserver{address}")
        said = [str(message) for message in get_messages(answer.wsgi_request)]
        assert len(said) == 1, "what the rolled-back view said is not true"
        assert "Il manque la signature." in said[0]
        script = desk.client.post(address, data)
        assert script.status_code == {PublicationRefused: 409, EditorialBusy: 503}[error]
        assert "Il manque la signature." in script.content.decode()
        assert everything() == before

    def test_a_refusal_keeps_what_earlier_requests_said(
        self, world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = url("edit", world.ids["other"])
        saved = desk.send(address, {**desk.form(address, "page-edit-form"), "title": "Brouillon"})
        earlier = [str(message) for message in get_messages(saved.wsgi_request)]
        assert len(earlier) == 1

        def refuse(*args: Any) -> None:
            raise PublicationRefused("Il manque la signature.")

        monkeypatch.setattr(view, "_serialise", refuse)
        headers = {"accept": "text/html", "referer": f"http://testserver{address}"}
        answer = desk.client.post(url("unpublish", world.ids["other"]), {}, headers=headers)
        published = [str(message) for message in get_messages(answer.wsgi_request)]
        assert published[:1] == earlier
        assert len(published) == 2

    def test_a_copy_that_contradicts_its_original_says_so(self, world: World, desk: Desk) -> None:
        """Wagtail publishes a copy without a form: a citation id that is taken would be an error page."""
        data = {"new_title": "Bis", "new_slug": "bis", "new_parent_page": world.ids["shelf_of_papers"]}
        data["publish_copies"] = "on"
        before = everything()
        answer = desk.client.post(url("copy", world.ids["paper"]), data)
        assert answer.status_code == 409
        assert everything() == before


class TestEveryDoor:
    def test_every_admin_view_is_wrapped(self) -> None:
        views = list(_callbacks(admin_patterns()))
        assert len(views) > 200
        bare = [name for name, view_ in views if not _is_wrapped(view_)]
        assert bare == []

    def test_only_these_take_no_lock(self) -> None:
        """A name that merely sounds like a preview must not slip through: each is listed here."""
        names = {name for name, _view in _callbacks(admin_patterns())}
        quiet = {name for name in names if any(word in name for word in admin_urls.QUIET_VIEWS)}
        assert quiet == QUIET

    @pytest.mark.parametrize("method", sorted(SAFE_METHODS))
    def test_a_safe_method_takes_no_lock(
        self, world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, method: str
    ) -> None:
        def forbidden(work: Any) -> None:
            raise AssertionError("a safe request took the lock")

        monkeypatch.setattr(admin_urls, "run_editorial", forbidden)
        for address in ("/admin/", url("edit", world.ids["other"]), reverse("wagtailimages:index")):
            assert desk.client.generic(method, address).status_code in {200, 405}
        with pytest.raises(AssertionError, match="lock"):
            desk.client.post(url("unpublish", world.ids["other"]), {})

    def test_what_is_outside_the_admin_writes_nothing_public(self, world: World, client: Client) -> None:
        before = FeedDocument.objects.count()
        for path in ("/", "/ambassadeurs/fonderie/", "/documents/1/guide.pdf"):
            assert client.post(path).status_code in {403, 404, 405, 200}
        assert FeedDocument.objects.count() == before
        assert Image.objects.filter(pk=world.image).exists()


def admin_patterns() -> Any:
    """Return the patterns of the admin as the roof mounts them."""
    mounted: Any = next(pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) == "admin/")
    return mounted.url_patterns


def _callbacks(patterns: Any, prefix: str = "") -> Any:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _callbacks(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name or pattern.pattern}", pattern.callback


def _is_wrapped(view_: Any) -> bool:
    while view_ is not None:
        if view_.__code__.co_filename == admin_urls.__file__ if hasattr(view_, "__code__") else False:
            return True
        view_ = getattr(view_, "__wrapped__", None)
    return False

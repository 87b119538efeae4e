"""What Wagtail 8 and its companions really do: privacy, pictures, background tasks, translation, other APIs."""

from __future__ import annotations

import io
from typing import Any

import piexif
import pytest
from django.apps import apps
from django.conf import settings as configured
from django.core.files.images import ImageFile
from django.db import transaction
from django.test import Client
from django_tasks import task, task_backends
from PIL import Image as Picture
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.images.models import Image as PlainImage
from wagtail.models import Locale, Page, PageViewRestriction, ReferenceIndex
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.feed.models import FeedDependency, FeedDocument
from cms.feed.transaction import PublicationRefused, editorial_transaction
from cms.media.models import Image
from cms.media.storages import renditions_storage
from cms.media.tasks import make_renditions_task
from tests import factories
from tests.feed_walk import NOBODY
from tests.feed_world import EVERYONE, World, assert_in_step

pytestmark = pytest.mark.django_db
SECRET = b"GPS-48.790367"


def tell_tale_jpeg() -> bytes:
    """Return a photo that says where it was taken and by whom."""
    exif = piexif.dump({
        "0th": {piexif.ImageIFD.Artist: b"Personne Privee"},
        "GPS": {piexif.GPSIFD.GPSLatitude: ((48, 1), (47, 1), (25, 1)), piexif.GPSIFD.GPSAreaInformation: SECRET},
    })  # fmt: skip
    out = io.BytesIO()
    Picture.new("RGB", (900, 600), "#b42a15").save(out, "JPEG", exif=exif)
    return out.getvalue()


class TestPrivacy:
    def test_shared_passwords_are_off(self, world: World) -> None:
        page = world.page("portrait")
        form = PageViewRestrictionForm(
            instance=PageViewRestriction(page=page), private_page_options=page.private_page_options
        )
        offered = {value for value, _label in form.fields["restriction_type"].choices}
        assert PageViewRestriction.PASSWORD in page.private_page_options
        assert offered == {PageViewRestriction.NONE, PageViewRestriction.LOGIN, PageViewRestriction.GROUPS}

    def test_one_from_before_hides_the_page_all_the_same(self, world: World, client: Client) -> None:
        with editorial_transaction():
            PageViewRestriction.objects.create(
                page=world.page("directory"), restriction_type="password", password="sesame"
            )
        assert world.who("portrait") == NOBODY
        assert client.get("/ambassadeurs/fonderie/").status_code == 404

    def test_private_through_an_ancestor_is_private(self, world: World) -> None:
        """The page's own row says nothing of it: only get_view_restrictions() knows."""
        with editorial_transaction():
            PageViewRestriction.objects.create(page=world.page("directory"), restriction_type="login")
        page = world.page("portrait")
        assert not page.view_restrictions.exists()
        assert page.get_view_restrictions()
        assert world.who("portrait") == NOBODY


class TestReferenceIndex:
    def test_it_may_be_late_and_the_dependencies_are_not(self, world: World, settings: Any) -> None:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        image = factories.image(title="Tard")
        page = factories.article(title="Tard", slug="tard", image=image)
        assert not ReferenceIndex.get_references_to(image).exists()
        assert FeedDependency.objects.filter(page_id=page.pk, kind="image", key=str(image.pk)).exists()
        with editorial_transaction():
            image.may_open = False
            image.save()
        assert world.greet("tard")
        assert world.whose_image("tard") == "partners own"
        assert_in_step()


class TestPictures:
    def test_wagtail_keeps_what_the_camera_wrote(self) -> None:
        plain = PlainImage.objects.create(
            title="Brut", file=ImageFile(io.BytesIO(tell_tale_jpeg()), name="atelier-nadia.jpg")
        )
        rendition = plain.get_rendition("width-400")
        with rendition.file.open() as file:
            assert SECRET in file.read()
        # And the original's name follows from the rendition's.
        assert "atelier-nadia" in plain.file.name
        assert "atelier-nadia" in rendition.file.name
        assert plain.file.url

    def test_ours_says_nothing_anywhere(self) -> None:
        image = factories.image(data=tell_tale_jpeg())
        make_renditions_task.call(image.pk)
        with image.file.open() as file:
            assert SECRET not in file.read()
        with pytest.raises(ValueError, match="private"):
            assert image.file.url
        names = list(image.preset_renditions.values_list("name", flat=True))
        assert len(names) > 5
        stem = image.file.name.rpartition("/")[2].partition(".")[0]
        for name in names:
            with renditions_storage().open(name) as file:
                content = file.read()
            assert SECRET not in content
            assert b"Personne Privee" not in content
            assert stem not in name
        rendition = image.get_rendition("width-400")
        with rendition.file.open() as file:
            assert SECRET not in file.read()
        assert stem not in rendition.file.name

    def test_nobody_gets_an_original(self, client: Client) -> None:
        image = factories.image()
        name = image.file.name
        for address in (f"/media/{name}", f"/media/renditions/{name}", f"/{name}", f"/static/{name}"):
            assert client.get(address).status_code == 404, address


ran: list[str] = []


@task()
def note(what: str) -> None:
    ran.append(what)


class TestTasks:
    def test_a_task_is_enqueued_inside_the_transaction(self) -> None:
        """It runs, or is handed to a worker, although the transaction is then rolled back."""
        ran.clear()
        with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
            note.enqueue("too early")
            raise ZeroDivisionError
        assert ran == ["too early"]

    def test_ours_are_sent_after_commit(self, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
        with django_capture_on_commit_callbacks(execute=False) as waiting:
            factories.image()
            assert not self._sent()
        for callback in waiting:
            callback()
        assert self._sent()

    @staticmethod
    def _sent() -> list[Any]:
        backend: Any = task_backends["default"]
        return [one for one in backend.results if one.task.name == "make_renditions_task"]


class TestTranslating:
    def test_by_default_french_goes_live_in_english_by_itself(self, world: World, settings: Any) -> None:
        settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True
        english = Locale.objects.get(language_code="en")
        # The house's answer comes a step later: the publication is refused, and all is undone.
        with pytest.raises(PublicationRefused), editorial_transaction():
            translate_object(world.page("other"), [english])
        assert not world.page("other").has_translation(english)

    def test_with_our_setting_it_is_a_draft(self, world: World) -> None:
        assert configured.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE is False
        english = Locale.objects.get(language_code="en")
        with editorial_transaction():
            translate_object(world.page("other"), [english])
        draft = world.page("other").get_translation(english)
        assert (draft.live, draft.title) == (False, "Tissage")
        assert not FeedDocument.objects.filter(page_id=draft.pk).exists()
        assert world.field("other", "translations") == []
        assert_in_step()

    def test_a_half_made_translation_is_not_published(self, world: World) -> None:
        """wagtail-localize falls back to the source text for every segment that is not translated."""
        english = Locale.objects.get(language_code="en")
        with editorial_transaction():
            translate_object(world.page("other"), [english])
        translation = Translation.objects.get(source__object_id=world.contents["other"], target_locale=english)
        with pytest.raises(PublicationRefused), editorial_transaction():
            translation.save_target(publish=True)
        draft = world.page("other").get_translation(english)
        assert not draft.live
        assert_in_step()

    def test_an_alias_in_another_language_is_not_a_translation(self, world: World) -> None:
        """Wagtail's synced trees mirror the French page under /en/: live, in French."""
        english = Locale.objects.get(language_code="en")
        with editorial_transaction():
            mirror = world.page("other").copy_for_translation(english, alias=True)
        assert (mirror.live, mirror.title, mirror.locale) == (True, "Tissage", english)
        assert not FeedDocument.objects.filter(page_id=mirror.pk).exists()
        assert world.field("other", "translations") == []
        assert_in_step()


def test_no_other_api_speaks(client: Client, world: World) -> None:
    """Two public truths are one too many."""
    assert not apps.is_installed("wagtail.api.v2")
    assert not apps.is_installed("wagtail.api.v3")
    assert world.who("portrait") == EVERYONE
    for address in ("/api/v2/pages/", "/api/v3/pages/", "/admin/api/main/pages/", "/api/main/pages/"):
        assert client.get(address).status_code in {302, 404}, address
    assert Page._meta.label == "wagtailcore.Page"
    assert Image._meta.label == configured.WAGTAILIMAGES_IMAGE_MODEL

"""The questions at every door of the admin, asked through Wagtail's own views."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import UploadedFile

from cms.media.models import Consent, Image, PresetRendition
from cms.media.storages import renditions_storage
from tests.cms.media.pictures import SECRET, encoded, exif, make_image

pytestmark = pytest.mark.django_db

ANSWERS = {
    "title": "Une mouleuse",
    "holding": "own",
    "author": "Anna Petit",
    "credit": "Photo Anna Petit",
    "licence": "CC-BY-4.0",
    "may_site": "on",
    "territory": "world",
    "persons": "nobody",
}


@pytest.fixture
def admin(client: Client) -> Client:
    """Return a client logged in as somebody who may do everything."""
    client.force_login(User.objects.create_superuser("direction", password="x"))
    return client


def sent(name: str = "IMG 1.JPG", data: bytes | None = None) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, encoded(exif=exif()) if data is None else data, content_type="image/jpeg")


def stored(photo: Image) -> bytes:
    """Return the bytes of an original."""
    with photo.file.storage.open(photo.file.name) as file:
        return file.read()


class TestSingleUpload:
    url = "/admin/images/add/"

    def test_the_first_question_is_where_the_photo_comes_from(self, admin: Client) -> None:
        form = admin.get(self.url).context["form"]
        assert next(iter(form.fields)) == "holding"
        assert form.fields["holding"].required

    def test_it_works(self, admin: Client) -> None:
        response = admin.post(self.url, {**ANSWERS, "file": sent()})
        assert response.status_code == 302, response.context["form"].errors
        photo = Image.objects.get()
        assert SECRET.encode() not in stored(photo)
        assert photo.placeholder
        assert "IMG" not in photo.file.name

    def test_works_under_the_lock_and_writes_no_row_beside_it(
        self, admin: Client, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.FEED_REQUIRE_TRANSACTION = True
        with django_capture_on_commit_callbacks(execute=True):
            assert admin.post(self.url, {**ANSWERS, "file": sent()}).status_code == 302
        photo = Image.objects.get()
        for name in PresetRendition.objects.filter(image=photo).values_list("name", flat=True):
            assert renditions_storage().exists(name)
        assert admin.get(f"/admin/images/{photo.pk}/").status_code == 200
        assert admin.get("/admin/images/").status_code == 200

    def test_a_photo_without_answer_is_not_taken(self, admin: Client) -> None:
        response = admin.post(self.url, {**ANSWERS, "holding": "", "file": sent()})
        assert "holding" in response.context["form"].errors
        assert not Image.objects.exists()

    def test_a_found_photo_is_explained_away(self, admin: Client) -> None:
        response = admin.post(self.url, {**ANSWERS, "holding": "otherwise", "file": sent()})
        assert response.context["form"].errors.as_data()["holding"][0].code == "otherwise"
        assert not Image.objects.exists()

    def test_a_disguised_file_is_refused_with_a_sentence(self, admin: Client) -> None:
        response = admin.post(self.url, {**ANSWERS, "file": sent("a.jpg", b"<html><script>")})
        assert response.context["form"].errors.as_data()["file"][0].code == "not-a-photo"

    def test_contradictions_are_named(self, admin: Client) -> None:
        answers = {**ANSWERS, "holding": "free", "licence": "all-rights-reserved", "may_open": "on"}
        errors = admin.post(self.url, {**answers, "file": sent()}).context["form"].errors
        assert {"licence", "may_open"} <= errors.keys()

    def test_a_proof_is_kept_private(self, admin: Client) -> None:
        proof = SimpleUploadedFile("contrat signé.pdf", b"%PDF-1.7 x")
        admin.post(self.url, {**ANSWERS, "holding": "assignment", "licence_proof": proof, "file": sent()})
        photo = Image.objects.get()
        assert photo.licence_proof.name.startswith("proofs/")
        assert "contrat" not in photo.licence_proof.name
        response = admin.get(reverse("media_image_proof", args=[photo.pk]))
        assert b"".join(response.streaming_content) == b"%PDF-1.7 x"
        assert response["Content-Disposition"].startswith("attachment")

    def test_a_proof_that_is_a_page_is_refused(self, admin: Client) -> None:
        proof = SimpleUploadedFile("contrat.pdf", b"<html>")
        response = admin.post(self.url, {**ANSWERS, "licence_proof": proof, "file": sent()})
        assert "licence_proof" in response.context["form"].errors


class TestSeveralAtOnce:
    def test_the_question_is_asked_before_anything_is_an_image(self, admin: Client) -> None:
        response = admin.post("/admin/images/multiple/add/", {"title": "Une mouleuse", "files[]": sent()})
        data = response.json()
        assert data["success"]
        assert 'name="uploaded-image-' in data["form"]
        assert not Image.objects.exists()
        waiting = UploadedFile.objects.get()
        assert SECRET.encode() not in waiting.file.read()
        prefix = f"uploaded-image-{waiting.pk}"
        answers = {f"{prefix}-{name}": value for name, value in ANSWERS.items()}
        done = admin.post(f"/admin/images/multiple/create_from_uploaded_image/{waiting.pk}/", answers)
        assert done.json()["success"], done.json()
        photo = Image.objects.get()
        assert (photo.holding, photo.width, photo.height) == ("own", 300, 200)
        assert photo.file_hash
        assert SECRET.encode() not in stored(photo)
        assert not UploadedFile.objects.exists()

    def test_a_large_file_that_lies_on_disk_is_cleaned_too(self, admin: Client, settings: Any) -> None:
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
        admin.post("/admin/images/multiple/add/", {"title": "x", "files[]": sent()})
        assert SECRET.encode() not in UploadedFile.objects.get().file.read()

    def test_a_bad_file_is_refused_at_once(self, admin: Client) -> None:
        bad = sent("a.jpg", b"%PDF-1.7")
        data = admin.post("/admin/images/multiple/add/", {"title": "x", "files[]": bad}).json()
        assert not data["success"]
        assert "PDF" in data["error_message"]
        assert not UploadedFile.objects.exists()


class TestChooser:
    url = "/admin/images/chooser/create/"

    def test_asks_the_same(self, admin: Client) -> None:
        prefix = "image-chooser-upload"
        answers = {f"{prefix}-{name}": value for name, value in ANSWERS.items()}
        refused = admin.post(self.url, {**answers, f"{prefix}-holding": "", f"{prefix}-file": sent()})
        assert not Image.objects.exists()
        assert refused.status_code == 200
        taken = admin.post(self.url, {**answers, f"{prefix}-file": sent()})
        assert taken.json()["step"] == "chosen"
        assert SECRET.encode() not in stored(Image.objects.get())


class TestEdit:
    def test_shows_who_may_see_it_and_why_not(self, admin: Client) -> None:
        photo = make_image(may_open=False)
        html = admin.get(f"/admin/images/{photo.pk}/").content.decode()
        assert "media-rights" in html
        assert f"/admin/consents/new/?image={photo.pk}" in html

    def test_a_replacement_is_cleaned_and_the_former_goes_after_commit(
        self, admin: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        photo = make_image()
        former = photo.file.name
        with django_capture_on_commit_callbacks(execute=True):
            data = {**ANSWERS, "file": sent(data=encoded(width=500, exif=exif()))}
            response = admin.post(f"/admin/images/{photo.pk}/", data)
        assert response.status_code == 302, response.context["form"].errors
        photo.refresh_from_db()
        assert photo.width == 500
        assert SECRET.encode() not in stored(photo)
        assert not photo.file.storage.exists(former)

    def test_an_edit_without_file_keeps_the_original(
        self, admin: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        photo = make_image()
        with django_capture_on_commit_callbacks(execute=True):
            admin.post(f"/admin/images/{photo.pk}/", {**ANSWERS, "credit": "Autre"})
        before = photo.file.name
        photo.refresh_from_db()
        assert (photo.credit, photo.file.name) == ("Autre", before)
        assert photo.file.storage.exists(before)

    def test_withdrawing_is_one_tick(self, admin: Client) -> None:
        photo = make_image()
        admin.post(f"/admin/images/{photo.pk}/", {**ANSWERS, "is_withdrawn": "on"})
        photo.refresh_from_db()
        assert photo.is_withdrawn
        assert photo.withdrawn_at


class TestConsents:
    def test_are_added_from_the_photo(self, admin: Client) -> None:
        photo = make_image(persons="identified")
        form = admin.get(f"/admin/consents/new/?image={photo.pk}").context["form"]
        assert form.instance.image == photo
        data = {"image": photo.pk, "person": "Léa Roux", "may_site": "on", "given_on": "2026-01-05", "proof_note": "x"}
        response = admin.post("/admin/consents/new/", data)
        assert response.status_code == 302, response.context["form"].errors
        assert Consent.objects.get().image == photo

    def test_the_list_opens(self, admin: Client) -> None:
        Consent.objects.create(image=make_image(), person="Léa Roux")
        assert "Léa Roux" in admin.get("/admin/consents/").content.decode()

    def test_a_signed_form_is_for_those_who_may_change_the_photo(self, client: Client) -> None:
        consent = Consent.objects.create(image=make_image(), person="Léa Roux")
        consent.proof.save("x.pdf", SimpleUploadedFile("x.pdf", b"%PDF-1.7"), save=True)
        response = client.get(reverse("media_consent_proof", args=[consent.pk]))
        assert response.status_code == 302
        assert "/admin/login/" in response["Location"]

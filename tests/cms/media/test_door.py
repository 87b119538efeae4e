"""The only door to the files: who gets one, for how long, and what everybody else sees."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from cms.media.models import Image
from cms.media.presets import planned_renditions
from cms.media.storages import renditions_storage
from tests.cms.media.pictures import make_image

pytestmark = pytest.mark.django_db


def address(photo: Image, kind: str = "jpg") -> str:
    """Return the address of one rendition."""
    return next(one.path for one in planned_renditions(photo) if one.format == kind)


@pytest.fixture
def editor() -> User:
    """Return somebody who works in the admin and has no right beyond that."""
    group = Group.objects.create(name="Rédaction")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user = User.objects.create_user("redaction")
    user.groups.add(group)
    return user


class TestOpenDoor:
    @pytest.mark.parametrize(("kind", "type_"), [("jpg", "image/jpeg"), ("webp", "image/webp"), ("avif", "image/avif")])
    def test_it_works(self, client: Client, kind: str, type_: str) -> None:
        response = client.get(address(make_image(), kind))
        assert response.status_code == 200
        assert response["Content-Type"] == type_
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "public, max-age=3600, s-maxage=60"
        assert "Cookie" not in response.get("Vary", "")
        assert "Content-Disposition" not in response

    def test_makes_a_missing_file_once(self, client: Client) -> None:
        path = address(make_image())
        name = path.rpartition("/")[2]
        assert not renditions_storage().exists(name)
        assert client.get(path).content == renditions_storage().open(name).read()

    def test_a_known_validator_gets_no_body(self, client: Client) -> None:
        path = address(make_image())
        etag = client.get(path)["ETag"]
        response = client.get(path, headers={"If-None-Match": etag})
        assert (response.status_code, response.content) == (304, b"")
        assert response["Cache-Control"] == "public, max-age=3600, s-maxage=60"

    def test_head(self, client: Client) -> None:
        response = client.head(address(make_image()))
        assert (response.status_code, response.content) == (200, b"")

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_other_methods_are_refused(self, client: Client, method: str) -> None:
        assert getattr(client, method)(address(make_image())).status_code == 405

    def test_no_cache_keeps_a_file_beyond_its_right(self, client: Client) -> None:
        photo = make_image(rights_until=timezone.now() + timedelta(seconds=90))
        said = client.get(address(photo))["Cache-Control"]
        assert 80 <= int(re.search(r"max-age=(\d+)", said)[1]) <= 90
        assert said.endswith("s-maxage=60")
        photo = make_image(rights_until=timezone.now() + timedelta(seconds=30))
        assert 20 <= int(client.get(address(photo))["Cache-Control"].rpartition("=")[2]) <= 30

    def test_a_wagtail_rendition_has_the_same_door(self, client: Client) -> None:
        photo = make_image()
        url = photo.get_rendition("max-165x165").url
        assert client.get(url).status_code == 200
        Image.objects.filter(pk=photo.pk).update(may_site=False)
        assert client.get(url).status_code == 404


class TestClosedDoor:
    @pytest.mark.parametrize(
        "fields",
        [
            {"may_site": False},
            {"persons": "unknown"},
            {"rights_until": timezone.now() - timedelta(seconds=1)},
            {"rights_from": timezone.now() + timedelta(hours=1)},
        ],
    )
    def test_a_refused_image_answers_like_none(self, client: Client, fields: dict[str, Any]) -> None:
        refused = client.get(address(make_image(**fields)))
        random = client.get(f"/media/renditions/{'0' * 32}.jpg")
        assert refused.status_code == random.status_code == 404
        assert refused.content == random.content
        assert dict(refused.headers) == dict(random.headers)

    def test_a_file_already_made_closes_with_the_right(self, client: Client) -> None:
        photo = make_image()
        path = address(photo)
        etag = client.get(path)["ETag"]
        Image.objects.filter(pk=photo.pk).update(may_site=False)
        assert client.get(path).status_code == 404
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 404

    def test_a_private_collection_closes(self, client: Client) -> None:
        collection = Collection.get_first_root_node().add_child(name="Presse")
        path = address(make_image(collection=collection))
        assert client.get(path).status_code == 200
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
        assert client.get(path).status_code == 404

    def test_former_names_are_gone(self, client: Client) -> None:
        photo = make_image()
        path = address(photo)
        photo.credit = "Autre"
        photo.save()
        assert client.get(path).status_code == 404
        assert client.get(address(photo)).status_code == 200

    def test_a_lost_original_is_no_error(self, client: Client) -> None:
        photo = make_image()
        photo.file.storage.delete(photo.file.name)
        assert client.get(address(photo)).status_code == 404

    @pytest.mark.parametrize(
        "name",
        ["../private/a.jpg", "..%2Fdb.sqlite3", "a.jpg", "", f"{'0' * 32}.html", f"{'0' * 32}.jpg/", f"{'G' * 32}.jpg"],
    )
    def test_no_other_name_is_known(self, client: Client, name: str) -> None:
        assert client.get(f"/media/renditions/{name}").status_code == 404

    def test_originals_have_no_address(self, client: Client) -> None:
        photo = make_image()
        name = photo.file.name
        for path in (f"/media/{name}", f"/media/renditions/{name}", f"/{name}", f"/media/renditions/{name[10:]}"):
            assert client.get(path).status_code == 404


class TestStaff:
    def test_sees_what_is_not_public_and_no_cache_keeps_it(self, client: Client, editor: User) -> None:
        client.force_login(editor)
        response = client.get(address(make_image(may_site=False)))
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"

    def test_a_visitor_with_an_account_does_not(self, client: Client) -> None:
        client.force_login(User.objects.create_user("visiteur"))
        assert client.get(address(make_image(may_site=False))).status_code == 404

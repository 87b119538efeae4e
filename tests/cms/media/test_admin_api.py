"""The admin's image API works, and names no address of an original."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.cms.media.pictures import make_image

pytestmark = pytest.mark.django_db
URL = "/admin/api/main/images/"


@pytest.fixture
def writer(client: Client) -> Client:
    """Return a client logged in as somebody who may enter the admin and use its images."""
    user = User.objects.create_user("plume", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


@pytest.mark.parametrize("query", ["", "?fields=*"])
def test_list_and_detail_have_no_address_of_the_original(writer: Client, query: str) -> None:
    photo: Any = make_image()
    listed = writer.get(URL + query)
    detail = writer.get(f"{URL}{photo.pk}/{query}")
    assert (listed.status_code, detail.status_code) == (200, 200)
    assert [item["id"] for item in listed.json()["items"]] == [photo.pk]
    for answer, found in ((listed, listed.json()["items"][0]), (detail, detail.json())):
        assert found["thumbnail"]["url"].startswith("/media/renditions/")
        assert "download_url" not in answer.content.decode()
        assert photo.file.name not in answer.content.decode()

"""Editors can read what was kept aside, and change nothing of it."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from news.wordpress.models import ImportedItem, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> ImportedItem:
    return ImportedItem.objects.create(
        key="k#1",
        kind="page",
        title="À propos",
        status=Status.KEPT,
        reasons=[{"code": "kind", "reason": "Une page n’est pas une actualité.", "count": 1, "sources": []}],
        source="<item><script>alert(1)</script></item>",
        source_hash="0",
    )


def test_it_works(client: Client, kept: ImportedItem) -> None:
    client.force_login(get_user_model().objects.create_superuser("chef", "chef@example.org", "x"))
    listed = client.get(reverse("imported_items:index"))
    assert "À propos" in listed.content.decode()
    shown = client.get(reverse("imported_items:inspect", args=[kept.pk])).content.decode()
    assert "Une page n’est pas une actualité." in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize("view", ["edit", "delete", "add"])
def test_nothing_can_be_changed(client: Client, kept: ImportedItem, view: str) -> None:
    client.force_login(get_user_model().objects.create_superuser("chef", "chef@example.org", "x"))
    address = reverse(f"imported_items:{view}", args=[] if view == "add" else [kept.pk])
    assert client.post(address, {"title": "Autre"}).status_code in (302, 403)
    kept.refresh_from_db()
    assert kept.title == "À propos"
    assert ImportedItem.objects.count() == 1


def test_who_has_no_right_sees_nothing(client: Client, kept: ImportedItem) -> None:
    client.force_login(get_user_model().objects.create_user("visiteur", password="x"))
    assert client.get(reverse("imported_items:index")).status_code in (302, 403)

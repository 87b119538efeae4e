"""An administrator at work in the admin, and the feed in step after each thing they do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

from tests.feed_world import assert_in_step


def url(name: str, *args: Any) -> str:
    """Return an address of the admin's pages."""
    return reverse(f"wagtailadmin_pages:{name}", args=args)


class Desk:
    """An administrator at work."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.user = get_user_model().objects.create_superuser("chef", "chef@example.org", "x")
        client.force_login(self.user)

    def form(self, address: str, form_id: str | None = None, index: int = 0) -> dict[str, Any]:
        """Return what a form would send if nothing were touched. StreamFields are drawn by script: they stay empty."""
        html = self.client.get(address).content.decode()
        found = querydict_from_html(html, form_id=form_id, form_index=index).dict()
        return {**found, "story-count": "0", "body-count": "0", "foreword-count": "0", "key_figures-count": "0"}

    def send(self, address: str, data: dict[str, Any], *, expected: int = 302) -> Any:
        """Post, and find the feed in step."""
        response = self.client.post(address, data)
        assert response.status_code == expected, response.content.decode()[:3000]
        assert_in_step()
        return response

    def edit(self, page: Page, *, action: str = "action-publish", **changes: Any) -> Any:
        """Change fields of a page in its edit view."""
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        data = {**self.form(address, "page-edit-form"), **changes}
        return self.send(address, {**data, action: "1"} if action else data)

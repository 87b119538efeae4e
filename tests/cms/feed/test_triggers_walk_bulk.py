"""Several at once, through the admin's own bulk views."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import CollectionViewRestriction, Page

from ambassadors.models import Cohort
from cms.feed.transaction import editorial_transaction
from cms.media.models import Image
from tests import factories
from tests.feed_walk import NOBODY
from tests.feed_world import EVERYONE, World, assert_in_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def bulk(world: World, client: Client) -> Any:
    """Post to a bulk action as an administrator and expect it to be carried out."""
    client.force_login(get_user_model().objects.create_superuser("chef", "chef@example.org", "x"))

    def post(model: type, action: str, ids: list[int], **data: Any) -> None:
        label, name = model._meta.label_lower.split(".")  # type: ignore[attr-defined]
        address = reverse("wagtail_bulk_action", args=[label, name, action])
        response = client.post(f"{address}?{urlencode([('id', pk) for pk in ids])}", data)
        assert response.status_code == 302, response.content[:2000]
        assert_in_step()

    return post


def test_publish(world: World, bulk: Any) -> None:
    assert world.who("draft") == NOBODY
    bulk(Page, "publish", [world.ids["draft"]])
    assert world.who("draft") == EVERYONE


def test_publish_with_what_is_below(world: World, bulk: Any) -> None:
    bulk(Page, "publish", [world.ids["directory"]], include_descendants="on")
    assert world.who("draft") == EVERYONE


def test_unpublish_with_what_is_below(world: World, bulk: Any) -> None:
    bulk(Page, "unpublish", [world.ids["directory"], world.ids["first"]], include_descendants="on")
    assert {world.who(name) for name in ("directory", "portrait", "other", "alias", "first")} == {NOBODY}
    assert world.names(world.field("paper", "chapters")) == ["second"]
    assert world.field("home", "featured_ambassadors") == []


def test_delete(world: World, bulk: Any) -> None:
    bulk(Page, "delete", [world.ids["other"], world.ids["first"]])
    assert {world.who(name) for name in ("other", "first")} == {NOBODY}
    assert world.names(world.field("article", "ambassadors")) == ["portrait"]
    assert world.field("second", "position") == 1


def test_move(world: World, bulk: Any) -> None:
    second = factories.white_paper(title="Bis", slug="bis")
    assert world.path("first") == "/livre-blanc/fabriquer/premier/"
    bulk(Page, "move", [world.ids["first"], world.ids["second"]], chooser=second.pk)
    assert world.path("first") == "/livre-blanc/bis/premier/"
    assert world.came_from("/livre-blanc/fabriquer/premier/") == "Premier"
    assert world.field("paper", "chapters") == []


def test_images_to_a_private_collection(world: World, bulk: Any) -> None:
    with editorial_transaction():
        CollectionViewRestriction.objects.create(collection_id=world.cellar, restriction_type="login")
    bulk(Image, "add_to_collection", [world.image, world.inset], collection=world.cellar)
    assert world.whose_image() == NOBODY
    assert world.blocks() == "rich_text document_links"


def test_delete_images(world: World, bulk: Any) -> None:
    bulk(Image, "delete", [world.image, world.inset])
    assert world.whose_image() == NOBODY
    assert world.blocks() == "rich_text document_links"


def test_tag_images(world: World, bulk: Any) -> None:
    """A keyword of a picture is a colleague's, not the public's."""
    bulk(Image, "add_tags", [world.image], tags="confidentiel")
    assert world.whose_image() == EVERYONE
    assert "confidentiel" not in str(world.document("portrait"))


def test_delete_snippets(world: World, bulk: Any) -> None:
    bulk(Cohort, "delete", [world.cohort])
    assert world.field("portrait", "cohort") is None

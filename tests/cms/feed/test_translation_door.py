"""The translation editor of a page that shows a picture."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from wagtail.models import Locale
from wagtail_localize.models import OverridableSegment
from wagtail_localize.operations import translate_object

from cms.feed.transaction import editorial_transaction
from tests import factories
from tests.desk import Desk, url
from tests.feed_world import World

pytestmark = pytest.mark.django_db


def test_opens_and_can_ask_for_the_picture(world: World, desk: Desk) -> None:
    page = factories.article(title="Le four", slug="le-four", image=factories.image(title="Four"))
    english = Locale.objects.get(language_code="en")
    with editorial_transaction():
        translate_object(page, [english])
    answer = desk.client.get(url("edit", page.get_translation(english).pk))
    assert answer.status_code == 200
    assert OverridableSegment.objects.filter(context__path="image").exists()
    props = json.loads(unescape(re.search(r'data-props="([^"]*)"', answer.content.decode())[1]))  # type: ignore[index]
    assert str(page.image_id) in json.dumps(props)
    picture = desk.client.get(f"/admin/api/main/images/{page.image_id}/")
    assert picture.status_code == 200
    assert picture.json()["thumbnail"]["url"].startswith("/media/renditions/")

"""The menu names what the feed shows, not what Wagtail believes to be live."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from cms.feed.models import FeedDocument
from news.models import NewsIndexPage
from tests import factories

pytestmark = pytest.mark.django_db


class TestMenu:
    def section(self) -> NewsIndexPage:
        page = NewsIndexPage(title="Les archives", slug="archives", locale=factories.locale(), show_in_menus=True)
        return factories.publish(page, parent=factories.home_page())

    def test_names_a_public_section(self, client: Client) -> None:
        factories.publish(factories.home_page())
        self.section()
        assert "Les archives" in client.get("/").content.decode()

    def test_names_none_whose_last_day_has_passed_although_no_scheduler_ran(self, client: Client) -> None:
        factories.publish(factories.home_page())
        page = self.section()
        FeedDocument.objects.filter(page_id=page.pk).update(not_after=timezone.now() - datetime.timedelta(seconds=1))
        answer = client.get("/")
        assert answer.status_code == 200
        assert "archives" not in answer.content.decode()

"""What an article must say before anybody is asked to review it."""

from __future__ import annotations

from typing import Any

import pytest

from cms.workflow.completeness import obstacles
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content_checks")]
BODY = [("rich_text", "<p>Vingt ateliers ouvrent samedi.</p>")]


class TestArticle:
    def test_it_works(self) -> None:
        assert obstacles(factories.article(is_live=False, body=BODY)) == []

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"summary": ""}, ["summary-missing"]),
            ({"body": []}, ["body-missing"]),
            ({"summary": "", "body": []}, ["summary-missing", "body-missing"]),
        ],
    )
    def test_each_thing_that_is_missing_has_its_reason(self, fields: dict[str, Any], expected: list[str]) -> None:
        page = factories.article(is_live=False, **{"body": BODY, **fields})
        found = obstacles(page)
        assert [reason.code for reason in found] == expected
        assert all(reason.url.startswith(f"/admin/pages/{page.pk}/edit/#") for reason in found)

    def test_a_day_is_needed(self) -> None:
        page = factories.article(is_live=False, body=BODY)
        page.date = None
        assert [reason.code for reason in obstacles(page)] == ["date-missing"]

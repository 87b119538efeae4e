"""What an edition of the white paper and its chapters must say before readers are asked to agree."""

from __future__ import annotations

import pytest

from cms.workflow.completeness import obstacles
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content_checks")]


class TestEdition:
    def test_it_works(self) -> None:
        assert obstacles(factories.white_paper(is_live=False)) == []

    @pytest.mark.parametrize("field", ["summary", "version_label", "edition_date", "authors", "citation_id"])
    def test_each_thing_that_is_missing_has_its_reason(self, field: str) -> None:
        page = factories.white_paper(is_live=False)
        setattr(page, field, None if field == "edition_date" else "")
        assert [(reason.code, reason.field) for reason in obstacles(page)] == [(f"{field}-missing", field)]


class TestChapter:
    def test_it_works(self) -> None:
        assert obstacles(factories.chapter(is_live=False, summary="Qui fabrique.")) == []

    def test_a_text_and_what_it_says_in_short(self) -> None:
        page = factories.chapter(is_live=False, body=[])
        assert [reason.code for reason in obstacles(page)] == ["summary-missing", "body-missing"]

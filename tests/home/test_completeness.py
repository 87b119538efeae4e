"""What the first page must say before anybody is asked to review it."""

from __future__ import annotations

from typing import Any

import pytest

from home.completeness import first_page_is_complete
from home.models import HomePage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content_checks")]
HEADLINE = {"hero_title": "Ici, on fabrique."}
CALL = {**HEADLINE, "call_title": "Le défi", "call_text": "<p>Jusqu’en mars.</p>", "call_label": "Proposer"}


class TestFirstPage:
    def test_it_works(self) -> None:
        page = HomePage(**CALL, call_url="https://exemple.fr/defi")
        assert list(first_page_is_complete(page)) == []

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({}, ["hero_title-missing"]),
            (HEADLINE, []),
            (CALL, ["call_button-missing"]),
            ({**CALL, "call_url": "https://exemple.fr", "call_label": ""}, ["call_button-missing"]),
            ({**CALL, "call_url": "https://exemple.fr", "call_text": ""}, ["call_text-missing"]),
        ],
    )
    def test_each_thing_that_is_missing_has_its_reason(self, fields: dict[str, Any], expected: list[str]) -> None:
        assert [reason.code for reason in first_page_is_complete(HomePage(**fields))] == expected

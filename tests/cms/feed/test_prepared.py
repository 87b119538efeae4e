"""Queries that are compiled once per form answer as the ORM would, whatever values fill them."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import replace
from typing import Any

import pytest

from cms.feed import lists, prepared
from cms.feed.lists import ListQuery, list_rows
from cms.feed.models import FeedDocument
from cms.feed.rows import to_row
from cms.media.audiences import Audience
from tests.cms.delivery.feed_rows import START, ambassador_row

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
BASE = ListQuery("ambassador", "fr", Audience.OPEN)


@pytest.fixture(autouse=True)
def rows() -> list[FeedDocument]:
    """Make twelve rows that differ in everything a question can ask for."""
    FeedDocument.objects.all().delete()
    return [
        ambassador_row(
            title=f"Atelier {number % 5}",
            commune=(f"9400{number % 3}", "Commune"),
            sector=(f"2{number % 2}", "Branche"),
            locale="en" if number == 11 else "fr",
            audience="partners" if number == 10 else "open",
            published_at=START + (number % 4) * DAY,
            updated_at=START + number * DAY,
            parent_id=uuid.UUID(int=number % 2 + 1),
        )
        for number in range(12)
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"locale": "en"},
        {"audience": Audience.PARTNERS},
        {"filters": {"commune": ["94000"]}},
        {"filters": {"commune": ["94001", "94002"], "sector": ["21"]}},
        {"published_after": START + DAY},
        {"published_before": START + 2 * DAY, "updated_after": START + 3 * DAY},
        {"parent_id": uuid.UUID(int=2), "column": "document"},
        {"order": "title", "filters": {"sector": ["20"]}},
        {"order": "-updated_at", "limit": 3},
    ],
)
def test_every_form_answers_as_the_orm(changed: dict[str, Any]) -> None:
    query = replace(BASE, **changed)
    # Twice: the first compiles, the second fills in.
    for _ in range(2):
        found = list_rows(query)
        _key, descending = lists.ORDERS[query.order]
        expected = list(lists._page(query, (), descending=descending))[: query.limit]
        assert expected
        assert list(found.rows) == [to_row(values) for values in expected]


def test_one_form_serves_other_values() -> None:
    first = list_rows(replace(BASE, filters={"commune": ["94000"]}))
    forms = len(prepared._prepared)
    second = list_rows(replace(BASE, filters={"sector": ["21"]}))
    assert len(prepared._prepared) == forms
    assert {row.document_id for row in first.rows} != {row.document_id for row in second.rows}


def test_forms_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST_FORMS", 3)
    monkeypatch.setattr(prepared, "_prepared", {})
    for limit in range(1, 20):
        assert list_rows(replace(BASE, limit=limit)).rows
        assert len(prepared._prepared) <= 3


def test_a_value_that_is_no_parameter_cannot_be_prepared() -> None:
    with pytest.raises(LookupError):
        prepared.run("broken", lambda stand_in: FeedDocument.objects.values_list("pk"), ["value"])

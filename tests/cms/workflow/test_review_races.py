"""Two reviewers at the same instant, on real connections: the first is recorded, the second is told who and when."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from cms.feed.sweep import sweep
from cms.workflow import notices
from cms.workflow.models import Decision, EditorialEvent, Kind, Notice
from tests.review_world import House, at, review_url, waiting_on

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.postgres,
    pytest.mark.slow,
]


@pytest.fixture
def house() -> House:
    if connection.vendor != "postgresql":
        pytest.skip("Needs a PostgreSQL with real connections.")
    sweep()
    return House()


def side_by_side(*works: Any) -> list[Any]:
    """Run functions at the same instant, each with a connection of its own; return what they returned."""
    start, results = threading.Barrier(len(works)), [None] * len(works)

    def guarded(place: int, work: Any) -> None:
        try:
            start.wait(timeout=30)
            results[place] = work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def post(client: Client, address: str, key: int, action: str, comment: str) -> Any:
    return lambda: client.post(address, {"task_state": key, "action": action, "comment": comment})


def test_of_two_contrary_decisions_one_counts_and_the_other_is_told(house: House) -> None:
    for turn in range(5):
        page = house.submitted(title=f"Page {turn}")
        key, address = waiting_on(page).pk, review_url(page)
        responses = side_by_side(
            post(at(house.reviewer), address, key, "approve", "Oui."),
            post(at(house.colleague), address, key, "reject", "Non, et voici pourquoi."),
        )
        assert sorted(response.status_code for response in responses) == [302, 409]
        (decision,) = Decision.objects.filter(page=page, kind=Kind.REVIEW)
        refused = next(response for response in responses if response.status_code == 409).content.decode()
        assert decision.user_name in refused
        assert ("Oui." if decision.user == house.colleague else "Non, et voici pourquoi.") in refused


def test_the_same_page_in_two_bulk_decisions_is_decided_once(house: House) -> None:
    from django.urls import reverse

    pages = [house.submitted(title=f"Page {number}") for number in range(3)]
    keys, address = [waiting_on(page).pk for page in pages], reverse("workflow:waiting")

    def bulk(user: Any, order: list[int]) -> Any:
        client = at(user)
        return lambda: client.post(address, {"task_state": order, "action": "approve", "comment": ""})

    responses = side_by_side(bulk(house.reviewer, keys), bulk(house.colleague, keys[::-1]))
    assert [response.status_code for response in responses] == [302, 302]
    assert Decision.objects.filter(page__in=pages, kind=Kind.REVIEW).count() == len(pages)


def test_two_processes_tell_each_person_once(house: House) -> None:
    house.submitted()
    EditorialEvent.objects.update(handled_at=None)
    Notice.objects.all().delete()
    written = side_by_side(notices.work_off, notices.work_off)
    assert sum(written) == Notice.objects.count() == 2

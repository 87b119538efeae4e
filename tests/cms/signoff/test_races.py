"""Real connections, real commits: one link, fifty answers, one decision."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from cms.feed.sweep import sweep
from cms.media.models import Consent
from cms.signoff.choices import Status
from cms.signoff.deciding import CannotDecide, refuse, sign
from cms.signoff.models import SignOffRecord, SignOffRequest
from cms.signoff.verification import verify
from cms.workflow.kinds import Kind
from cms.workflow.models import Decision
from tests.signoff_world import NAME, answers, enter, link_of, photo, portrait, sent, words, yes_to

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.slow,
    pytest.mark.postgres,
]
SIGNERS = 50


def side_by_side(*works: Any) -> list[Any]:
    """Run functions at once, each with a connection of its own; return what each returned or raised."""
    found: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(place: int) -> None:
        start.wait(60)
        try:
            found[place] = works[place]()
        except Exception as error:  # noqa: BLE001 (handed to the test)
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=280)
    return found


@pytest.fixture(autouse=True)
def _patient(settings: Any, monkeypatch: Any, is_postgresql: bool) -> None:
    if not is_postgresql:
        pytest.skip("SQLite has one writer at a time by itself.")
    sweep()
    # Fifty on a slow machine wait for long, and none may be turned away.
    settings.FEED_LOCK_TIMEOUT_S = 240
    # The receipt's PDF is not what is raced for.
    monkeypatch.setattr("cms.signoff.receipts.as_pdf", lambda receipt: None)


class TestFiftySignatures:
    def test_one_is_recorded_and_every_other_is_told(self) -> None:
        image = photo()
        page = portrait(pictures=(image,))
        request, token = sent(page, None)
        link = link_of(token)
        works = [
            lambda: sign(link, typed_name=NAME, choices=yes_to([image]), wording=words()) for _number in range(SIGNERS)
        ]
        found = Counter(type(one).__name__ for one in side_by_side(*works))
        assert found == {"tuple": 1, "CannotDecide": SIGNERS - 1}
        assert SignOffRecord.objects.filter(kind="signed").count() == 1
        assert Decision.objects.filter(kind=Kind.SIGN_OFF).count() == 1
        assert Consent.objects.filter(image=image, given_on__isnull=False).count() == 1
        request.refresh_from_db()
        assert request.status == Status.SIGNED
        assert verify().is_clean

    def test_through_the_pages_too(self) -> None:
        image = photo()
        _request, token = sent(portrait(pictures=(image,)), None)
        clients = [Client() for _number in range(8)]
        for client in clients:
            enter(client, token)
        address = reverse("signoff:decision")
        works = [lambda client=client: client.post(address, answers([image])).status_code for client in clients]
        assert Counter(side_by_side(*works)) == {302: 1, 409: 7}
        assert SignOffRecord.objects.filter(kind="signed").count() == 1


class TestContraryAnswers:
    def test_one_wins_and_the_others_are_told_which(self) -> None:
        _request, token = sent(portrait(pictures=()), None)
        link = link_of(token)
        yes = [lambda: sign(link, typed_name=NAME, choices=[], wording=words())] * 5
        no = [lambda: refuse(link, typed_name=NAME, comment="")] * 5
        found = side_by_side(*yes, *no)
        told = [one for one in found if isinstance(one, CannotDecide)]
        assert len(told) == 9
        status = SignOffRequest.objects.get().status
        assert {one.opened.status for one in told} == {Status(status)}
        assert Decision.objects.filter(kind=Kind.SIGN_OFF).count() == 1


class TestManyChains:
    def test_numbers_follow_one_another_without_a_gap(self) -> None:
        from cms.signoff.inviting import invite
        from tests.signoff_world import contact

        pages = [portrait(pictures=(), slug=f"atelier-{number}") for number in range(12)]
        for page in pages:
            contact(page)
        found = side_by_side(*[lambda page=page: invite(page, None) for page in pages])
        assert [one for one in found if isinstance(one, Exception)] == []
        assert list(SignOffRecord.objects.values_list("pk", flat=True)) == list(range(1, 13))
        assert verify().is_clean

"""Readers who wait for the next change: what they are told, for how long, and how many at a time."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cms.delivery import waiting
from cms.delivery.waiting import MOST_WAIT_S, WaitingRoom, room, wait_of
from cms.feed.models import FeedClock, FeedDocument
from cms.feed.transaction import feed_changed
from tests.cms.delivery.assertions import assert_problem
from tests.cms.delivery.feed_rows import ambassador_row
from tests.cms.delivery.seats import assert_seated

URL = "/api/v1/changes"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 0),
        ("wait=20", 20),
        ("WAIT=20", 20),
        ('respond-async, wait="5"', 5),
        ("wait=5, return=minimal", 5),
        ("wait = 7; foo", 7),
        ("wait=0", 0),
        ("wait=99999", MOST_WAIT_S),
        ("wait", 0),
        ("wait=-1", 0),
        ("wait=1e3", 0),
        ("await=5", 0),
        ("wait=99999999999999999999", 0),
    ],
)
def test_prefer_is_read_as_rfc_7240_has_it(header: str, seconds: int) -> None:
    assert wait_of(header) == seconds


class TestRoom:
    def test_its_seats_are_counted_and_given_back(self, settings: Any) -> None:
        settings.FEED_WAITERS = 2
        here = WaitingRoom()
        with here.seat() as first, here.seat() as second, here.seat() as third:
            assert (first, second, third, here.seated) == (True, True, False, 2)
        assert here.seated == 0
        with pytest.raises(ZeroDivisionError), here.seat():
            raise ZeroDivisionError
        assert here.seated == 0

    def test_many_at_once_never_take_more_than_there_are(self, settings: Any) -> None:
        settings.FEED_WAITERS = 3
        here, seen = WaitingRoom(), []
        start = threading.Barrier(12)

        def sit() -> None:
            start.wait()
            with here.seat() as is_seated:
                seen.append((is_seated, here.seated))
                time.sleep(0.05)

        threads = [threading.Thread(target=sit) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert max(count for _, count in seen) <= 3
        assert sum(is_seated for is_seated, _ in seen) >= 3
        assert here.seated == 0

    def test_several_look_at_the_clock_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        looks = []
        monkeypatch.setattr(waiting, "read_clock", lambda: looks.append(1) or FeedClock(pk=1))
        here = WaitingRoom()
        for _ in range(5):
            here._look_at_clock()
        assert len(looks) == 1
        here._look_at_clock(is_fresh=True)
        assert len(looks) == 2


@pytest.mark.usefixtures("db")
class TestWaiting:
    @pytest.fixture
    def place(self, client: Client) -> str:
        """Return the end of a feed of one document."""
        FeedClock.objects.update_or_create(pk=1, defaults={"change": 10_000_000, "forgotten_change": 0})
        ambassador_row()
        following: str = client.get(URL).json()["next"]
        return following

    @pytest.fixture
    def while_waiting(self, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
        """Hold things to do while a reader waits, each in a tick of its own; time flies meanwhile."""
        works: list[Any] = []
        flown = [0.0]
        monkeypatch.setattr(waiting.time, "monotonic", lambda: 1_000.0 + flown[0])

        def pause(self: WaitingRoom, seconds: float) -> bool:
            flown[0] += seconds
            assert seconds <= waiting.TICK_S
            if works:
                works.pop(0)()
            return False

        monkeypatch.setattr(WaitingRoom, "_pause", pause)
        monkeypatch.setattr(room, "_looked_at", 0.0)
        return works

    def test_what_is_there_is_given_at_once(self, client: Client, place: str, while_waiting: list[Any]) -> None:
        while_waiting.append(lambda: pytest.fail("It waited."))
        answer = client.get(URL, HTTP_PREFER="wait=20")
        assert len(answer.json()["items"]) == 1
        assert answer.headers["Preference-Applied"] == "wait=20"

    def test_the_end_is_given_after_the_time(self, client: Client, place: str, while_waiting: list[Any]) -> None:
        answer = client.get(place, HTTP_PREFER="wait=20")
        assert (answer.json()["items"], answer.json()["next"]) == ([], place)
        assert answer.headers["Preference-Applied"] == "wait=20"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Prefer" in answer.headers["Vary"]

    def test_without_the_wish_nobody_waits(self, client: Client, place: str, while_waiting: list[Any]) -> None:
        while_waiting.append(lambda: pytest.fail("It waited."))
        answer = client.get(place)
        assert "Preference-Applied" not in answer.headers
        assert "no-store" not in answer.headers["Cache-Control"]

    def test_what_another_process_publishes_ends_the_wait(
        self, client: Client, place: str, while_waiting: list[Any]
    ) -> None:
        published = []

        def publish() -> None:
            published.append(ambassador_row())
            FeedClock.objects.update(change=10_000_001)

        while_waiting += [lambda: None, publish, lambda: pytest.fail("It went on waiting.")]
        answer = client.get(place, HTTP_PREFER="wait=20")
        assert [item["id"] for item in answer.json()["items"]] == [str(published[0].document_id)]

    def test_what_is_none_of_this_readers_does_not_end_it(
        self, client: Client, place: str, while_waiting: list[Any]
    ) -> None:
        def publish() -> None:
            ambassador_row(audience="own")
            FeedClock.objects.update(change=10_000_001)

        waited = []
        while_waiting += [publish, lambda: waited.append(1)]
        assert client.get(place, HTTP_PREFER="wait=20").json()["items"] == []
        assert waited == [1]

    def test_what_opens_by_itself_is_seen_at_the_end(
        self, client: Client, place: str, while_waiting: list[Any]
    ) -> None:
        while_waiting.append(lambda: ambassador_row())
        assert len(client.get(place, HTTP_PREFER="wait=20").json()["items"]) == 1

    def test_a_numbering_that_begins_anew_ends_it(self, client: Client, place: str, while_waiting: list[Any]) -> None:
        import uuid

        while_waiting.append(lambda: FeedClock.objects.update(epoch=uuid.uuid4()))
        assert_problem(client.get(place, HTTP_PREFER="wait=20"), 410, "#/query/after")
        assert room.seated == 0

    def test_where_there_is_no_seat_the_answer_comes_at_once(
        self, client: Client, place: str, while_waiting: list[Any], settings: Any
    ) -> None:
        settings.FEED_WAITERS = 0
        while_waiting.append(lambda: pytest.fail("It waited."))
        answer = client.get(place, HTTP_PREFER="wait=20")
        assert answer.json()["items"] == []
        assert "Preference-Applied" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_nothing_new_is_told_by_304(self, client: Client, place: str, while_waiting: list[Any]) -> None:
        tag = client.get(place).headers["ETag"]
        assert client.get(place, HTTP_PREFER="wait=20", HTTP_IF_NONE_MATCH=tag).status_code == 304

    def test_pages_of_other_origins_may_ask_for_it(self, client: Client) -> None:
        answer = client.options(URL)
        assert "Prefer" in answer.headers["Access-Control-Allow-Headers"].split(", ")
        assert "Preference-Applied" in client.get(URL).headers["Access-Control-Expose-Headers"].split(", ")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestRealWaiting:
    @pytest.mark.parametrize("is_told", [True, False], ids=["by this process", "by another"])
    def test_it_ends_when_something_is_published_and_holds_no_transaction(
        self, is_told: bool, is_postgresql: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tests import factories

        if is_told:
            # Too rare a tick to be what ends the wait.
            monkeypatch.setattr(waiting, "TICK_S", 15)
        FeedDocument.objects.all().delete()
        place = Client().get(URL).json()["next"]
        answers: list[tuple[float, Any]] = []

        def read() -> None:
            found = Client().get(place, HTTP_PREFER="wait=20")
            answers.append((time.monotonic(), found))
            connection.close()

        reader = threading.Thread(target=read)
        reader.start()
        try:
            assert_seated(1)
            time.sleep(0.3)
            if is_postgresql:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                        "AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%%'"
                    )
                    assert cursor.fetchone()[0] == 0
            if not is_told:
                feed_changed.disconnect(dispatch_uid="cms.delivery.waiting")
            factories.ambassador(title="Fonderie")
            published_at = time.monotonic()
        finally:
            feed_changed.connect(room.wake, dispatch_uid="cms.delivery.waiting")
            reader.join(timeout=120)
        ((answered_at, answer),) = answers
        assert [item["kind"] for item in answer.json()["items"] if item["kind"] == "ambassador"]
        assert answered_at - published_at < 10
        assert room.seated == 0

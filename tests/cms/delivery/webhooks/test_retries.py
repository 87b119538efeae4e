"""When an attempt fails: how long is waited, when it is given up, and when an endpoint is switched off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from cms.delivery.webhooks.choices import LONGEST_PAUSE, RETRIES, MessageState
from cms.delivery.webhooks.claiming import claim
from cms.delivery.webhooks.endpoints import switch_off, switch_on
from cms.delivery.webhooks.messages import is_current, ping, send_again
from cms.delivery.webhooks.models import Attempt, Endpoint, Message
from cms.delivery.webhooks.sending import Result
from cms.delivery.webhooks.settling import endpoint_disabled, pause_asked_for
from cms.feed.models import FeedDocument
from tests.cms.delivery.webhooks.world import a_partner, an_endpoint, arrive, fail, publish, read_all, touch

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def endpoint(db: None) -> Endpoint:
    return an_endpoint(a_partner(), "https://hooks.example.org/in")


@pytest.fixture
def disabled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Endpoint]]:
    """Hear of endpoints that are switched off, without waiting for the commit that a test never makes."""
    found: list[Endpoint] = []

    def note(endpoint: Endpoint, **_kwargs: object) -> None:
        found.append(endpoint)

    monkeypatch.setattr("cms.delivery.webhooks.settling.transaction.on_commit", lambda work: work())
    endpoint_disabled.connect(note)
    yield found
    endpoint_disabled.disconnect(note)


@pytest.fixture
def message(endpoint: Endpoint) -> Message:
    publish()
    read_all(endpoint, now=NOW)
    return Message.objects.get()


def exhaust(endpoint: Endpoint, message: Message) -> datetime:
    """Fail until nothing is planned any more; returns when that was."""
    now = NOW
    while fail(endpoint, now):
        message.refresh_from_db()
        if message.next_at is None:
            return now
        now = message.next_at
    raise AssertionError("It was never given up.")


class TestTheSchedule:
    def test_it_is_the_contract_s_with_a_little_more(self, endpoint: Endpoint, message: Message) -> None:
        now, waits = NOW, []
        while True:
            assert fail(endpoint, now)
            message.refresh_from_db()
            if message.next_at is None:
                break
            waits.append(message.next_at - now)
            assert claim(message.next_at - SECOND / 1000) is None, "not a moment before"
            now = message.next_at
        seconds = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
        assert [timedelta(seconds=planned) for planned in seconds] == list(RETRIES)
        assert len(waits) == len(seconds)
        for wait, planned in zip(waits, seconds, strict=True):
            assert planned <= wait.total_seconds() <= planned * 1.1
        assert any(wait.total_seconds() != planned for wait, planned in zip(waits, seconds, strict=True)), "jitter"
        assert message.state == MessageState.FAILED
        assert Attempt.objects.count() == 10

    def test_others_are_not_held_up(self, endpoint: Endpoint, message: Message) -> None:
        fail(endpoint, NOW)
        publish()
        read_all(endpoint, now=NOW)
        assert arrive(NOW)
        message.refresh_from_db()
        assert message.state == MessageState.WAITING

    def test_success_ends_it(self, endpoint: Endpoint, message: Message) -> None:
        fail(endpoint, NOW)
        assert arrive(NOW + timedelta(seconds=6))
        message.refresh_from_db()
        endpoint.refresh_from_db()
        assert (message.state, message.next_at) == (MessageState.DELIVERED, None)
        assert (endpoint.failures, endpoint.failing_since) == (0, None)

    @pytest.mark.parametrize(
        "outcome", [Result("3xx", 302), Result("4xx", 404), Result("timeout"), Result("refused address")]
    )
    def test_whatever_is_no_success_is_a_failure(self, endpoint: Endpoint, message: Message, outcome: Result) -> None:
        fail(endpoint, NOW, result=outcome)
        message.refresh_from_db()
        assert (message.state, message.retries) == (MessageState.WAITING, 1)

    def test_a_test_is_tried_once(self, endpoint: Endpoint) -> None:
        ping(endpoint, now=NOW)
        fail(endpoint, NOW)
        assert Message.objects.get().state == MessageState.FAILED
        endpoint.refresh_from_db()
        assert endpoint.failures == 0


class TestSwitchingOff:
    def test_410_does_it_at_once(self, endpoint: Endpoint, message: Message, disabled: list[Endpoint]) -> None:
        fail(endpoint, NOW, result=Result("4xx", 410))
        endpoint.refresh_from_db()
        assert (endpoint.is_active, endpoint.disabled_reason, endpoint.disabled_at) == (False, "gone", NOW)
        assert [one.pk for one in disabled] == [endpoint.pk]
        assert claim(NOW + timedelta(days=9)) is None

    def test_days_of_failures_do_it(self, endpoint: Endpoint, message: Message, disabled: list[Endpoint]) -> None:
        exhaust(endpoint, message)
        endpoint.refresh_from_db()
        assert (endpoint.is_active, endpoint.disabled_reason) == (False, "failing")
        assert len(disabled) == 1

    def test_one_bad_message_among_good_ones_does_not(
        self, endpoint: Endpoint, message: Message, disabled: list[Endpoint]
    ) -> None:
        now = NOW
        while message.state == MessageState.WAITING:
            fail(endpoint, now)
            publish()
            read_all(endpoint, now=now)
            assert arrive(now)
            message.refresh_from_db()
            now = message.next_at or now
        endpoint.refresh_from_db()
        assert message.state == MessageState.FAILED
        assert endpoint.is_active
        assert disabled == []

    def test_switched_on_again_it_gets_what_it_missed(self, endpoint: Endpoint, message: Message) -> None:
        end = exhaust(endpoint, message)
        publish()
        read_all(endpoint)
        assert Message.objects.count() == 1, "nothing is read for an endpoint that is off"
        assert switch_on(endpoint, now=end) == 1
        read_all(endpoint, now=end)
        assert arrive(end)
        assert arrive(end)
        assert {one.state for one in Message.objects.all()} == {MessageState.DELIVERED}

    def test_by_hand_it_stops_at_once(self, endpoint: Endpoint, message: Message) -> None:
        switch_off(endpoint, now=NOW)
        assert claim(NOW) is None

    def test_a_partner_on_hold_is_sent_nothing(self, endpoint: Endpoint, message: Message) -> None:
        endpoint.partner.is_active = False
        endpoint.partner.save()
        assert claim(NOW) is None


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("status", "text", "pause"),
        [
            (429, "120", timedelta(seconds=120)),
            (503, format_datetime(NOW + timedelta(minutes=10), usegmt=True), timedelta(minutes=10)),
            (503, format_datetime(NOW - timedelta(minutes=10), usegmt=True), timedelta(0)),
            (429, "99999999999999999999", LONGEST_PAUSE),
            (503, "Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_PAUSE),
            (429, "-5", None),
            (429, "soon", None),
            (429, "", None),
            (500, "120", None),
            (200, "120", None),
        ],
    )
    def test_it_is_honoured_within_bounds(self, status: int, text: str, pause: timedelta | None) -> None:
        assert pause_asked_for(Result("x", status, text), NOW) == pause

    def test_the_whole_endpoint_is_left_alone(self, endpoint: Endpoint, message: Message) -> None:
        fail(endpoint, NOW, result=Result("4xx", 429, "120"))
        publish()
        read_all(endpoint, now=NOW)
        assert claim(NOW + timedelta(seconds=119)) is None
        assert claim(NOW + timedelta(seconds=120)) is not None
        message.refresh_from_db()
        assert message.next_at is not None
        assert message.next_at >= NOW + timedelta(seconds=120)


class TestSendingAgain:
    def test_it_keeps_its_id(self, endpoint: Endpoint, message: Message) -> None:
        arrive(NOW)
        assert send_again(message, now=NOW)
        taken = claim(NOW)
        assert taken is not None
        assert taken.webhook_id == message.webhook_id

    def test_not_after_something_newer(self, endpoint: Endpoint, message: Message) -> None:
        arrive(NOW)
        touch(FeedDocument.objects.get())
        read_all(endpoint, now=NOW)
        assert not send_again(message, now=NOW)
        assert not is_current(message)

    def test_not_while_it_waits(self, endpoint: Endpoint, message: Message) -> None:
        assert not send_again(message, now=NOW)

"""Whose turn it is: never two at once for one document, never an older word after a newer, nothing held for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from cms.delivery.egress import TOTAL_S
from cms.delivery.webhooks.choices import Event, MessageState
from cms.delivery.webhooks.claiming import (
    FAILING_AFTER,
    LEASE,
    MOST_ON_THEIR_WAY,
    MOST_WHILE_FAILING,
    Claim,
    claim,
)
from cms.delivery.webhooks.messages import ping
from cms.delivery.webhooks.models import Attempt, Endpoint, Message
from cms.delivery.webhooks.sending import Result
from cms.delivery.webhooks.settling import settle
from cms.feed.models import State
from tests.cms.delivery.webhooks.world import a_partner, an_endpoint, fail, publish, read_all, remove, touch

ARRIVED = Result("2xx", 204)


@pytest.fixture
def endpoint(db: None) -> Endpoint:
    return an_endpoint(a_partner(), "https://hooks.example.org/in")


def taken(now: object = None) -> Claim:
    found = claim(now or timezone.now())  # type: ignore[arg-type]
    assert found is not None
    return found


class TestLeases:
    def test_what_is_taken_is_not_taken_twice(self, endpoint: Endpoint) -> None:
        publish()
        read_all(endpoint)
        taken()
        assert claim(timezone.now()) is None

    def test_a_killed_worker_s_lease_ends(self, endpoint: Endpoint) -> None:
        publish()
        read_all(endpoint)
        now = timezone.now()
        first = taken(now)
        assert claim(now + LEASE - timedelta(milliseconds=1)) is None
        second = taken(now + LEASE)
        assert (second.webhook_id, second.body) == (first.webhook_id, first.body)
        assert second.lease != first.lease

    def test_it_outlives_the_longest_attempt(self) -> None:
        assert LEASE.total_seconds() > 2 * TOTAL_S

    def test_who_comes_back_from_the_dead_changes_nothing(self, endpoint: Endpoint) -> None:
        publish()
        read_all(endpoint)
        now = timezone.now()
        dead = taken(now)
        heir = taken(now + LEASE)
        settle(dead, Result("5xx", 500), now + LEASE)
        message = Message.objects.get()
        assert (message.state, message.retries, message.lease) == (MessageState.WAITING, 0, heir.lease)
        settle(heir, ARRIVED, now + LEASE)
        message.refresh_from_db()
        assert message.state == MessageState.DELIVERED
        assert list(Attempt.objects.order_by("pk").values_list("outcome", flat=True)) == ["5xx", "2xx"]

    def test_an_endpoint_deleted_meanwhile_is_no_accident(self, endpoint: Endpoint) -> None:
        publish()
        read_all(endpoint)
        flying = taken()
        endpoint.delete()
        settle(flying, ARRIVED, timezone.now())


class TestOrderPerDocument:
    def test_a_newer_word_waits_for_the_one_on_its_way(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        now = timezone.now()
        first = taken(now)
        touch(row)
        read_all(endpoint, now=now)
        assert claim(now) is None
        settle(first, ARRIVED, now)
        assert taken(now).webhook_id != first.webhook_id

    def test_one_that_fails_on_its_way_makes_room_for_the_newer(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        now = timezone.now()
        first = taken(now)
        remove(row, state=State.WITHDRAWN)
        read_all(endpoint, now=now)
        settle(first, Result("timeout"), now)
        states = list(Message.objects.order_by("pk").values_list("event", "state"))
        assert states == [("document.published", "superseded"), ("document.withdrawn", "waiting")]
        assert taken(now).webhook_id == Message.objects.get(event="document.withdrawn").webhook_id

    def test_after_a_killed_worker_only_the_newest_is_sent(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        now = timezone.now()
        taken(now)
        touch(row)
        read_all(endpoint, now=now)
        later = taken(now + LEASE)
        assert later.message_id == Message.objects.order_by("pk").last().pk  # type: ignore[union-attr]
        assert Message.objects.order_by("pk").first().state == MessageState.SUPERSEDED  # type: ignore[union-attr]

    def test_a_rewritten_message_was_never_on_its_way(self, endpoint: Endpoint) -> None:
        """A worker killed right after it took a message may have sent it: its id must not get other bytes."""
        row = publish()
        read_all(endpoint)
        now = timezone.now()
        dead = taken(now)
        touch(row)
        read_all(endpoint, now=now + LEASE * 2)
        heir = taken(now + LEASE * 2)
        assert heir.webhook_id != dead.webhook_id


class TestAllowedAtTheMomentOfSending:
    """What a partner may not be given any more does not leave, though the feed was not read anew."""

    def test_a_type_that_was_taken_from_the_partner(self, endpoint: Endpoint) -> None:
        publish()
        read_all(endpoint)
        endpoint.partner.allowed_types = ["article"]
        endpoint.partner.save()
        assert claim(timezone.now()) is None
        endpoint.partner.allowed_types = ["article", "ambassador"]
        endpoint.partner.save()
        assert claim(timezone.now()) is not None

    def test_between_two_attempts_too(self, endpoint: Endpoint) -> None:
        publish()
        read_all(endpoint)
        now = timezone.now()
        fail(endpoint, now)
        endpoint.partner.allowed_types = ["article"]
        endpoint.partner.save()
        assert claim(now + timedelta(hours=1)) is None

    def test_an_audience_that_was_taken_from_the_partner(self, db: None) -> None:
        endpoint = an_endpoint(a_partner(audience="partners"), "https://hooks.example.org/in")
        publish(audience="partners")
        read_all(endpoint)
        endpoint.partner.audience = "open"
        endpoint.partner.save()
        assert claim(timezone.now()) is None

    def test_a_withdrawn_document_is_spoken_of_no_more(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        remove(row, state=State.WITHDRAWN)
        assert claim(timezone.now()) is None
        read_all(endpoint)
        assert taken().message_id == Message.objects.get(event="document.withdrawn").pk

    def test_removals_and_tests_leave_all_the_same(self, endpoint: Endpoint) -> None:
        row = publish()
        read_all(endpoint)
        remove(row)
        read_all(endpoint)
        endpoint.partner.allowed_types = ["article"]
        endpoint.partner.save()
        assert taken().message_id == Message.objects.get(event="document.gone").pk
        test = ping(endpoint)
        assert taken().message_id == test.pk

    def test_who_chose_no_removals_is_told_nothing_after_one(self, db: None) -> None:
        endpoint = an_endpoint(a_partner(), "https://hooks.example.org/in", events=[Event.PUBLISHED])
        waiting, flying = publish(), publish()
        read_all(endpoint)
        now = timezone.now()
        first = taken(now)
        for row in (waiting, flying):
            remove(row)
        read_all(endpoint, now=now)
        settle(first, Result("5xx", 500), now)
        assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SUPERSEDED}
        assert claim(now + timedelta(days=1)) is None


class TestFairness:
    def test_an_endpoint_takes_only_so_many_at_once(self, endpoint: Endpoint) -> None:
        for _ in range(MOST_ON_THEIR_WAY + 2):
            publish()
        read_all(endpoint)
        now = timezone.now()
        assert len([one for one in (claim(now) for _ in range(10)) if one]) == MOST_ON_THEIR_WAY

    def test_a_failing_one_takes_fewer(self, endpoint: Endpoint) -> None:
        for _ in range(FAILING_AFTER + 3):
            publish()
        read_all(endpoint)
        now = timezone.now()
        for _ in range(FAILING_AFTER):
            fail(endpoint, now)
        assert len([one for one in (claim(now) for _ in range(10)) if one]) == MOST_WHILE_FAILING

    def test_endpoints_are_served_in_rotation(self, endpoint: Endpoint) -> None:
        other = an_endpoint(a_partner(), "https://other.example.org/in")
        for _ in range(3):
            publish()
        for one in (endpoint, other):
            read_all(one)
        now = timezone.now()
        order = [taken(now + timedelta(microseconds=step)).endpoint_id for step in range(4)]
        assert order == [endpoint.pk, other.pk, endpoint.pk, other.pk]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestTwoWorkersAtOnce:
    def test_no_message_is_taken_twice(self, settings) -> None:
        endpoints = [an_endpoint(a_partner(), f"https://h{number}.example.org/in") for number in range(3)]
        for _ in range(4):
            publish()
        for one in endpoints:
            read_all(one)
        claims: list[Claim] = []
        errors: list[Exception] = []
        barrier = threading.Barrier(4)

        def work() -> None:
            barrier.wait()
            try:
                idle = 0
                while idle < 3:
                    found = claim(timezone.now())
                    idle = 0 if found else idle + 1
                    if found:
                        claims.append(found)
                        settle(found, ARRIVED, timezone.now())
            except Exception as error:  # noqa: BLE001 (shown by the assertion)
                errors.append(error)
            finally:
                connections.close_all()

        run_together(work, 4)
        assert errors == []
        assert sorted(one.message_id for one in claims) == sorted(Message.objects.values_list("pk", flat=True))
        assert len(claims) >= 12
        assert not Message.objects.exclude(state=MessageState.DELIVERED).exists()


def run_together(work: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()

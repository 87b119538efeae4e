"""The worker and its command: rounds that end, wake-ups that send nothing themselves, faults that stop nobody else."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.delivery import waking
from cms.delivery.webhooks import tasks, worker
from cms.delivery.webhooks.models import Endpoint, Message
from cms.delivery.webhooks.retention import forget_messages
from cms.delivery.webhooks.worker import Worker
from cms.feed.transaction import feed_changed
from cms.management.commands.run_jobs import JOBS
from tests.cms.delivery.webhooks.listener import Arrived, Listener
from tests.cms.delivery.webhooks.world import a_partner, an_endpoint, publish, read_all


class TestRound:
    def test_the_command_says_what_it_did(self, endpoint: Endpoint, listener: Listener) -> None:
        publish()
        said = StringIO()
        call_command("deliver_webhooks", stdout=said)
        assert said.getvalue() == "1 webhooks arrived, 0 attempts failed\n"
        assert len(listener.arrived) == 1

    def test_it_is_a_job_of_the_minute(self) -> None:
        assert JOBS[-1] == "deliver_webhooks", "last: a slow server keeps no mail waiting"

    def test_several_are_sent_at_once(self, endpoint: Endpoint, listener: Listener) -> None:
        together = threading.Barrier(4, timeout=30)

        def answer(handler, _arrived: Arrived) -> None:
            # Answers none before all four have come: one after the other would end in a broken barrier.
            together.wait()
            handler.send_response(204)
            handler.end_headers()

        listener.answer = answer
        for _ in range(4):
            publish()
        assert Worker().run_round().sent == 4

    def test_a_fault_in_one_endpoint_stops_no_other(
        self, endpoint: Endpoint, listener: Listener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = an_endpoint(a_partner(), "https://broken.example.org/in")
        real = worker.read

        def read(endpoint_id: int) -> bool:
            if endpoint_id == broken.pk:
                raise RuntimeError("a fault of ours")
            return real(endpoint_id)

        monkeypatch.setattr(worker, "read", read)
        publish()
        with pytest.raises(SystemExit):
            call_command("deliver_webhooks", stdout=StringIO(), stderr=StringIO())
        assert listener.events == ["document.published"]

    def test_it_ends_in_time_though_a_server_is_slow(self, endpoint: Endpoint, listener: Listener) -> None:
        def slow(handler, _arrived: Arrived) -> None:
            time.sleep(1)
            handler.send_response(204)
            handler.end_headers()

        listener.answer = slow
        for _ in range(20):
            publish()
        # All would take ten seconds.
        tally = Worker(threads=2).run_round(seconds=3)
        assert 0 < tally.sent < 20


class TestForever:
    def test_it_sends_what_is_published_meanwhile_and_stops_when_told(
        self, endpoint: Endpoint, listener: Listener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker, "close_old_connections", lambda: None)
        monkeypatch.setattr(worker, "POLL_S", 0.02)
        stop = threading.Event()
        left = iter([publish, lambda: None, publish, lambda: None])
        real = worker.behind

        def behind() -> list[int]:
            next(left, stop.set)()
            return real()

        monkeypatch.setattr(worker, "behind", behind)
        assert Worker().run_forever(stop).sent == 2
        assert listener.events == ["document.published"] * 2


class TestWakeUp:
    def test_nothing_is_sent_inside_the_request_of_an_editor(self, endpoint: Endpoint, listener: Listener) -> None:
        publish()
        feed_changed.send(sender=None, changes=[])
        assert tasks.wake_up() is False
        assert listener.connections == 0
        assert not Message.objects.exists()

    def test_a_backend_of_its_own_is_woken_if_somebody_listens(
        self, db: None, loopback: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        enqueued: list[int] = []
        monkeypatch.setattr(waking, "task_backends", {"default": object()})
        monkeypatch.setattr(type(tasks.deliver_task), "enqueue", lambda _self: enqueued.append(1))
        assert tasks.wake_up() is False
        an_endpoint(a_partner(), "https://hooks.example.org/in")
        assert tasks.wake_up() is True
        assert enqueued == [1]

    def test_the_task_sends(self, endpoint: Endpoint, listener: Listener) -> None:
        publish()
        assert tasks.deliver_task.call() == 1
        assert len(listener.arrived) == 1


class TestRetention:
    def test_old_messages_go_with_their_attempts_and_waiting_ones_stay(self, endpoint: Endpoint) -> None:
        publish()
        Worker().run_round()
        publish()
        read_all(endpoint)
        Message.objects.update(created_at=timezone.now() - timedelta(days=31))
        assert forget_messages(timezone.now() - timedelta(days=30)) == 1
        assert [one.state for one in Message.objects.all()] == ["waiting"]
        endpoint.is_active = False
        endpoint.save()
        assert forget_messages(timezone.now() - timedelta(days=30)) == 1

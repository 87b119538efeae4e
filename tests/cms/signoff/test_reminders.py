"""Reminders come twice, with a link that works, and stop when there is nothing left to remind of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from cms.signoff.choices import Status
from cms.signoff.deciding import sign
from cms.signoff.models import SignOffRecord, SignOffRequest
from cms.signoff.opening import open_request
from cms.signoff.reminding import send_due_reminders
from tests.signoff_world import NAME, link_of, portrait, sent, token_in_mail, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def after(days: int, callbacks: Any) -> int:
    with callbacks(execute=True):
        return send_due_reminders(timezone.now() + timedelta(days=days, minutes=1))


class TestReminders:
    def test_it_works(self, callbacks: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        assert [after(day, callbacks) for day in (0, 4, 5, 6, 11, 12, 13, 20)] == [0, 0, 1, 0, 0, 1, 0, 0]
        assert len(mail.outbox) == 3
        fresh = token_in_mail()
        assert fresh != token
        assert open_request(fresh).may_decide  # type: ignore[union-attr]
        assert open_request(token).may_decide, "the first link still opens the proof"  # type: ignore[union-attr]
        assert SignOffRecord.objects.filter(kind="reminded").count() == 2

    def test_a_scheduler_that_slept_sends_one(self, callbacks: Any) -> None:
        sent(portrait(), callbacks)
        assert [after(14, callbacks), after(14, callbacks)] == [1, 0]

    def test_they_stop_when_signed(self, callbacks: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        with callbacks(execute=True):
            sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        assert after(5, callbacks) == 0

    def test_what_is_over_is_noted_as_expired(self, callbacks: Any) -> None:
        sent(portrait(), callbacks)
        assert after(22, callbacks) == 0
        assert SignOffRequest.objects.get().status == Status.EXPIRED

    def test_a_receipt_that_did_not_leave_is_sent_again(self, callbacks: Any, monkeypatch: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        with monkeypatch.context() as broken:
            broken.setattr("django.core.mail.EmailMultiAlternatives.send", lambda self: 1 / 0)
            with callbacks(execute=True):
                sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        assert SignOffRequest.objects.get().receipt_sent_at is None
        mail.outbox.clear()
        after(1, callbacks)
        assert SignOffRequest.objects.get().receipt_sent_at is not None
        assert open_request(token_in_mail()) is not None
        mail.outbox.clear()
        after(1, callbacks)
        assert mail.outbox == []

"""Reminders around the due date, the daily digest, and the promise that each leaves once."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.workflow import mailing, notices, reminders
from cms.workflow.due import slot_of
from cms.workflow.models import BoundTaskState, EditorialEvent, MailPreference, OutgoingMail, SentReminder
from cms.workflow.reminders import send_reminders
from tests.review_world import House, waiting_on

pytestmark = pytest.mark.django_db
# A Wednesday; the 11th is a holiday in France.
DUE = date(2026, 11, 18)


def morning(day: int, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime(2026, 11, day, hour))


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def state(house: House, django_capture_on_commit_callbacks: Any) -> BoundTaskState:
    with django_capture_on_commit_callbacks(execute=True):
        page = house.submitted(title="Portes ouvertes")
    found = waiting_on(page)
    BoundTaskState.objects.filter(pk=found.pk).update(due_on=DUE, started_at=morning(9))
    mail.outbox.clear()
    return found


@pytest.fixture
def run(django_capture_on_commit_callbacks: Any) -> Any:
    """Run the command's work at an instant and return who got a mail."""

    def work(now: datetime) -> list[str]:
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            report = send_reminders(now)
        assert report.failures == 0
        return sorted(one.to[0].split("@")[0] for one in mail.outbox[before:])

    return work


class TestReminders:
    def test_it_works(self, house: House, state: BoundTaskState, run: Any) -> None:
        assert run(morning(17)) == ["lise", "remi"]
        assert "Portes ouvertes" in mail.outbox[0].subject
        assert "/admin/workflow/review/" in mail.outbox[0].body

    @pytest.mark.parametrize(
        ("day", "is_sent"),
        [(10, False), (16, False), (17, True), (18, True), (19, False), (20, True), (21, False), (24, True)],
    )
    def test_before_the_due_date_and_each_second_working_day_after(
        self, house: House, state: BoundTaskState, run: Any, day: int, is_sent: bool
    ) -> None:
        assert bool(run(morning(day))) is is_sent

    def test_once_each_however_often_it_runs(self, house: House, state: BoundTaskState, run: Any) -> None:
        runs = ((day, hour) for day in range(9, 27) for hour in (6, 7, 12, 23))
        sent = [(day, hour) for day, hour in runs if run(morning(day, hour))]
        assert sent == [(17, 7), (20, 7), (24, 7), (26, 7)]

    def test_a_run_that_was_missed_is_made_up_for_once(self, house: House, state: BoundTaskState, run: Any) -> None:
        assert run(morning(23)) == ["lise", "remi"]
        assert run(morning(23, 9)) == []

    def test_nobody_is_reminded_at_night_or_on_sundays(self, house: House, state: BoundTaskState, run: Any) -> None:
        assert run(morning(17, 3)) == []
        assert run(morning(22)) == []

    def test_whoever_may_not_decide_is_not_reminded(self, house: House, state: BoundTaskState, run: Any) -> None:
        house.edit(state.workflow_state.content_object, house.colleague, title="De Lise")
        BoundTaskState.objects.update(due_on=DUE, started_at=morning(9))
        assert run(morning(17)) == ["remi"]

    def test_what_was_decided_is_not_recalled(self, house: House, state: BoundTaskState, run: Any) -> None:
        house.decide(state.workflow_state.content_object, house.reviewer, "reject", "Non.")
        notices.work_off()
        mail.outbox.clear()
        assert run(morning(17)) == []

    def test_several_pages_are_one_mail(self, house: House, state: BoundTaskState, run: Any) -> None:
        house.submitted(title="Autre page")
        BoundTaskState.objects.update(due_on=DUE, started_at=morning(9))
        assert run(morning(17)) == ["lise", "remi"]
        assert "Autre page" in mail.outbox[0].body
        assert "Portes ouvertes" in mail.outbox[0].body

    def test_the_day_of_the_request_reminds_of_nothing(self, house: House, state: BoundTaskState) -> None:
        from cms.workflow.waiting import waiting_for

        BoundTaskState.objects.update(due_on=date(2026, 11, 18), started_at=morning(17))
        (one,) = waiting_for(house.reviewer)
        assert slot_of(one, date(2026, 11, 17)) is None

    def test_a_dry_run_says_what_it_would_do_and_sends_nothing(self, house: House, state: BoundTaskState) -> None:
        report = send_reminders(morning(17), dry_run=True)
        assert report.mails == 2
        assert any("Portes ouvertes" in line for line in report.lines)
        assert mail.outbox == []
        assert not SentReminder.objects.exists()
        assert not OutgoingMail.objects.filter(template="reminder").exists()

    def test_one_that_fails_does_not_keep_the_others(
        self, house: House, state: BoundTaskState, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = mailing.send

        def fails(*, to: Any, **values: Any) -> None:
            if to == ["remi@exemple.fr"]:
                raise RuntimeError
            real(to=to, **values)

        monkeypatch.setattr(mailing, "send", fails)
        report = send_reminders(morning(17))
        assert (report.failures, OutgoingMail.objects.filter(template="reminder").count()) == (1, 1)
        # Not recorded as sent: the next run tries again.
        assert not SentReminder.objects.filter(user=house.reviewer).exists()

    def test_other_rooms_remind_of_theirs(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[datetime] = []

        def others(now: datetime) -> int:
            asked.append(now)
            return 3

        monkeypatch.setattr(reminders, "_registered", [])
        reminders.register(others)
        reminders.register(others)
        now = morning(22, 3)
        assert send_reminders(now).mails == 3
        assert asked == [now]
        assert send_reminders(now, dry_run=True).mails == 0

    def test_what_was_told_long_ago_is_forgotten(self, house: House, state: BoundTaskState) -> None:
        send_reminders(morning(17))
        old = timezone.now() - timedelta(days=91)
        EditorialEvent.objects.update(created_at=old)
        SentReminder.objects.update(sent_at=old)
        send_reminders(timezone.now())
        assert not EditorialEvent.objects.exists()


class TestDigest:
    @pytest.fixture
    def daily(self, house: House) -> None:
        MailPreference.objects.create(user=house.reviewer, choice="digest")

    def test_it_works(self, house: House, daily: None, run: Any, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            house.submitted(title="Portes ouvertes")
        mail.outbox.clear()
        assert "remi" in run(morning(24))
        (message,) = (one for one in mail.outbox if one.to == ["remi@exemple.fr"])
        assert "Portes ouvertes" in message.body
        assert "Rose Rédactrice" in message.body

    def test_one_a_day_however_often_it_runs(
        self, house: House, daily: None, run: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        for day in (24, 25):
            with django_capture_on_commit_callbacks(execute=True):
                house.submitted(title=f"Page {day}")
            assert "remi" in run(morning(day))
            assert "remi" not in run(morning(day, 9))
            assert "remi" not in run(morning(day, 20))

    def test_nothing_new_is_no_mail(self, house: House, daily: None, run: Any) -> None:
        assert run(morning(24)) == []

    def test_reminders_are_in_it(self, house: House, state: BoundTaskState, daily: None, run: Any) -> None:
        assert run(morning(17)) == ["lise", "remi"]
        digest = next(one for one in mail.outbox if one.to == ["remi@exemple.fr"])
        assert "Portes ouvertes" in digest.body
        assert SentReminder.objects.filter(user=house.reviewer, task_state=state, slot="before").exists()

    def test_a_request_that_somebody_answered_is_no_news(
        self, house: House, daily: None, run: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            page = house.submitted(title="Portes ouvertes")
        house.decide(page, house.colleague)
        assert "remi" not in run(morning(24))


class TestCommands:
    def test_send_reminders(self, house: House, state: BoundTaskState) -> None:
        out = io.StringIO()
        call_command("send_reminders", "--dry-run", stdout=out)
        assert out.getvalue()

    def test_a_failure_is_an_exit_code(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(now: datetime) -> int:
            raise RuntimeError

        monkeypatch.setattr(reminders, "_registered", [fails])
        with pytest.raises(CommandError):
            call_command("send_reminders", stdout=io.StringIO())

    def test_send_waiting_mail_tells_what_was_noted_and_sends_what_was_written(
        self, house: House, django_capture_on_commit_callbacks: Any
    ) -> None:
        house.submitted()
        assert mail.outbox == []
        with django_capture_on_commit_callbacks(execute=True):
            call_command("send_waiting_mail", stdout=io.StringIO(), stderr=io.StringIO())
        assert {one.to[0] for one in mail.outbox} == {"remi@exemple.fr", "lise@exemple.fr"}

    def test_send_digest(self, house: House) -> None:
        call_command("send_digest", "--dry-run", stdout=io.StringIO())

"""Counts become rows: added up over processes, kept when the database is away, bounded, and read again."""

from __future__ import annotations

import datetime
import threading
import uuid
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from cms.partners import usage, usage_counts, usage_writer, usage_writing
from cms.partners.usage_reading import Period, copies_of, held_versions, most_shown, per_day, per_face, per_type
from cms.partners.usage_tables import DocumentUsage, OpenUsage, PartnerCopy, PartnerUsage
from tests.cms.delivery.feed_rows import ambassador_row
from tests.usage_world import keyed, partner, row, sums

pytestmark = pytest.mark.django_db
SITE = "https://www.ville.example"
LIST = "/api/v1/ambassadors"


class TestWriting:
    def test_adds_to_what_is_there(self) -> None:
        owner, document_id = partner(), uuid.uuid4()
        for _process in range(2):
            usage.note_answer([row(7, document_id)], face="rest", partner_id=owner.pk)
            assert usage.flush()
        assert sums(PartnerUsage) == {("rest", ""): (2, 2), ("rest", "ambassador"): (2, 2)}
        assert DocumentUsage.objects.get().times == 2
        copy = PartnerCopy.objects.get()
        assert copy.first_at < copy.last_at

    def test_what_two_processes_write_out_of_order_keeps_the_widest_times(self) -> None:
        owner, document_id = partner(), uuid.uuid4()
        day = timezone.localdate()
        for first, last in ((100.0, 200.0), (50.0, 150.0)):
            counts = usage_counts.Counts()
            counts.add_copy((owner.pk, day, "rest", "ambassador", document_id, 1), 1, first, last)
            usage_writer.write(counts)
        copy = PartnerCopy.objects.get()
        assert (copy.first_at.timestamp(), copy.last_at.timestamp()) == (50.0, 200.0)

    def test_each_version_is_a_copy_and_the_first_face_names_it(self) -> None:
        owner, document_id = partner(), uuid.uuid4()
        usage.note_answer([row(1, document_id)], face="rest", partner_id=owner.pk)
        usage.note_answer([row(2, document_id)], face="changes", partner_id=owner.pk)
        usage.note_answer([row(2, document_id)], face="rest", partner_id=owner.pk)
        usage.flush()
        copies = PartnerCopy.objects.order_by("change").values_list("change", "face")
        assert list(copies) == [(1, "rest"), (2, "changes")]
        assert sum(DocumentUsage.objects.values_list("times", flat=True)) == 3

    def test_a_webhook_counts(self) -> None:
        owner = partner()
        usage.note_copies(owner.pk, [row(3)], "webhooks")
        usage.flush()
        assert PartnerCopy.objects.get().face == "webhooks"

    def test_many_rows_are_written_in_several_short_transactions(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(usage_writing, "ROWS_AT_ONCE", 10)
        owner = partner()
        usage.note_answer([row(number) for number in range(35)], face="changes", partner_id=owner.pk)
        assert usage.flush()
        assert PartnerCopy.objects.count() == 35

    def test_what_cannot_be_written_is_kept(self, monkeypatch: pytest.MonkeyPatch, caplog: Any, client: Client) -> None:
        def refuse(counts: Any) -> None:
            raise DatabaseError("secret detail")

        owner = partner()
        ambassador_row()
        headers = keyed(owner)
        with monkeypatch.context() as broken:
            broken.setattr(usage_writer, "write", refuse)
            assert client.get(LIST, **headers).status_code == 200
            assert not usage.flush()
            assert client.get(LIST, **headers).status_code == 200
            assert not usage.flush()
        assert "DatabaseError" in caplog.text
        assert "secret detail" not in caplog.text
        assert usage.flush()
        assert sums(PartnerUsage, type="") == {("rest", ""): (2, 2)}

    def test_what_was_written_before_a_failure_is_not_written_twice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        owner = partner()
        usage.note_answer([row()], face="rest", partner_id=owner.pk)
        add = usage_writing._add

        def fail_at_sums(model: Any, rows: Any, names: Any) -> None:
            if model is PartnerUsage:
                raise DatabaseError
            add(model, rows, names)

        with monkeypatch.context() as broken:
            broken.setattr(usage_writing, "_add", fail_at_sums)
            assert not usage.flush()
        assert usage.flush()
        assert DocumentUsage.objects.get().times == 1
        assert sums(PartnerUsage, type="") == {("rest", ""): (1, 1)}

    def test_a_partner_deleted_meanwhile_takes_its_copies_along(self) -> None:
        owner = partner()
        usage.note_answer([row()], face="rest", partner_id=owner.pk)
        owner.delete()
        assert usage.flush()
        assert not PartnerCopy.objects.exists()
        assert sums(OpenUsage, type="") == {("rest", ""): (1, 1)}

    def test_a_day_ends_at_midnight_here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        buffer = usage_counts.Buffer()
        moments = [datetime.datetime(2026, 6, 30, 21, 59, 59, tzinfo=datetime.UTC).timestamp()]
        monkeypatch.setattr(usage_counts.time, "time", lambda: moments[0])
        buffer.note(None, "rest", [])
        moments[0] += 1
        buffer.note(None, "rest", [])
        days = [key[1].isoformat() for key in buffer.take().answers]
        assert days == ["2026-06-30", "2026-07-01"]


class TestBounds:
    def test_memory_stays_bounded_and_the_loss_is_told(self, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
        monkeypatch.setattr(usage_counts, "MOST_KEPT", 5)
        owner = partner()
        usage.note_answer([row(number) for number in range(8)], face="rest", partner_id=owner.pk)
        assert usage.flush()
        assert PartnerCopy.objects.count() == 5
        assert "3 counts" in caplog.text

    def test_invented_origins_become_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(usage_counts, "MOST_ORIGINS", 3)
        buffer = usage_counts.Buffer()
        for number in range(10):
            buffer.note(f"https://{number}.example", "rest", [row()])
        buffer.note("https://" + "a" * 300, "rest", [row()])
        taken = buffer.take()
        assert len({key[0] for key in taken.copies}) == 3
        assert taken.answers[(None, next(iter(taken.answers))[1], "rest", "")] == [8, 8]

    def test_threads_lose_nothing(self) -> None:
        buffer = usage_counts.Buffer()
        found = row()

        def ask() -> None:
            for _each in range(500):
                buffer.note(1, "rest", [found])

        threads = [threading.Thread(target=ask) for _each in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        taken = buffer.take()
        assert sorted(taken.answers.values()) == [[2000, 2000], [2000, 2000]]


class TestReading:
    def test_it_works(self) -> None:
        owner, other, document_id = partner(), partner("Autre"), uuid.uuid4()
        usage.note_answer([row(1, document_id), row(1)], face="rest", partner_id=owner.pk)
        usage.note_answer([row(2, document_id)], face="embed", partner_id=owner.pk)
        usage.note_answer([row(9, kind="article")], face="rest", partner_id=other.pk)
        usage.flush()
        period = Period.until_today(30)
        by_day = per_day(owner, period)
        assert len(by_day) == 30
        assert [(one.requests, one.documents) for one in list(by_day.values())[-2:]] == [(0, 0), (2, 3)]
        assert {name: one.requests for name, one in per_face(owner, period).items()} == {"embed": 1, "rest": 1}
        assert {name: one.documents for name, one in per_type(owner, period).items()} == {"ambassador": 3}
        assert [(one.document_id, one.times) for one in most_shown(owner, period, limit=1)] == [(document_id, 2)]
        assert [copy.change for copy in copies_of([document_id])] == [2, 1]
        assert held_versions(owner, [document_id])[document_id][0] == 2

    def test_what_is_older_than_the_period_is_left_out(self) -> None:
        owner = partner()
        for days, requests in ((0, 1), (29, 20), (30, 300)):
            day = timezone.localdate() - datetime.timedelta(days=days)
            PartnerUsage.objects.create(partner=owner, day=day, face="rest", type="", requests=requests, documents=0)
        found = per_day(owner, Period.until_today(30))
        assert [one.requests for one in found.values() if one.requests] == [20, 1]

    def test_copies_not_written_yet_are_known(self, django_assert_num_queries: Any) -> None:
        owner = partner(origin=SITE)
        waiting, written = row(4), row(5)
        usage.note_answer([written], face="rest", partner_id=owner.pk)
        usage.flush()
        usage.note_answer([waiting], face="embed", origin=SITE)
        usage.note_answer([row(6)], face="embed", origin="https://autre.example")
        found = copies_of([waiting.document_id, written.document_id])
        assert [(copy.partner_id, copy.change, copy.face) for copy in found] == [
            (owner.pk, 5, "rest"),
            (owner.pk, 4, "embed"),
        ]
        with django_assert_num_queries(1):
            copies_of([uuid.uuid4()])


class TestUpsert:
    def test_is_one_statement_whatever_the_number_of_rows(self, django_assert_max_num_queries: Any) -> None:
        owner = partner()
        usage.note_answer([row(number) for number in range(100)], face="rest", partner_id=owner.pk)
        with django_assert_max_num_queries(10):
            assert usage.flush()

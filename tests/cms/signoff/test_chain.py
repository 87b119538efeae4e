"""The chain of records: nothing in it can be altered, removed, put in or moved without being found."""

from __future__ import annotations

import io
import itertools
import json
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cms.feed.transaction import EditorialTransactionRequired, editorial_transaction
from cms.signoff import guard
from cms.signoff.chain import append, link_hash
from cms.signoff.choices import RecordKind
from cms.signoff.models import ChainHead, PersonalPart, SignOffRecord
from cms.signoff.records import RecordIsFinal
from cms.signoff.verification import verify
from tests.signoff_world import unguarded

pytestmark = pytest.mark.django_db
CONTENT = uuid.UUID("5f1d6c3a-0000-4000-8000-000000000001")


def add(count: int = 5) -> list[SignOffRecord]:
    with editorial_transaction():
        return [
            append(
                RecordKind.REMARKED,
                content_id=CONTENT,
                request_id=7,
                details={"passages": [number], "language": "fr"},
                personal={"name": "Nadia Ferrand", "remarks": {"3": "« fondeuse »"}},
            )
            for number in range(count)
        ]


def codes(**options: Any) -> set[tuple[str, int]]:
    return {(fault.code, fault.sequence) for fault in verify(**options).faults}


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


class TestChain:
    def test_it_works(self) -> None:
        records = add()
        report = verify()
        assert report.is_clean, report.faults
        assert (report.count, report.head) == (5, records[-1].hash)
        assert [record.sequence for record in records] == [1, 2, 3, 4, 5]
        assert all(later.previous_hash == earlier.hash for earlier, later in itertools.pairwise(records))

    def test_the_payload_names_nobody(self) -> None:
        [record] = add(1)
        assert "Nadia" not in record.payload
        assert "fondeuse" not in record.payload

    def test_equal_people_have_unequal_commitments(self) -> None:
        first, second = add(2)
        assert json.loads(first.payload)["person"] != json.loads(second.payload)["person"]

    def test_it_grows_under_the_lock_alone(self) -> None:
        with pytest.raises(EditorialTransactionRequired):
            append(RecordKind.INVITED, content_id=CONTENT, request_id=1)

    def test_an_empty_chain_is_clean(self) -> None:
        assert verify().is_clean


class TestDetection:
    @pytest.mark.parametrize("place", [1, 3, 5])
    def test_an_altered_record(self, place: int) -> None:
        add()
        with unguarded():
            record = SignOffRecord.objects.get(pk=place)
            SignOffRecord.objects.filter(pk=place).update(payload=record.payload.replace('"fr"', '"en"'))
        assert ("altered", place) in codes()

    @pytest.mark.parametrize("place", [1, 3, 5])
    def test_a_record_altered_with_its_hash(self, place: int) -> None:
        add()
        with unguarded():
            record = SignOffRecord.objects.get(pk=place)
            payload = record.payload.replace('"fr"', '"en"')
            SignOffRecord.objects.filter(pk=place).update(
                payload=payload, hash=link_hash(record.previous_hash, payload)
            )
        assert ("untied", place + 1) in codes() or ("head_differs", place) in codes()

    @pytest.mark.parametrize("place", [1, 3, 5])
    def test_a_removed_record(self, place: int) -> None:
        add()
        with unguarded():
            sql("DELETE FROM signoff_signoffrecord WHERE sequence = %s", place)
        assert ("removed", place) in codes()

    def test_the_last_two_removed(self) -> None:
        add()
        with unguarded():
            sql("DELETE FROM signoff_signoffrecord WHERE sequence >= 4")
        assert {("removed", 4), ("removed", 5)} <= codes()

    def test_all_removed_with_the_head(self) -> None:
        records = add()
        with unguarded():
            sql("DELETE FROM signoff_signoffrecord")
            sql("DELETE FROM signoff_chainhead")
            sql("DELETE FROM signoff_personalpart")
        assert verify().is_clean, "an empty chain alone proves nothing"
        assert ("head_unknown", 0) in codes(expected_head=records[2].hash), "but the hash of a receipt does"

    def test_a_head_that_went_away_or_back(self) -> None:
        records = add()
        with unguarded():
            ChainHead.objects.update(count=3, hash=records[2].hash)
            assert ("head_differs", 5) in codes()
            ChainHead.objects.all().delete()
        assert ("head_missing", 0) in codes()

    def test_two_records_that_changed_places(self) -> None:
        first, second = (record for record in add() if record.sequence in {2, 3})
        with unguarded():
            for place, other in ((2, second), (3, first)):
                SignOffRecord.objects.filter(pk=place).update(
                    payload=other.payload, previous_hash=other.previous_hash, hash=f"x{other.hash[1:]}"
                )
            for place, other in ((2, second), (3, first)):
                SignOffRecord.objects.filter(pk=place).update(hash=other.hash)
        found = codes()
        assert {("moved", 2), ("moved", 3)} <= found
        assert ("untied", 2) in found

    def test_a_record_put_in_at_the_end(self) -> None:
        last = add()[-1]
        payload = last.payload.replace('"sequence":5', '"sequence":6')
        SignOffRecord.objects.create(
            sequence=6,
            previous_hash=last.hash,
            hash=link_hash(last.hash, payload),
            kind=last.kind,
            content_id=last.content_id,
            request_id=last.request_id,
            recorded_at=last.recorded_at,
            payload=payload,
        )
        assert ("head_differs", 6) in codes()

    def test_columns_that_say_something_else(self) -> None:
        add()
        with unguarded():
            SignOffRecord.objects.filter(pk=2).update(kind=RecordKind.SIGNED)
        assert codes() == {("moved", 2)}

    def test_a_personal_part_altered_removed_or_added(self) -> None:
        add()
        PersonalPart.objects.filter(pk=2).update(data='{"name":"Paul"}')
        PersonalPart.objects.filter(pk=3).delete()
        PersonalPart.objects.create(record_id=99, salt="", data="{}")
        assert codes() == {("person_altered", 2), ("person_removed", 3), ("stray_person", 99)}

    def test_a_chain_rewritten_whole_is_betrayed_by_any_receipt(self) -> None:
        noted = add()[2].hash
        with unguarded():
            sql("DELETE FROM signoff_signoffrecord")
            sql("DELETE FROM signoff_personalpart")
            ChainHead.objects.all().delete()
        add(6)
        assert verify().is_clean
        assert codes(expected_head=noted) == {("head_unknown", 0)}

    def test_missing_triggers(self) -> None:
        guard.remove()
        assert {code for code, _number in codes()} == {"unguarded"}
        guard.install()


class TestGuard:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE signoff_signoffrecord SET kind = 'signed' WHERE sequence = 2",
            "DELETE FROM signoff_signoffrecord WHERE sequence = 2",
            "DELETE FROM signoff_signoffrecord",
            "DELETE FROM signoff_chainhead",
            "UPDATE signoff_chainhead SET count = 1",
        ],
    )
    def test_the_database_refuses(self, statement: str) -> None:
        add()
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            sql(statement)
        assert verify().is_clean

    def test_postgresql_refuses_to_empty_the_table(self, is_postgresql: bool) -> None:
        if not is_postgresql:
            pytest.skip("SQLite knows no TRUNCATE.")
        add()
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            sql("TRUNCATE signoff_signoffrecord CASCADE")

    def test_the_code_refuses_too(self) -> None:
        [record] = add(1)
        with pytest.raises(RecordIsFinal):
            record.save()
        with pytest.raises(RecordIsFinal):
            record.delete()


class TestCommand:
    def test_it_works(self) -> None:
        records = add()
        out = io.StringIO()
        call_command("verify_records", stdout=out)
        assert "5 records" in out.getvalue()
        assert records[-1].hash in out.getvalue()

    def test_it_says_which_and_fails(self) -> None:
        records = add()
        with unguarded():
            sql("DELETE FROM signoff_signoffrecord WHERE sequence = 2")
        out = io.StringIO()
        with pytest.raises(CommandError):
            call_command("verify_records", "--json", head=records[4].hash, stdout=out)
        report = json.loads(out.getvalue())
        assert report["is_clean"] is False
        assert report["faults"][0] == {"code": "removed", "sequence": 2, "message": "Record 2 is missing."}

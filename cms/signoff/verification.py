"""Reads the whole chain and says which record was altered, removed, put in or moved. Writes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from cms.signoff import guard
from cms.signoff.chain import GENESIS, commitment, link_hash, moment
from cms.signoff.records import ChainHead, PersonalPart, SignOffRecord


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a stable code, the number of the record (0 for the whole), a sentence."""

    code: str
    sequence: int
    message: str


@dataclass
class Report:
    """What was found. `head` is the hash to note somewhere else, and to give back later."""

    count: int = 0
    head: str = ""
    erased: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Nothing is wrong."""
        return not self.faults

    def as_json(self) -> dict[str, Any]:
        """Return the report for machines."""
        return {"is_clean": self.is_clean, **asdict(self)}


def verify(*, expected_head: str = "") -> Report:
    """Compare every record with its hash, its place, its columns and its personal part, and the end with the head.

    Shape: `expected_head` is the hash of a record noted before (a receipt holds one): it must still be in the chain.
    """
    report = Report()
    previous, expected, seen = GENESIS, 1, set()
    parts = {part.pk: part for part in PersonalPart.objects.all()}
    for record in SignOffRecord.objects.order_by("sequence").iterator(chunk_size=500):
        for gone in range(expected, record.sequence):
            report.faults.append(Fault("removed", gone, f"Record {gone} is missing."))
        report.faults += _faults_of(record, previous, is_after_gap=expected != record.sequence)
        report.faults += _faults_of_person(record, parts.pop(record.sequence, None), report)
        previous, expected = record.hash, record.sequence + 1
        seen.add(record.hash)
        report.count += 1
    report.faults += [
        Fault("stray_person", pk, f"A personal part belongs to no record ({pk}).") for pk in sorted(parts)
    ]
    report.head = previous if report.count else ""
    report.faults += _faults_of_end(report, expected - 1)
    if expected_head and expected_head not in seen:
        report.faults.append(Fault("head_unknown", 0, "No record has the hash that was noted before."))
    report.faults += [Fault("unguarded", 0, f"The trigger {name} is missing.") for name in guard.missing()]
    return report


def _faults_of(record: SignOffRecord, previous: str, *, is_after_gap: bool) -> list[Fault]:
    faults, number = [], record.sequence
    if link_hash(record.previous_hash, record.payload) != record.hash:
        faults.append(Fault("altered", number, f"Record {number} does not match its hash: its content was altered."))
    elif record.previous_hash != previous and not is_after_gap:
        text = f"Record {number} is not tied to the one before: one of them was put in, replaced or moved."
        faults.append(Fault("untied", number, text))
    try:
        said = json.loads(record.payload)
        columns = (said["sequence"], said["kind"], said["content_id"], said["request"], said["at"])
    except (ValueError, KeyError, TypeError):
        return [*faults, Fault("unreadable", number, f"The content of record {number} cannot be read.")]
    stored = (number, record.kind, str(record.content_id), record.request_id, moment(record.recorded_at))
    if columns != stored:
        faults.append(Fault("moved", number, f"Record {number} stands beside columns that say something else."))
    return faults


def _faults_of_person(record: SignOffRecord, part: PersonalPart | None, report: Report) -> list[Fault]:
    number = record.sequence
    try:
        promised = json.loads(record.payload).get("person")
    except (ValueError, AttributeError):
        return []
    if part is None:
        return [Fault("person_removed", number, f"The personal part of record {number} is gone.")] if promised else []
    if part.erased_at is not None and not part.data and not part.salt:
        report.erased += 1
        return []
    if promised is None or commitment(part.salt, part.data) != promised:
        return [Fault("person_altered", number, f"The personal part of record {number} was altered.")]
    return []


def _faults_of_end(report: Report, last: int) -> list[Fault]:
    head = ChainHead.objects.filter(pk=ChainHead.SINGLE).first()
    if head is None:
        return [Fault("head_missing", 0, "The head of the chain is gone.")] if report.count else []
    faults = [
        Fault("removed", gone, f"Record {gone} is missing: the head counts {head.count}.")
        for gone in range(last + 1, head.count + 1)
    ]
    if not faults and (head.count, head.hash) != (last, report.head):
        text = f"The head says {head.count} and {head.hash or 'nothing'}; the chain ends otherwise."
        faults.append(Fault("head_differs", last, text))
    return faults

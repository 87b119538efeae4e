"""Counts become rows: added to those that are there, in short transactions, so that several processes add up."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from django.db import connection, models, transaction
from django.dispatch import Signal

from cms.partners.models import Partner, PartnerKey, PartnerOrigin
from cms.partners.usage_counts import Counts, Who
from cms.partners.usage_tables import DocumentUsage, OpenUsage, PartnerCopy, PartnerUsage

logger = logging.getLogger(__name__)
# provides args: document_ids (a set), sent once their copies are committed. For who must be told of a recall.
copies_written = Signal()
# Rows of one transaction: on SQLite the only write lock is held for some milliseconds.
ROWS_AT_ONCE = 500
Row = dict[str, Any]


def write(counts: Counts) -> None:
    """Write counts down. What is written is taken out of `counts`, so that what is left may be kept and tried again.

    Errors: whatever the database raises.
    """
    _name(counts)
    keys = sorted(counts.copies)
    for chunk in _chunks(keys):
        with transaction.atomic():
            _add(DocumentUsage, _document_rows(counts, chunk), ["times"])
            _add(PartnerCopy, _copy_rows(counts, chunk), [])
        for copy in chunk:
            del counts.copies[copy]
        _tell({copy[4] for copy in chunk})
    by_nobody = sorted(key for key in counts.answers if key[0] is None)
    by_partners = sorted(key for key in counts.answers if key[0] is not None)
    for model, answers in ((OpenUsage, by_nobody), (PartnerUsage, by_partners)):
        for chunk in _chunks(answers):
            with transaction.atomic():
                _add(model, [_answer_row(key, counts.answers[key]) for key in chunk], ["requests", "documents"])
            for key in chunk:
                del counts.answers[key]
    for day in set(counts.keys.values()):
        used = [key for key, latest in counts.keys.items() if latest == day]
        PartnerKey.objects.filter(pk__in=used).exclude(last_used_on__gte=day).update(last_used_on=day)
    counts.keys.clear()


def _tell(document_ids: set[uuid.UUID]) -> None:
    for receiver, error in copies_written.send_robust(sender=None, document_ids=document_ids):
        if isinstance(error, Exception):
            logger.error("What follows from new copies failed: %r", receiver, exc_info=error)


def _name(counts: Counts) -> None:
    """Put the partners in the place of their origins, and nobody in that of the others and of partners deleted since.

    An origin that several partners list counts for each of them: all of them must be told when something is recalled.
    """
    askers = {key[0] for key in counts.answers} | {key[0] for key in counts.copies}
    numbers = {who for who in askers if isinstance(who, int)}
    origins = {who for who in askers if isinstance(who, str)}
    names: dict[Who, tuple[int, ...]] = {}
    if numbers:
        names = {pk: (pk,) for pk in Partner.objects.filter(pk__in=numbers).values_list("pk", flat=True)}
    if origins:
        listed = PartnerOrigin.objects.filter(origin__in=origins).order_by("origin", "partner_id")
        for origin, rows in groupby(listed.values_list("origin", "partner_id"), key=lambda row: row[0]):
            names[origin] = tuple(partner_id for _origin, partner_id in rows)
    named = Counts(keys=counts.keys, lost=counts.lost)
    nobody: tuple[Who, ...] = (None,)
    for (who, *rest), (requests, documents) in counts.answers.items():
        for name in names.get(who, nobody):
            named.add_answer((name, *rest), requests, documents)  # type: ignore[arg-type]
    for (who, *rest), (times, first, last) in counts.copies.items():
        for name in names.get(who, ()):
            named.add_copy((name, *rest), times, first, last)  # type: ignore[arg-type]
    counts.answers, counts.copies, counts.lost = named.answers, named.copies, named.lost


def _answer_row(key: tuple[Who, date, str, str], sums: Sequence[int]) -> Row:
    partner_id, day, face, kind = key
    row = {"day": day, "face": face, "type": kind, "requests": sums[0], "documents": sums[1]}
    return row if partner_id is None else {**row, "partner_id": partner_id}


def _document_rows(counts: Counts, keys: Iterable[Any]) -> list[Row]:
    """Return one row per document: its versions of one day together."""
    rows: dict[Any, Row] = {}
    for key in keys:
        partner_id, day, face, kind, document_id, _change = key
        row = rows.setdefault(
            key[:5],
            {
                "partner_id": partner_id,
                "day": day,
                "face": face,
                "type": kind,
                "document_id": document_id,
                "times": 0,
            },
        )
        row["times"] += int(counts.copies[key][0])
    return list(rows.values())


def _copy_rows(counts: Counts, keys: Iterable[Any]) -> list[Row]:
    """Return one row per version: its faces and days together, named by the face that was first."""
    rows: dict[Any, Row] = {}
    for key in sorted(keys, key=lambda key: counts.copies[key][1]):
        partner_id, _day, face, kind, document_id, change = key
        _times, first, last = counts.copies[key]
        row = rows.setdefault(
            (partner_id, document_id, change),
            {
                "partner_id": partner_id,
                "document_id": document_id,
                "type": kind,
                "change": change,
                "face": face,
                "first_at": _instant(first),
                "last_at": _instant(last),
            },
        )
        row["last_at"] = max(row["last_at"], _instant(last))
    return [rows[key] for key in sorted(rows)]


def _add(model: type[models.Model], rows: list[Row], sums: list[str]) -> None:
    """Insert rows, or add them to those that are there: `sums` are added, instants widened.

    One statement, the same on both databases. Rows come in the order of their keys: two processes that write at once
    wait for each other and never lock each other out.
    """
    if not rows:
        return
    meta, quote = model._meta, connection.ops.quote_name
    fields: list[Any] = [field for field in meta.concrete_fields if field.attname in rows[0]]
    table = quote(meta.db_table)
    [once] = [found for found in meta.constraints if isinstance(found, models.UniqueConstraint)]
    target = ", ".join(quote(field.column) for field in fields if field.name in once.fields)
    updates = [f"{quote(name)} = {table}.{quote(name)} + EXCLUDED.{quote(name)}" for name in sums]
    names = {field.attname for field in fields}
    for name, sign in (("first_at", "<"), ("last_at", ">")):
        if name in names:
            old, new = f"{table}.{quote(name)}", f"EXCLUDED.{quote(name)}"
            updates.append(f"{quote(name)} = CASE WHEN {new} {sign} {old} THEN {new} ELSE {old} END")
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * len(rows))
    statement = (
        f"INSERT INTO {table} ({columns}) VALUES {places} "  # noqa: S608 (our own tables and columns)
        f"ON CONFLICT ({target}) DO UPDATE SET {', '.join(updates)}"
    )
    values = [field.get_db_prep_save(row[field.attname], connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _chunks(keys: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(keys), ROWS_AT_ONCE):
        yield keys[start : start + ROWS_AT_ONCE]


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)

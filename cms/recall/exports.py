"""Recall sheets as files for the data protection officer: CSV for a spreadsheet, JSON for everything."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone

from cms.recall.sheets import RecallSheet, as_rows

COLUMNS = (
    "sheet", "opened_at", "closed_at", "what", "cause", "reason", "documents", "images",
    "recipient", "contact", "fetched_at", "version", "acknowledged_at", "note",
)  # fmt: skip
# A cell that begins with one of these is a formula to a spreadsheet. Source: OWASP, "CSV Injection".
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: Any) -> str:
    """Return a value as a spreadsheet may have it: never a formula."""
    if value is None:
        return ""
    text = timezone.localtime(value).isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def as_csv(sheets: Iterable[RecallSheet]) -> bytes:
    """Return one line per recipient, or one per sheet without any. UTF-8 with a mark, as spreadsheets expect."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for sheet in sheets:
        writer.writerows([cell(row[name]) for name in COLUMNS] for row in as_rows(sheet))
    return out.getvalue().encode("utf-8-sig")


def as_json(sheets: Iterable[RecallSheet]) -> bytes:
    """Return the sheets whole."""
    return json.dumps([_whole(sheet) for sheet in sheets], cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()


def _whole(sheet: RecallSheet) -> dict[str, Any]:
    plain = (
        "pk", "content_id", "title", "cause", "detail", "reason", "requested_by", "requested_how", "requested_on",
        "documents", "images", "opened_at", "closed_at", "closing_note",
    )  # fmt: skip
    return {
        **{name: getattr(sheet, name) for name in plain},
        "recipients": [
            {
                "name": one.name,
                "contact": one.contact,
                "fetched_at": one.fetched_at,
                "version": one.version,
                "acknowledged_at": one.acknowledged_at,
                "note": one.note,
            }
            for one in sheet.recipients.all()
        ],
    }


def respond(sheets: list[RecallSheet], kind: str) -> HttpResponse:
    """Return the file as a download that no cache keeps. Shape: `kind` is csv or json."""
    content, media_type = (
        (as_csv(sheets), "text/csv; charset=utf-8") if kind == "csv" else (as_json(sheets), "application/json")
    )
    response = HttpResponse(content, content_type=media_type)
    name = f"rappel-{sheets[0].pk}" if len(sheets) == 1 else "rappels"
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

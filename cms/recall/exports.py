"""Recall sheets as files for the data protection officer: CSV for a spreadsheet, JSON for everything."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils import timezone

from cms.recall.headings import headings
from cms.recall.sheets import RECIPIENT_DETAILS, RecallSheet, as_rows, details_of

CSV = "text/csv; charset=utf-8"
COLUMNS = (
    "sheet", "opened_at", "closed_at", "what", "cause", "reason", "documents", "images",
    "recipient", *RECIPIENT_DETAILS,
)  # fmt: skip
# A cell that begins with one of these is a formula to a spreadsheet. Source: OWASP, "CSV Injection".
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: Any) -> str:
    """Return a value as a spreadsheet may have it: never a formula."""
    if value is None:
        return ""
    text = timezone.localtime(value).isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def as_table(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Return rows for a spreadsheet, below the headings of their columns. UTF-8 with a mark, as spreadsheets expect."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings(columns))
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_csv(sheets: Iterable[RecallSheet]) -> bytes:
    """Return one line per recipient, or one per sheet without any."""
    return as_table(COLUMNS, ([row[name] for name in COLUMNS] for sheet in sheets for row in as_rows(sheet)))


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
        "recipients": [{"name": one.name, **details_of(one)} for one in sheet.recipients.all()],
    }


def respond(sheets: list[RecallSheet], kind: str) -> HttpResponse:
    """Return the file as a download. Shape: `kind` is csv or json."""
    name = f"rappel-{sheets[0].pk}" if len(sheets) == 1 else "rappels"
    name = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    return download(name, as_csv(sheets), CSV) if kind == "csv" else download(name, as_json(sheets), "application/json")


def download(name: str, content: bytes, media_type: str) -> HttpResponse:
    """Return a file as a download that no cache keeps."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

"""Turns a story written in a text file into the blocks an editor would have filled.

The marks, one per line: `## heading`; `> words` then `> — speaker, role`; `? question` then `! answer`;
`::: figure value | label | source | year`; and, each closed by `:::` alone, `::: callout title`, `::: steps title`
with `- step | text`, `::: timeline title` with `- date | event`, `::: table caption | source` with `| a | b |` rows
(the first row heads the columns). Everything else is paragraphs and `- lists`.
"""

from __future__ import annotations

import re
import uuid
from html import escape
from typing import Any

Block = dict[str, Any]
FENCE = ":::"


def story_blocks(text: str, *, key: uuid.UUID) -> list[Block]:
    """Return the stored form of a story.

    Shape: ids follow from `key` and the position, so that a text and its translation match block by block.
    Errors: ValueError naming the line that is not understood.
    """
    lines = [line.rstrip() for line in text.strip().splitlines()]
    found: list[tuple[str, Any]] = []
    prose: list[str] = []
    position = 0
    while position < len(lines):
        kind = _kind(lines[position])
        if kind is None:
            prose.append(lines[position])
            position += 1
            continue
        _close_prose(prose, found)
        end = _end(lines, position, kind)
        found.append(_READERS[kind](lines[position:end]))
        position = end
    _close_prose(prose, found)
    return [_stored(kind, value, uuid.uuid5(key, str(number))) for number, (kind, value) in enumerate(found)]


def paragraphs(lines: list[str]) -> str:
    """Return HTML of paragraphs and lists."""
    html = ""
    for group in re.split(r"\n\s*\n", "\n".join(lines).strip()):
        rows = group.splitlines()
        if rows and all(row.startswith("- ") for row in rows):
            html += "<ul>" + "".join(f"<li>{escape(row[2:], quote=False)}</li>" for row in rows) + "</ul>"
        elif rows:
            html += f"<p>{escape(' '.join(rows), quote=False)}</p>"
    return html


def _kind(line: str) -> str | None:
    if line.startswith(FENCE):
        name = line[len(FENCE) :].split(maxsplit=1)[0] if line != FENCE else ""
        if name not in _READERS:
            raise ValueError(f"This line opens no block that exists: {line}")
        return name
    return next(
        (name for mark, name in (("## ", "heading"), ("> ", "quote"), ("? ", "question")) if line.startswith(mark)),
        None,
    )


def _end(lines: list[str], start: int, kind: str) -> int:
    if kind in {"heading", "figure"}:
        return start + 1
    if kind in {"quote", "question"}:
        marks = (">",) if kind == "quote" else ("?", "!")
        end = start
        while end < len(lines) and lines[end].startswith(marks):
            end += 1
        return end
    try:
        return lines.index(FENCE, start) + 1
    except ValueError:
        raise ValueError(f"This block is never closed: {lines[start]}") from None


def _close_prose(prose: list[str], found: list[tuple[str, Any]]) -> None:
    html = paragraphs(prose)
    if html:
        found.append(("rich_text", html))
    prose.clear()


def _heading(lines: list[str]) -> tuple[str, Any]:
    return "heading", {"text": lines[0][3:], "level": "2", "anchor": ""}


def _quote(lines: list[str]) -> tuple[str, Any]:
    words, _, speaker = " ".join(line[2:] for line in lines).partition(" — ")
    name, _, role = speaker.partition(", ")
    return "pull_quote", {"text": words, "speaker": name, "role": role}


def _question(lines: list[str]) -> tuple[str, Any]:
    answer = [line[2:] for line in lines[1:]]
    return "question_answer", {"question": lines[0][2:], "answer": paragraphs(answer)}


def _figure(lines: list[str]) -> tuple[str, Any]:
    value, label, source, year, *_rest = [*_cells(_title(lines[0])), "", ""]
    return "key_figure", {
        "value": value,
        "unit": "",
        "label": label,
        "source": source,
        "year": int(year) if year else None,
    }


def _callout(lines: list[str]) -> tuple[str, Any]:
    return "callout", {"kind": "note", "title": _title(lines[0]), "text": paragraphs(lines[1:-1])}


def _steps(lines: list[str]) -> tuple[str, Any]:
    steps = []
    for line in lines[1:-1]:
        title, text = _cells(line[2:])
        photo = {"image": None, "alt": "", "caption": ""}
        steps.append({"title": title, "text": paragraphs([text]), "photo": photo})
    return "steps", {"title": _title(lines[0]), "steps": steps}


def _timeline(lines: list[str]) -> tuple[str, Any]:
    entries = []
    for line in lines[1:-1]:
        date, text = _cells(line[2:])
        event, _, more = text.partition(". ")
        entries.append({"date": date, "title": event.rstrip("."), "text": more})
    return "timeline", {"title": _title(lines[0]), "entries": entries}


def _table(lines: list[str]) -> tuple[str, Any]:
    caption = " — ".join(_cells(_title(lines[0])))
    heads, *rows = [_cells(line[1:-1]) for line in lines[1:-1]]
    return "table", {
        "columns": [{"type": "text", "heading": head} for head in heads],
        "rows": [{"values": row} for row in rows],
        "caption": caption,
    }


def _title(line: str) -> str:
    return line.partition(" ")[2].partition(" ")[2]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _stored(kind: str, value: Any, block_id: uuid.UUID) -> Block:
    for name in ("steps", "entries"):
        if isinstance(value, dict) and name in value:
            items = [
                {"type": "item", "value": item, "id": str(uuid.uuid5(block_id, str(number)))}
                for number, item in enumerate(value[name])
            ]
            value = {**value, name: items}
    return {"type": kind, "value": value, "id": str(block_id)}


_READERS = {
    "heading": _heading,
    "quote": _quote,
    "question": _question,
    "figure": _figure,
    "callout": _callout,
    "steps": _steps,
    "timeline": _timeline,
    "table": _table,
}

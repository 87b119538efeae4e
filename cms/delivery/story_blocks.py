"""One function per kind of story block: its public value (the JSON that REST sends) to HTML.

To add one: a function from the `value` of the block's shape to HTML, under the block's `type` in RENDERERS. Plain text
is escaped with `escape`; a field that the shape calls "sanitised HTML" is used as it is. Until then the block shows
its text (fallback), so that a new kind of block never breaks a feed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape as _escape
from html import unescape
from typing import Any

from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from cms.media.licences import LICENCE_CHOICES

Value = Mapping[str, Any]
_LICENCES: dict[str, Any] = dict(LICENCE_CHOICES)
# Fields of an unknown block whose text is for machines.
_NOT_WORDS = frozenset({"id", "type", "kind", "anchor", "url", "image", "provider", "level", "licence", "credit"})


def escape(text: Any) -> str:
    """Return plain text as HTML."""
    return _escape("" if text is None else str(text))


def figure(image: Value, caption: str = "") -> str:
    """Return a picture with what must stand beside it: caption, credit and licence."""
    size = f'width="{int(image["width"])}" height="{int(image["height"])}"'
    shown = f'<img src="{escape(image["url"])}" alt="{escape(image["alt"])}" {size} loading="lazy">'
    rights = " · ".join(filter(None, (escape(image.get("credit")), escape(licence_name(image.get("licence") or "")))))
    words = " ".join(filter(None, (escape(caption), f"<small>{rights}</small>" if rights else "")))
    return f"<figure>{shown}{f'<figcaption>{words}</figcaption>' if words else ''}</figure>"


def licence_name(licence: str) -> str:
    """Return the name of a licence in the active language, or its identifier where it has none."""
    return str(_LICENCES.get(licence, licence))


def fallback(value: Any) -> str:
    """Return the texts of a block of an unknown kind, each as a paragraph: no markup of it is trusted."""
    return "".join(f"<p>{escape(text)}</p>" for text in _texts(value))


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        if value.strip():
            yield _as_words(value)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _NOT_WORDS:
                yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


def _as_words(text: str) -> str:
    return " ".join(unescape(strip_tags(text.replace("<", " <"))).split()) if "<" in text else text


def _heading(value: Value) -> str:
    level = min(max(int(value["level"]), 2), 4)
    return f"<h{level}>{escape(value['text'])}</h{level}>"


def _title(value: Value) -> str:
    return f"<h3>{escape(value['title'])}</h3>" if value.get("title") else ""


def _next_line(text: str) -> str:
    return f"<br>{escape(text)}" if text else ""


def _rich_text(value: str) -> str:
    return value


def _pull_quote(value: Value) -> str:
    said_by = ", ".join(filter(None, (escape(value["speaker"]), escape(value["role"]))))
    return (
        f"<blockquote><p>{escape(value['text'])}</p>{f'<p><cite>{said_by}</cite></p>' if said_by else ''}</blockquote>"
    )


def _question_answer(value: Value) -> str:
    return f"<p><strong>{escape(value['question'])}</strong></p>{value['answer']}"


def _key_figure(value: Value) -> str:
    figure_ = " ".join(filter(None, (escape(value["value"]), escape(value["unit"]))))
    return f"<p><strong>{figure_}</strong> {escape(value['label'])}{_source(value['source'], value['year'])}</p>"


def _source(source: str, year: int | None = None) -> str:
    said = ", ".join(filter(None, (escape(source), escape(year))))
    return f" <small>({said})</small>" if said else ""


def _photo(value: Value) -> str:
    return figure(value["image"], value["caption"])


def _optional_photo(value: Value | None) -> str:
    return _photo(value) if value else ""


def _gallery(value: Value) -> str:
    return _title(value) + "".join(_photo(photo) for photo in value["photos"])


def _video(value: Value) -> str:
    link = f'<p>{_("Watch the video:")} <a href="{escape(value["url"])}">{escape(value["title"])}</a></p>'
    return f"{link}<details><summary>{_('Read the transcript')}</summary>{value['transcript']}</details>"


def _timeline(value: Value) -> str:
    dates = (
        f"<li><strong>{escape(entry['date'])}</strong> {escape(entry['title'])}{_next_line(entry['text'])}</li>"
        for entry in value["entries"]
    )
    return f"{_title(value)}<ul>{''.join(dates)}</ul>"


def _steps(value: Value) -> str:
    steps = (
        f"<li><strong>{escape(step['title'])}</strong>{step['text']}{_optional_photo(step['photo'])}</li>"
        for step in value["steps"]
    )
    return f"{_title(value)}<ol>{''.join(steps)}</ol>"


def _table(value: Value) -> str:
    numeric = [column["type"] == "number" for column in value["columns"]]
    headings = "".join(f'<th scope="col">{escape(column["heading"])}</th>' for column in value["columns"])
    rows = "".join(
        f"<tr>{''.join(_cell(cell, is_number) for cell, is_number in zip(row, numeric, strict=False))}</tr>"
        for row in value["rows"]
    )
    caption = f"<caption>{escape(value['caption'])}</caption>" if value["caption"] else ""
    return f"<table>{caption}<thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(cell: Any, is_number: bool) -> str:
    if isinstance(cell, (int, float)):
        whole = int(cell) if float(cell).is_integer() else cell
        cell = number_format(whole, use_l10n=True, force_grouping=True)
    return f'<td align="right">{escape(cell)}</td>' if is_number else f"<td>{escape(cell)}</td>"


def _chart(value: Value) -> str:
    unit = f" ({escape(value['unit'])})" if value["unit"] else ""
    words = f"<p>{escape(value['description'])}{_source(value['source'])}</p>"
    return f"<figure><figcaption>{escape(value['title'])}{unit}</figcaption>{words}{_table(value['table'])}</figure>"


def _callout(value: Value) -> str:
    title = f"<p><strong>{escape(value['title'])}</strong></p>" if value["title"] else ""
    return f"<aside>{title}{value['text']}</aside>"


def _document_links(value: Value) -> str:
    files = (
        f'<li><a href="{escape(file["url"])}">{escape(file["title"])}</a>{_next_line(file["description"])}</li>'
        for file in value["files"]
    )
    return f"{_title(value)}<ul>{''.join(files)}</ul>"


RENDERERS: dict[str, Callable[[Any], str]] = {
    "heading": _heading,
    "rich_text": _rich_text,
    "pull_quote": _pull_quote,
    "question_answer": _question_answer,
    "key_figure": _key_figure,
    "photo": _photo,
    "gallery": _gallery,
    "video": _video,
    "timeline": _timeline,
    "steps": _steps,
    "table": _table,
    "chart": _chart,
    "callout": _callout,
    "document_links": _document_links,
}

"""What a value says, in words a person reads: no JSON, no tag, no number of a row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from django.db.models import Model
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.field_block import BaseChoiceBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.utils.text import text_from_html

_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "ul", "ol", "table", "tr", "div"}


def say(value: Any) -> str:
    """Return a plain value as text; nothing for what is empty."""
    if value is None or value == "" or value is False:
        return ""
    return next((tell(value) for kind, tell in _TELLERS if isinstance(value, kind)), force_str(value))


def say_block(block: blocks.Block, value: Any) -> str:
    """Return a block's value as text: a choice by its label, a text by its paragraphs, anything else as it is shown."""
    if isinstance(block, BaseChoiceBlock):
        labels = dict(_flat(block.field.choices))
        return ", ".join(force_str(labels.get(part, part)) for part in (value if isinstance(value, list) else [value]))
    if isinstance(block, blocks.RawHTMLBlock):
        return force_str(value or "")
    if isinstance(value, RichText | TypedTable | str | bool | int | float | Decimal | date | Model) or value is None:
        return say(value)
    return text_from_html(block.render_basic(value)).strip()


def say_html(source: str) -> str:
    """Return rich text as paragraphs, one per line; where a link leads is part of what is said."""
    lines: list[str] = [""]
    _walk(BeautifulSoup(source or "", "html.parser"), lines)
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _walk(node: Tag, lines: list[str]) -> None:
    for child in node.children:
        if isinstance(child, NavigableString):
            lines[-1] += str(child)
        elif isinstance(child, Tag):
            if child.name == "br" or child.name in _PARAGRAPHS or child.name == "li":
                lines.append("• " if child.name == "li" else "")
            _walk(child, lines)
            if child.name == "a":
                lines[-1] += _target(child)
            if child.name in _PARAGRAPHS or child.name == "li":
                lines.append("")


def _target(link: Tag) -> str:
    if link.get("linktype") == "page":
        page = Page.objects.filter(pk=link.get("id") or 0).first()
        name = page.get_admin_display_title() if page else _("a page that no longer exists")
        return f" [→ {name}]"
    if link.get("linktype") == "document":
        return " " + _("[→ document %(number)s]") % {"number": link.get("id")}
    return f" [→ {link.get('href')}]" if link.get("href") else ""


def _say_table(table: TypedTable) -> str:
    rows = [[column["heading"] for column in table.columns], *(row["values"] for row in table.row_data)]
    lines = [" | ".join(say(cell) for cell in row) for row in rows]
    return "\n".join([table.caption, *lines] if table.caption else lines)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for key, label in choices:
        found += _flat(label) if isinstance(label, list | tuple) else [(key, label)]
    return found


def _say_moment(value: datetime) -> str:
    return date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "DATETIME_FORMAT")


def _say_number(value: float | Decimal) -> str:
    return force_str(localize(value.normalize() if isinstance(value, Decimal) else value, use_l10n=True))


_TELLERS: tuple[tuple[Any, Any], ...] = (
    (bool, lambda value: _("Yes")),
    (RichText, lambda value: say_html(value.source)),
    (TypedTable, _say_table),
    (datetime, _say_moment),
    (date, lambda value: date_format(value, "DATE_FORMAT")),
    ((int, float, Decimal), _say_number),
    (Page, lambda value: force_str(value.get_admin_display_title())),
    ((list, tuple, set), lambda value: ", ".join(say(part) for part in value)),
)

"""Tables: of data when they are, flattened when they only held a page's layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import Tag
from django.utils.translation import gettext as _

from news.wordpress import markup
from news.wordpress.pieces import Table

if TYPE_CHECKING:
    from news.wordpress.convert import Converter

_MAX_COLUMNS = 30
_LAYOUT = ["img", "table", "iframe", "video", "audio", "figure", "form", "blockquote", "pre", *sorted(markup.HEADINGS)]


def read_table(converter: Converter, node: Tag, *, caption: str = "") -> None:
    """Add a table, or its contents one after the other if it only held a layout."""
    own_caption = node.find("caption")
    if isinstance(own_caption, Tag):
        caption = caption or markup.plain_text(own_caption)
        own_caption.extract()
    rows = [row for row in node.find_all("tr") if row.find_parent("table") is node]
    cells = [[c for c in row.find_all(["td", "th"]) if c.find_parent("tr") is row] for row in rows]
    width = max((sum(_span(c) for c in row) for row in cells), default=0)
    if node.find(_LAYOUT) is not None or width > _MAX_COLUMNS or width == 1:
        converter.issue("table", _("A table held a layout rather than data: its cells follow each other."), node)
        _flatten(converter, node, caption)
        return
    if width == 0:
        _flatten(converter, node, caption)
        return
    _list_losses(converter, node)
    is_headed = bool(rows) and (rows[0].find_parent("thead") is not None or all(c.name == "th" for c in cells[0]))
    texts = [_row(row, width) for row in cells]
    headings = texts[0] if is_headed and len(texts) > 1 else ()
    converter.add(Table(headings, tuple(texts[1:] if headings else texts), caption))


def _flatten(converter: Converter, node: Tag, caption: str) -> None:
    if caption:
        converter.paragraph(f"<b>{markup.escape(caption)}</b>")
    converter.flow(node)
    converter.flush()


def _list_losses(converter: Converter, node: Tag) -> None:
    for link in node.find_all("a", href=True):
        converter.issue(
            "link", _("A cell of a table cannot hold a link; its words stay."), markup.attribute(link, "href")
        )
    if node.find(lambda tag: tag.has_attr("rowspan") and markup.attribute(tag, "rowspan") not in ("", "1")):
        converter.issue(
            "table", _("A table had cells over several rows: check that its cells stand where they should."), node
        )


def _span(cell: Tag) -> int:
    text = markup.attribute(cell, "colspan")
    return min(int(text), _MAX_COLUMNS) if text.isdecimal() and int(text) else 1


def _row(cells: list[Tag], width: int) -> tuple[str, ...]:
    texts: list[str] = []
    for cell in cells:
        texts += [markup.plain_text(cell), *[""] * (_span(cell) - 1)]
    return tuple(texts + [""] * (width - len(texts)))

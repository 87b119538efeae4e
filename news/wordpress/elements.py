"""Elements that need care of their own: headings, lists, quotations, code. One function per kind of element."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from bs4 import NavigableString, Tag
from django.utils.translation import gettext as _

from news.wordpress import embeds, figures, markup
from news.wordpress.inline import BREAK, tidy
from news.wordpress.pieces import Heading, Prose, Quote
from news.wordpress.shortcodes import MARKER
from news.wordpress.tables import read_table

if TYPE_CHECKING:
    from news.wordpress.convert import Converter

_PICTURES_AND_FRAMES = ["img", "figure", "table", "iframe", "video", "audio", "object", "form"]


def drop(converter: Converter, node: Tag) -> None:
    converter.issue("unsafe", _("The element <%s> is not allowed in an article; it was left out.") % node.name, node)


def heading(converter: Converter, node: Tag) -> None:
    converter.flush()
    for link in node.find_all("a", href=True):
        converter.issue("link", _("A heading cannot hold a link; its words stay."), markup.attribute(link, "href"))
    others = _take_out(node, ["ul", "ol", "blockquote", "pre"])
    words = markup.plain_text(node)
    if words:
        converter.add(Heading(words, min(4, max(2, int(node.name[1])))))
    for tag in others:
        converter.element(tag)
    converter.flush()


def _take_out(node: Tag, names: list[str]) -> list[Tag]:
    """Take out of an element what it cannot hold here, so that it can follow it."""
    wanted = [*_PICTURES_AND_FRAMES, *names]
    return [tag.extract() for tag in node.find_all(wanted) if tag.find_parent(wanted) in (None, node)]


def bullets(converter: Converter, node: Tag) -> None:
    if "blocks-gallery-grid" in markup.classes(node) or "blocks-gallery-item" in str(node)[:2000]:
        figures.gallery(converter, node)
        return
    converter.flush()
    written = converter.inline.list_html(node)
    if written:
        converter.add_with_rest(Prose(written))
    converter.flush()


def definition(converter: Converter, node: Tag) -> None:
    if figures.is_caption(node):
        figures.figure(converter, node)
        return
    converter.container(node)


def term(converter: Converter, node: Tag) -> None:
    converter.flush()
    words = tidy("".join(converter.inline.write(c) for c in node.children if isinstance(c, (Tag, NavigableString))))
    if words:
        converter.add_with_rest(Prose(f"<p><b>{words}</b></p>"))
    converter.flush()


def quote(converter: Converter, node: Tag) -> None:
    converter.flush()
    cite = node.find(["cite", "footer"])
    speaker = markup.plain_text(cite) if isinstance(cite, Tag) else ""
    link = cite.find("a", href=True) if isinstance(cite, Tag) else None
    if isinstance(cite, Tag):
        cite.extract()
    if isinstance(link, Tag):
        converter.issue(
            "link", _("A quotation’s source cannot hold a link; its words stay."), markup.attribute(link, "href")
        )
    words = markup.plain_text(node)
    is_plain = node.find(["ul", "ol", "table", "img", "iframe", "figure", "pre", *sorted(markup.HEADINGS), "a"]) is None
    if is_plain and words:
        converter.add(Quote(words, speaker))
        return
    converter.flow(node)
    converter.flush()
    if speaker:
        converter.paragraph(f"— {markup.escape(speaker)}")


def preformatted(converter: Converter, node: Tag) -> None:
    converter.flush()
    others = _take_out(node, [])
    for line_break in node.find_all("br"):
        line_break.replace_with("\n")
    lines = node.get_text().strip("\n").expandtabs(4).splitlines()
    written = [re.sub(r"^ +| {2,}", lambda m: "\xa0" * len(m[0]), line.rstrip()) for line in lines]
    if any(line.strip() for line in written):
        converter.add(Prose(f"<p>{BREAK.join(markup.escape(line) for line in written)}</p>"))
        if len(written) > 1:
            converter.issue("formatting", _("Text in fixed columns kept its lines, but not its typeface."))
    for tag in others:
        converter.element(tag)
    converter.flush()


def rule(converter: Converter, node: Tag) -> None:
    converter.flush()
    if not any(issue.code == "rule" for issue in converter.result.issues):
        converter.issue("rule", _("Separating lines have no counterpart: the paragraphs simply follow each other."))


def table(converter: Converter, node: Tag) -> None:
    converter.flush()
    read_table(converter, node)


def media(converter: Converter, node: Tag) -> None:
    converter.flush()
    embeds.media_file(converter, node)


def frame(converter: Converter, node: Tag) -> None:
    converter.flush()
    embeds.frame(converter, node)


def form(converter: Converter, node: Tag) -> None:
    converter.flush()
    converter.issue("form", _("A form does not work outside WordPress; it was left out."), node)


def hidden(converter: Converter, node: Tag) -> None:
    # Pages that load pictures late repeat them here for browsers without scripts.
    if node.find("img") is None or markup.plain_text(node):
        converter.container(node)


def figure(converter: Converter, node: Tag) -> None:
    converter.flush()
    number = markup.attribute(node, MARKER)
    if number.isdecimal() and int(number) < len(converter.shortcodes):
        figures.shortcode(converter, converter.shortcodes[int(number)])
    else:
        figures.figure(converter, node)


HANDLERS: dict[str, Callable[[Converter, Tag], None]] = {
    **dict.fromkeys(markup.HEADINGS, heading),
    "ul": bullets,
    "ol": bullets,
    "dl": definition,
    "dt": term,
    "summary": term,
    "blockquote": quote,
    "pre": preformatted,
    "hr": rule,
    "table": table,
    "video": media,
    "audio": media,
    "iframe": frame,
    "object": frame,
    "embed": frame,
    "form": form,
    "noscript": hidden,
    "figure": figure,
}

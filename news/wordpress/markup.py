"""HTML as a tree: balanced by a real HTML5 parser, then read with Beautiful Soup. Decides nothing about content."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import nh3
from bs4 import BeautifulSoup, Comment, Tag

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CONTAINERS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "center", "address", "fieldset"}
    | {"hgroup", "figcaption", "details", "summary", "legend", "body", "html", "dl", "dt", "dd", "li"}
    | {"tbody", "td", "tr", "th", "caption"}
)
_OTHER_BLOCKS = frozenset(
    {"ul", "ol", "blockquote", "table", "pre", "hr", "figure", "form", "iframe", "object", "embed", "video", "audio"}
    | {"noscript", "script", "style"}
)
BLOCKS = HEADINGS | CONTAINERS | _OTHER_BLOCKS
DROPPED = frozenset(
    {"script", "style", "template", "svg", "math", "canvas", "applet", "frameset", "frame"}
    | {"link", "meta", "base", "title", "head"}
)
CONTROLS = frozenset(
    {"form", "input", "select", "textarea", "button", "option", "datalist", "output", "progress", "meter"}
)
# What the editors' rich text can hold (cms.blocks.text.RICH_TEXT_FEATURES), by the WordPress spelling.
_KEPT_INLINE = {
    "strong": "b",
    "b": "b",
    "em": "i",
    "i": "i",
    "dfn": "i",
    "var": "i",
    "cite": "i",
    "sup": "sup",
    "sub": "sub",
}
ALLOWED_TAGS = {"p", "br", "b", "i", "ul", "ol", "li", "a", "sup", "sub"}
URL_SCHEMES = {"http", "https", "mailto", "tel"}
_TAG_NAME = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)")
_ATTRIBUTE_NAMES = {
    *("href", "src", "srcset", "alt", "title", "class", "id", "style", "width", "height", "name", "value", "cite"),
    *("start", "reversed", "type", "poster", "data", "data-src", "data-lazy-src", "data-orig-file", "data-id"),
    *("data-shortcode", "colspan", "rowspan", "action", "scope", "aria-hidden"),
}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def parse(source: str) -> Tag:
    """Return the tree of a piece of HTML, repaired as a browser would repair it. Comments stay."""
    names = {name.lower() for name in _TAG_NAME.findall(source)} - {"html", "head", "body"}
    balanced = nh3.clean(
        source,
        tags=names,
        attributes={"*": _ATTRIBUTE_NAMES},
        clean_content_tags=set(),
        strip_comments=False,
        link_rel=None,
        url_schemes={*URL_SCHEMES, "data", "ftp", "javascript"},
    )
    # Beautiful Soup takes a bare address for a mistake and warns; a comment makes it plain that it is HTML.
    return BeautifulSoup(balanced if "<" in balanced else f"{balanced}<!---->", "html.parser")


def plain_text(node: Tag | str) -> str:
    """Return the words of a node in one line; block elements and line breaks separate them."""
    tree = parse(node) if isinstance(node, str) else node
    return _SPACES.sub(" ", "".join(_words(tree))).strip(" \xa0")


def _words(node: Tag) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, Tag):
            if child.name not in DROPPED:
                separator = " " if child.name in BLOCKS or child.name == "br" else ""
                yield separator
                yield from _words(child)
                yield separator
        elif not isinstance(child, Comment):
            yield str(child)


def sanitise(fragment: str) -> str:
    """Return a fragment with nothing in it but what the rich text editor itself could have written."""
    attributes = {"a": {"href", "linktype", "id"}}
    clean = nh3.clean(fragment, tags=ALLOWED_TAGS, attributes=attributes, url_schemes=URL_SCHEMES, link_rel=None)
    # The editor's reader (wagtail 8.0.1, html_to_contentstate.py) fails on a <br> that is not closed.
    return clean.replace("<br>", "<br/>").replace("&nbsp;", "\xa0")


def escape(text: str) -> str:
    """Escape a text for use between tags."""
    return html.escape(text, quote=False)


def is_block(node: Tag) -> bool:
    """Tell whether an element makes paragraphs of its own, or holds one that does."""
    return node.name in BLOCKS or node.find(lambda tag: tag.name in BLOCKS) is not None


def kept_inline(name: str) -> str | None:
    """Return the rich text element for an inline element, or None where only its words can be kept."""
    return _KEPT_INLINE.get(name)


def absolute_link(href: str, site_url: str) -> str | None:
    """Return the absolute form of a link, or None if it leads nowhere safe from here (scripts, bare fragments)."""
    href = href.strip()
    if not href or href.startswith("#"):
        return None
    try:
        address = urljoin(site_url.rstrip("/") + "/", href)
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return None
    return address if scheme in URL_SCHEMES else None


def classes(node: Tag) -> list[str]:
    """Return the class names of an element."""
    return attribute(node, "class").split()


def attribute(node: Tag, *names: str) -> str:
    """Return the first of these attributes that has a value, or an empty text."""
    for name in names:
        value = node.get(name)
        if value:
            return value if isinstance(value, str) else " ".join(value)
    return ""

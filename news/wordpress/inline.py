"""Writes what stands inside a paragraph or a list as HTML of the rich text editor."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import Comment, NavigableString, Tag
from django.utils.translation import gettext as _

from news.wordpress import markup
from news.wordpress.pieces import Issue

# The page that an address of the old site has become, if it is one of ours.
PageFinder = Callable[[str], int | None]
BREAK = "<br/>"
# What no paragraph, heading or list of ours can hold: it follows them.
_NOT_INLINE = frozenset({"figure", "table", "iframe", "object", "embed", "video", "audio", "hr"})
_EMPTY = re.compile(r"<(\w+)(?: [^>]*)?>\s*</\1>")
_EMOJI = re.compile(r"/emoji/|/smilies/")


class InlineWriter:
    """Turns inline nodes into HTML, and puts aside the pictures it meets."""

    def __init__(self, *, site_url: str, issues: list[Issue], page_id: PageFinder | None = None) -> None:
        self.site_url = site_url
        self.page_id = page_id
        self.issues = issues
        self.keeps_newlines = False
        self.images: list[Tag] = []
        self.aside: list[Tag] = []

    def write(self, node: Tag | NavigableString) -> str:
        """Return the HTML of one inline node."""
        if isinstance(node, Comment):
            return ""
        if isinstance(node, NavigableString):
            return self.text(str(node))
        name = node.name
        if name == "br":
            return BREAK
        if name == "img":
            return self._image(node)
        if name in markup.DROPPED or name in markup.CONTROLS or name in _NOT_INLINE:
            self.aside.append(node)
            return ""
        inner = "".join(self.write(child) for child in node.children if isinstance(child, (Tag, NavigableString)))
        return self._wrap(node, inner)

    def text(self, text: str) -> str:
        """Escape a text; where WordPress does so, a line end is a line break."""
        escaped = markup.escape(text)
        if self.keeps_newlines:
            return re.sub(r"[ \t]*\r?\n[ \t]*", BREAK, escaped)
        return re.sub(r"[ \t\r\n]+", " ", escaped)

    def _wrap(self, node: Tag, inner: str) -> str:
        name = node.name
        if name == "a":
            return self._link(node, inner)
        if name == "q":
            return f"“{inner}”"
        if name in ("del", "s", "strike"):
            self.issues.append(
                Issue(
                    "formatting", _("Words that were struck through are now plain: check that they should stay."), inner
                )
            )
        if name in markup.BLOCKS:
            return f"{BREAK}{inner}{BREAK}"
        kept = markup.kept_inline(name)
        if kept and inner.strip():
            return f"<{kept}>{inner}</{kept}>"
        return inner

    def _link(self, node: Tag, inner: str) -> str:
        href = markup.attribute(node, "href")
        address = markup.absolute_link(href, self.site_url)
        if address is None:
            if href and not href.startswith("#"):
                self.issues.append(
                    Issue("link", _("A link that leads nowhere safe was removed; its words stay."), href)
                )
            return inner
        if not inner.strip():
            return ""
        page_id = self.page_id(address) if self.page_id else None
        if page_id is not None:
            return f'<a linktype="page" id="{page_id}">{inner}</a>'
        return f'<a href="{markup.escape(address).replace(chr(34), "%22")}">{inner}</a>'

    def _image(self, node: Tag) -> str:
        source, alt = markup.attribute(node, "src"), markup.attribute(node, "alt")
        if {"wp-smiley", "emoji"} & set(markup.classes(node)) or _EMOJI.search(source):
            return self.text(alt)
        if markup.attribute(node, "width") in ("0", "1") and markup.attribute(node, "height") in ("0", "1"):
            self.issues.append(Issue("tracker", _("An invisible picture that counts readers was left out."), str(node)))
            return ""
        self.images.append(node)
        return ""

    def list_html(self, node: Tag) -> str:
        """Return a list with its nested lists; what a list cannot hold is put aside."""
        if markup.attribute(node, "start") not in ("", "1") or node.has_attr("reversed"):
            self.issues.append(Issue("formatting", _("A numbered list had its own numbering; it now starts at 1.")))
        items = []
        for child in node.children:
            if isinstance(child, Tag) and child.name == "li":
                items.append(f"<li>{self._item(child)}</li>")
            elif isinstance(child, Tag) and child.name in ("ul", "ol"):
                items.append(f"<li>{self.list_html(child)}</li>")
            elif isinstance(child, Tag) or (isinstance(child, NavigableString) and not isinstance(child, Comment)):
                loose = tidy(self.write(child))
                if loose:
                    items.append(f"<li>{loose}</li>")
        return f"<{node.name}>{''.join(items)}</{node.name}>" if items else ""

    def _item(self, node: Tag) -> str:
        words, lists = [], []
        for child in node.children:
            if isinstance(child, Tag) and child.name in ("ul", "ol"):
                lists.append(self.list_html(child))
            elif isinstance(child, Tag) and child.name in ("table", "figure", "pre", "form"):
                self.aside.append(child)
            elif isinstance(child, Tag) and child.name in markup.BLOCKS and child.find(["ul", "ol"]):
                words.append(BREAK + self._item(child))
            elif isinstance(child, (Tag, NavigableString)):
                words.append(self.write(child))
        return tidy("".join(words)) + "".join(lists)


def tidy(fragment: str) -> str:
    """Return inline HTML without empty elements, and without breaks or blanks at its ends."""
    before = None
    while before != fragment:
        before = fragment
        fragment = _EMPTY.sub("", fragment)
    fragment = re.sub(r"\s*<br/>\s*", BREAK, fragment)
    return re.sub(r"^(?:<br/>|[ \t\n\xa0])+|(?:<br/>|[ \t\n\xa0])+$", "", fragment)


def is_lone_address(fragment: str) -> str | None:
    """Return the address if a paragraph is nothing but one bare address, which WordPress would have embedded."""
    bare = fragment.replace("&amp;", "&").strip()
    return bare if re.fullmatch(r"https?://[^\s<>\"]+", bare) else None

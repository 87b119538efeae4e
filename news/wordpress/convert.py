"""Turns the HTML of a post, classic or made of blocks, into pieces. Knows the export, not our database."""

from __future__ import annotations

import re

from bs4 import Comment, NavigableString, Tag
from django.utils.translation import gettext as _

from news.wordpress import elements, embeds, figures, markup
from news.wordpress.inline import InlineWriter, PageFinder, is_lone_address, tidy
from news.wordpress.items import ExportIndex
from news.wordpress.pieces import Conversion, Issue, Piece, Prose
from news.wordpress.shortcodes import Shortcode, replace_shortcodes

_BLOCK_COMMENT = re.compile(
    r"^\s*(?P<closing>/)?wp:(?P<name>[a-z][\w/-]*)\s*(?P<attributes>\{.*\})?\s*(?P<alone>/)?\s*$", re.DOTALL
)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_PARAGRAPH_END = re.compile(r"[ \t]*\r?\n(?:[ \t]*\r?\n)+[ \t]*")
# A break and the end of its line are one break.
_BROKEN_LINE = re.compile(r"(<br\s*/?>)[ \t]*\r?\n(?![ \t]*\r?\n)", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?([^'\")]+)", re.IGNORECASE)
_DOUBLE_BREAK = re.compile(r"(?:<br/>\s*){2,}")
_SILENT_BLOCKS = frozenset({"spacer", "separator", "more", "nextpage", "block", "paragraph", "freeform"})
_WRAPPERS = frozenset({"div", "section", "article", "main", "center"})
_SOURCE_LENGTH = 2000
_MAX_PATTERN_DEPTH = 3


class Converter:
    """Walks one post. Every word it meets is written somewhere or listed."""

    def __init__(
        self, *, index: ExportIndex, post_id: int = 0, pattern_depth: int = 0, page_id: PageFinder | None = None
    ) -> None:
        self.index = index
        self.page_id = page_id
        self.post_id = post_id
        self.result = Conversion()
        self.inline = InlineWriter(site_url=index.site_url, issues=self.result.issues, page_id=page_id)
        self.shortcodes: list[Shortcode] = []
        self._run: list[str] = []
        self._images_first: list[Tag] = []
        self._has_blocks = False
        self._block_depth = 0
        self._pattern_depth = pattern_depth

    def convert(self, source: str) -> Conversion:
        """Return the pieces and issues of a post's content."""
        self._has_blocks = "<!-- wp:" in source
        text, self.shortcodes = replace_shortcodes(_BROKEN_LINE.sub(r"\1 ", source))
        self._list_blocks(text)
        self.flow(markup.parse(text))
        self.flush()
        return self.result

    def nested(self, source: str) -> Conversion:
        """Convert a text that stands inside this one; its issues are ours."""
        inner = Converter(
            index=self.index, post_id=self.post_id, pattern_depth=self._pattern_depth + 1, page_id=self.page_id
        )
        conversion = inner.convert(source)
        self.result.issues += conversion.issues
        return conversion

    # Writing

    def add(self, piece: Piece) -> None:
        """Append a piece, after what was being written; neighbouring paragraphs become one text."""
        self.flush()
        pieces = self.result.pieces
        if isinstance(piece, Prose) and pieces and isinstance(pieces[-1], Prose):
            pieces[-1] = Prose(pieces[-1].html + piece.html)
        else:
            pieces.append(piece)

    def add_with_rest(self, piece: Piece) -> None:
        """Append a piece, and after it what was put aside while its words were written."""
        images, self.inline.images = self.inline.images, []
        aside, self.inline.aside = self.inline.aside, []
        self.add(piece)
        self.inline.images, self.inline.aside = images, aside
        self.flush()

    def issue(self, code: str, reason: str, source: Tag | str = "") -> None:
        """List something that could not be carried over as it was."""
        self.result.issues.append(Issue(code, reason, str(source)[:_SOURCE_LENGTH]))

    def paragraph(self, inner: str) -> None:
        """Append a paragraph of ready inline HTML, if it has any word."""
        self.add(Prose(f"<p>{inner}</p>"))

    def flush(self) -> None:
        """End the paragraph that is being written, its pictures before or after it."""
        run, self._run = tidy("".join(self._run)), []
        first, self._images_first = self._images_first, []
        after, self.inline.images = self.inline.images, []
        aside, self.inline.aside = self.inline.aside, []
        for image in first:
            self.add(figures.picture(self, image))
        for part in _DOUBLE_BREAK.split(run):
            self._write_paragraph(tidy(part))
        for image in after:
            self.add(figures.picture(self, image))
        for node in aside:
            self.element(node)

    def _write_paragraph(self, inner: str) -> None:
        address = is_lone_address(inner)
        if address:
            embeds.embed(self, address, source=address)
        elif inner:
            self.add(Prose(f"<p>{inner}</p>"))

    # Reading

    def flow(self, node: Tag) -> None:
        """Read the children of an element that may hold paragraphs."""
        for child in list(node.children):
            if isinstance(child, Comment):
                self._comment(child)
            elif isinstance(child, NavigableString):
                self._text(str(child))
            elif isinstance(child, Tag):
                self.element(child)

    @property
    def _is_classic(self) -> bool:
        return not self._has_blocks or self._block_depth == 0

    def _text(self, text: str) -> None:
        self.inline.keeps_newlines = self._is_classic
        parts = _PARAGRAPH_END.split(text) if self._is_classic else [text]
        for number, part in enumerate(parts):
            if number:
                self.flush()
            self._run.append(self.inline.text(part))

    def element(self, node: Tag) -> None:
        """Read one element of whatever kind."""
        self.inline.keeps_newlines = self._is_classic
        self._background(node)
        handler = elements.HANDLERS.get(node.name)
        if handler:
            handler(self, node)
        elif figures.is_caption(node):
            figures.figure(self, node)
        elif node.name in markup.DROPPED or node.name in markup.CONTROLS:
            elements.drop(self, node)
        elif node.name in markup.CONTAINERS or markup.is_block(node):
            self.container(node)
        else:
            self._inline(node)

    def _inline(self, node: Tag) -> None:
        if self._run and node.name == "a" and self._run[-1].endswith("</a>"):
            self._run.append(" ")
        had_words = bool(tidy("".join(self._run)))
        self._run.append(self.inline.write(node))
        if not had_words and self.inline.images:
            self._images_first += self.inline.images
            self.inline.images = []

    def container(self, node: Tag) -> None:
        if node.name == "a" and node.get("href"):
            address = markup.attribute(node, "href")
            self.issue("link", _("A link around whole paragraphs was removed; its contents stay."), address)
        while len(node.contents) == 1 and isinstance(only := node.contents[0], Tag) and only.name in _WRAPPERS:
            if figures.is_caption(only):
                break
            self._background(only)
            node = only
        self.flush()
        self.flow(node)
        self.flush()

    def _background(self, node: Tag) -> None:
        match = _BACKGROUND.search(markup.attribute(node, "style"))
        # “Image fill” repeats as background the picture that it also has as an element.
        if match and node.find("img", src=match[1]) is None and match[1].startswith(("http", "/")):
            self.add(figures.picture_of(self, url=match[1], alt=""))

    def _comment(self, comment: Comment) -> None:
        text = str(comment)
        if text.strip().startswith("more") and not self.result.teaser:
            self.flush()
            self.result.teaser = " ".join(markup.plain_text(p.html) for p in self.result.pieces if isinstance(p, Prose))
        match = _BLOCK_COMMENT.match(text)
        if match is None:
            if text.strip() == "nextpage":
                self.flush()
                self.issue("nextpage", _("The article was cut into several pages; they now follow each other."))
            return
        if match["closing"]:
            self._block_depth = max(0, self._block_depth - 1)
            self.flush()
            return
        self.flush()
        if not match["alone"]:
            self._block_depth += 1
        elif match["name"].removeprefix("core/") == "block":
            self._pattern(match["attributes"] or "", text)

    def _pattern(self, attributes: str, source: str) -> None:
        number = re.search(r'"ref"\s*:\s*(\d+)', attributes)
        pattern = self.index.patterns.get(int(number[1])) if number else None
        if pattern is not None and self._pattern_depth < _MAX_PATTERN_DEPTH:
            for piece in self.nested(pattern).pieces:
                self.add(piece)
        else:
            self.issue("pattern", _("A reusable block is not in the export; it was left out."), f"<!--{source}-->")

    def _list_blocks(self, source: str) -> None:
        """List, once per name, the blocks that hold no text, wherever they stand."""
        found: dict[tuple[str, bool], list[str]] = {}
        for comment in _COMMENT.findall(source):
            match = _BLOCK_COMMENT.match(comment)
            if match and not match["closing"]:
                name = match["name"].removeprefix("core/").removeprefix("core-embed/")
                is_foreign = "/" in match["name"] and not match["name"].startswith(("core/", "core-embed/"))
                if is_foreign or (match["alone"] and name not in _SILENT_BLOCKS):
                    found.setdefault((name, bool(match["alone"])), []).append(f"<!--{comment}-->")
        for (name, is_alone), sources in found.items():
            if is_alone:
                reason = _("The block “%s” has no text of its own: WordPress makes it at each visit.")
            else:
                reason = _("The block “%s” belongs to an extension of WordPress: what it had saved as HTML was read.")
            self.issue("block", reason % name, "\n".join(sources))

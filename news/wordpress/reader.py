"""Reads the XML of an export, safely and item by item. Writes nothing."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse
from django.utils.translation import gettext as _

from news.wordpress.items import Attachment, ExportIndex, Item, Term, bare_url

_CHUNK_BYTES = 1 << 16
_KIND_LENGTH = 60
# XML 1.0, section 2.2: what may not stand in a document at all, and the references to it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN_REFERENCE = re.compile(r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcBCeEfF]|1[0-9a-fA-F]));")
_DECLARED_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")
_WP = re.compile(r"^\{https?://(?:www\.)?wordpress\.org/export/[0-9.]+/?\}")
_EXCERPT = re.compile(r"^\{https?://(?:www\.)?wordpress\.org/export/[0-9.]+/excerpt/\}encoded$")
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
# Personal data of commenters and the password itself have no use here, so they are not kept.
_NOT_KEPT = {"post_password", "comment_author_email", "comment_author_IP", "comment_author_url", "comment_agent"}


class BadExport(Exception):
    """The file is not an export that can be read. Its text is one sentence for the operator."""


class CleanStream:
    """A binary stream of UTF-8 without the characters XML forbids; counts what it had to remove."""

    def __init__(self, file: IO[bytes]) -> None:
        start = file.read(_CHUNK_BYTES)
        declared = _DECLARED_ENCODING.search(start)
        encoding = declared.group(1).decode() if declared else "utf-8"
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        elif start.startswith(codecs.BOM_UTF8):
            encoding = "utf-8-sig"
        try:
            self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        except LookupError as error:
            raise BadExport(_("The file says it is written in “%s”, which is not known.") % encoding) from error
        self._file, self._pending, self._tail = file, start, ""
        self.removed, self.replaced = 0, 0

    def read(self, size: int = -1) -> bytes:
        """Return the next cleaned bytes; empty only at the end of the file."""
        while True:
            chunk, self._pending = self._pending or self._file.read(_CHUNK_BYTES), b""
            text = self._tail + self._decoder.decode(chunk, final=not chunk)
            self.replaced += text.count("�") - self._tail.count("�")
            text, self._tail = self._split(text) if chunk else (text, "")
            text, characters = _FORBIDDEN.subn("", text)
            text, references = _FORBIDDEN_REFERENCE.subn("", text)
            self.removed += characters + references
            if text or not chunk:
                return text.encode()

    @staticmethod
    def _split(text: str) -> tuple[str, str]:
        """Hold back a reference that the end of the chunk may have cut in two."""
        cut = text.rfind("&", max(0, len(text) - 12))
        return (text[:cut], text[cut:]) if cut >= 0 and ";" not in text[cut:] else (text, "")


def read_index(path: Path) -> ExportIndex:
    """Read the whole file once and return what its items need to know of each other.

    Errors: BadExport, with one sentence, for anything that is not a WordPress export.
    """
    index = ExportIndex()
    stream_notes: list[CleanStream] = []
    for element, is_item in _elements(path, stream_notes):
        if is_item:
            _index_item(index, parse_item(element))
        else:
            _index_header(index, element)
    stream = stream_notes[0]
    if stream.removed:
        index.repairs.append(_("%d characters that XML forbids were removed.") % stream.removed)
    if stream.replaced:
        index.repairs.append(_("%d unreadable characters were replaced by “�”.") % stream.replaced)
    return index


def read_items(path: Path) -> Iterator[Item]:
    """Yield the items of an export in file order, one at a time."""
    for element, is_item in _elements(path, []):
        if is_item:
            yield parse_item(element)


def _elements(path: Path, streams: list[CleanStream]) -> Iterator[tuple[Element, bool]]:
    """Yield channel-level elements as they end, and forget each one after use."""
    if not path.is_file():
        raise BadExport(_("“%s” is not a file.") % path)
    try:
        with path.open("rb") as file:
            stream = CleanStream(file)
            streams.append(stream)
            yield from _parse(stream)
    except DefusedXmlException as error:
        raise BadExport(_("The file declares XML entities, which a WordPress export never does: refused.")) from error
    except ParseError as error:
        where = getattr(error, "position", (0, 0))[0]
        raise BadExport(
            _("The file is not valid XML (line %(line)d: %(why)s).") % {"line": where, "why": error}
        ) from error
    except (OSError, UnicodeError) as error:
        raise BadExport(_("The file could not be read: %s.") % error) from error


def _parse(stream: CleanStream) -> Iterator[tuple[Element, bool]]:
    # The stream is UTF-8 whatever the declaration says, so the parser must not believe the declaration.
    parser = DefusedXMLParser(encoding="utf-8", forbid_dtd=True)
    events: Any = iterparse(stream, events=("start", "end"), parser=parser, forbid_dtd=True)
    stack: list[Element] = []
    is_export = False
    for event, element in events:
        if event == "start":
            if not stack and element.tag != "rss":
                raise BadExport(_("The file is XML, but not a WordPress export (WXR)."))
            stack.append(element)
            continue
        stack.pop()
        is_export = is_export or _WP.match(element.tag) is not None
        if len(stack) == 2:
            if element.tag == "item" and not is_export:
                break
            yield element, element.tag == "item"
            stack[-1].remove(element)
    if not is_export:
        raise BadExport(_("The file is an RSS feed, but not a WordPress export (WXR): export it from Tools → Export."))


def _name(element: Element) -> str:
    return _WP.sub("wp:", element.tag)


def _fields(element: Element) -> dict[str, str]:
    return {_name(child): (child.text or "").strip() for child in element}


def _index_header(index: ExportIndex, element: Element) -> None:
    name, values = _name(element), _fields(element)
    text = (element.text or "").strip()
    if name == "wp:base_blog_url" or (name == "link" and not index.site_url):
        index.site_url = text
    elif name == "title":
        index.title = text
    elif name == "wp:author":
        full = f"{values.get('wp:author_first_name', '')} {values.get('wp:author_last_name', '')}".strip()
        login = values.get("wp:author_login", "")
        index.authors[login] = values.get("wp:author_display_name") or full or login
    elif name in ("wp:category", "wp:tag", "wp:term"):
        _index_term(index, name, values)


def _index_term(index: ExportIndex, name: str, values: dict[str, str]) -> None:
    taxonomy, slug_field, name_field = {
        "wp:category": ("category", "wp:category_nicename", "wp:cat_name"),
        "wp:tag": ("post_tag", "wp:tag_slug", "wp:tag_name"),
        "wp:term": (values.get("wp:term_taxonomy", ""), "wp:term_slug", "wp:term_name"),
    }[name]
    slug = values.get(slug_field, "")
    index.term_names[taxonomy, slug] = values.get(name_field, "") or slug
    parent = values.get("wp:category_parent") or values.get("wp:term_parent")
    if parent:
        index.term_parents[taxonomy, slug] = parent
    if taxonomy == "category" and values.get("wp:term_id"):
        index.term_ids[values["wp:term_id"]] = slug


def _index_item(index: ExportIndex, item: Item) -> None:
    index.kinds[item.kind] = index.kinds.get(item.kind, 0) + 1
    index.used_terms.update((term.taxonomy, term.slug) for term in item.terms)
    if item.kind == "attachment":
        index.add_attachment(
            Attachment(
                post_id=item.post_id,
                url=item.attachment_url or item.guid,
                stored_path=item.meta.get("_wp_attached_file", ""),
                title=item.title,
                caption=item.excerpt,
                alt=item.meta.get("_wp_attachment_image_alt", ""),
                parent_id=item.parent_id,
                menu_order=item.menu_order,
            )
        )
    elif item.kind == "wp_block":
        index.patterns[item.post_id] = item.content
    elif item.kind == "post":
        index.keys_by_number[item.post_id] = item.key
        # The link of a draft is the first page with a number behind it: no address of its own.
        if urlsplit(item.link).path.strip("/"):
            index.keys_by_address[bare_url(item.link).rstrip("/").lower()] = item.key


def _number(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() else 0


def parse_item(element: Element) -> Item:
    """Turn one `<item>` element into plain data; missing fields become empty."""
    values = _fields(element)
    content = next((c.text or "" for c in element if c.tag == _CONTENT), "")
    excerpt = next((c.text or "" for c in element if _EXCERPT.match(c.tag)), "")
    meta, old_slugs = _meta(element)
    comments = [child for child in element if _name(child) == "wp:comment"]
    is_protected = bool(values.get("wp:post_password"))
    terms = _terms(element)
    raw = _keep(element, is_protected=is_protected)
    for comment in comments:
        element.remove(comment)
    return Item(
        kind=(values.get("wp:post_type") or "unknown")[:_KIND_LENGTH],
        post_id=_number(values.get("wp:post_id", "")),
        guid=values.get("guid", ""),
        link=values.get("link", ""),
        title=values.get("title", ""),
        content=content,
        excerpt=excerpt.strip(),
        status=values.get("wp:status") or "unknown",
        slug=values.get("wp:post_name", ""),
        creator=next(((c.text or "").strip() for c in element if c.tag == _CREATOR), ""),
        date_gmt=values.get("wp:post_date_gmt", ""),
        date_local=values.get("wp:post_date", ""),
        pub_date=values.get("pubDate", ""),
        modified_gmt=values.get("wp:post_modified_gmt", ""),
        parent_id=_number(values.get("wp:post_parent", "")),
        menu_order=_number(values.get("wp:menu_order", "")),
        is_sticky=values.get("wp:is_sticky") == "1",
        is_protected=is_protected,
        attachment_url=values.get("wp:attachment_url", ""),
        terms=terms,
        meta=meta,
        old_slugs=old_slugs,
        comment_count=len(comments),
        raw=raw,
        source_hash=hashlib.sha256(tostring(element)).hexdigest(),
    )


def _meta(element: Element) -> tuple[dict[str, str], tuple[str, ...]]:
    pairs = [
        (fields.get("wp:meta_key", ""), fields.get("wp:meta_value", ""))
        for fields in (_fields(child) for child in element if _name(child) == "wp:postmeta")
    ]
    return dict(pairs), tuple(value for key, value in pairs if key == "_wp_old_slug" and value)


def _terms(element: Element) -> tuple[Term, ...]:
    found = [
        Term(taxonomy=child.get("domain", "category"), slug=child.get("nicename", ""), name=(child.text or "").strip())
        for child in element
        if child.tag == "category"
    ]
    return tuple(dict.fromkeys(found))


def _keep(element: Element, *, is_protected: bool) -> str:
    """Return the source of an item as XML, without the password and without what identifies commenters."""
    for parent in list(element.iter()):
        for child in list(parent):
            if _name(child).removeprefix("wp:") in _NOT_KEPT:
                parent.remove(child)
    if is_protected:
        element.set("protected", "1")
    element.tail = None
    return tostring(element, encoding="unicode")

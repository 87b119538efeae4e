"""Pictures, captions, galleries and shortcodes: from markup to pieces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bs4 import Tag
from django.utils.translation import gettext as _

from news.wordpress import embeds, markup
from news.wordpress.items import Attachment
from news.wordpress.pieces import Gallery, Picture
from news.wordpress.shortcodes import Shortcode
from news.wordpress.tables import read_table

if TYPE_CHECKING:
    from news.wordpress.convert import Converter

_CAPTION_CLASSES = {"wp-caption", "wp-block-image", "wp-block-embed", "wp-block-gallery", "gallery", "tiled-gallery"}
_NUMBER = re.compile(r"(?:wp-image-|attachment_)(\d+)")
_LATE_SOURCES = ("data-orig-file", "data-src", "data-lazy-src", "src")


def picture(converter: Converter, image: Tag, *, caption: str = "", number: int = 0) -> Picture:
    """Return the piece for an `<img>`, with the file of the media library that it means."""
    sources = [s for name in _LATE_SOURCES if (s := markup.attribute(image, name)) and not s.startswith("data:")]
    marks = " ".join([*markup.classes(image), markup.attribute(image, "id")])
    found = _NUMBER.search(marks)
    post_id = int(found[1]) if found else number or _number(markup.attribute(image, "data-id"))
    return picture_of(
        converter,
        url=sources[0] if sources else "",
        alt=markup.attribute(image, "alt"),
        caption=caption,
        number=post_id,
    )


def picture_of(converter: Converter, *, url: str, alt: str, caption: str = "", number: int = 0) -> Picture:
    """Return the piece for the address of a picture. The address wins over the number: numbers go stale in copies."""
    index = converter.index
    attachment = index.attachment_for(url=url) or (index.attachment_for(post_id=number) if number else None)
    return Picture(url=url, attachment=attachment, alt=alt.strip(), caption=caption.strip())


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def is_caption(node: Tag) -> bool:
    """Tell whether an element that is no `<figure>` is used as one."""
    return node.name in ("div", "dl") and bool(_CAPTION_CLASSES & set(markup.classes(node)))


def figure(converter: Converter, node: Tag) -> None:
    """Read a `<figure>`, or what stands for one: a table, a quotation, an embed, one picture or several."""
    inner = node.find("figure") if node.name != "figure" else None
    if isinstance(inner, Tag) and len(node.find_all("img")) == 1:
        node = inner
    images = node.find_all("img")
    names = set(markup.classes(node))
    if names & {"wp-block-gallery", "gallery", "tiled-gallery"} or len(images) > 1:
        gallery(converter, node)
        return
    caption_node = node.find(["figcaption"]) or node.find(class_=re.compile(r"^wp-caption-(?:text|dd)$"))
    caption = markup.plain_text(caption_node) if isinstance(caption_node, Tag) else ""
    _list_links(converter, caption_node)
    if isinstance(caption_node, Tag):
        caption_node.extract()
    table, media, frame = node.find("table"), node.find(["video", "audio"]), node.find(["iframe", "object", "embed"])
    if isinstance(table, Tag):
        read_table(converter, table.extract(), caption=caption)
        _rest(converter, node)
    elif isinstance(media, Tag):
        embeds.media_file(converter, media.extract(), caption=caption)
        _rest(converter, node)
    elif isinstance(frame, Tag):
        embeds.frame(converter, frame.extract(), caption=caption)
        _rest(converter, node)
    elif "wp-block-embed" in names or node.find(class_="wp-block-embed__wrapper"):
        embeds.embed(converter, markup.plain_text(node), source=str(node), caption=caption)
    elif images:
        attachment_number = re.search(r"attachment_(\d+)", markup.attribute(node, "id"))
        number = int(attachment_number[1]) if attachment_number else 0
        converter.add(picture(converter, images[0], caption=caption, number=number))
        images[0].extract()
        _rest(converter, node)
    else:
        _rest(converter, node)
        if caption:
            converter.paragraph(f"<i>{markup.escape(caption)}</i>")


def _rest(converter: Converter, node: Tag) -> None:
    """Read what else a figure holds, so that no word of it is lost."""
    converter.flow(node)
    converter.flush()


def _list_links(converter: Converter, node: object) -> None:
    for link in node.find_all("a", href=True) if isinstance(node, Tag) else ():
        converter.issue("link", _("A caption cannot hold a link; its words stay."), markup.attribute(link, "href"))


def gallery(converter: Converter, node: Tag) -> None:
    """Read the pictures of a gallery, each with the caption nearest to it."""
    converter.flush()
    pictures = []
    for image in node.find_all("img"):
        holder = image.find_parent(["figure", "li", "dl"])
        holder = holder if isinstance(holder, Tag) and len(holder.find_all("img")) == 1 else None
        caption = holder.find(["figcaption", "dd"]) if holder else None
        _list_links(converter, caption)
        pictures.append(
            picture(converter, image, caption=markup.plain_text(caption) if isinstance(caption, Tag) else "")
        )
        if isinstance(caption, Tag):
            caption.extract()
        image.extract()
    title = node.find("figcaption")
    words = markup.plain_text(title) if isinstance(title, Tag) else ""
    if isinstance(title, Tag):
        title.extract()
    converter.add(Gallery(tuple(pictures), words))
    _rest(converter, node)


def shortcode(converter: Converter, code: Shortcode) -> None:
    """Read one shortcode: ours, or listed with its source and its enclosed words kept."""
    if code.name in ("caption", "wp_caption"):
        _caption(converter, code)
    elif code.name in ("gallery", "playlist"):
        _gallery_shortcode(converter, code)
    elif code.name in ("audio", "video", "embed", "youtube", "vimeo", "dailymotion"):
        embeds.shortcode(converter, code)
    else:
        converter.issue(
            "shortcode",
            _("The shortcode [%s] belongs to an extension of WordPress; what it encloses was read.") % code.name,
            code.source,
        )
        _read_enclosed(converter, code)


def _read_enclosed(converter: Converter, code: Shortcode) -> None:
    if not code.enclosed:
        return
    # A shortcode inside another is numbered in its own list.
    for piece in converter.nested(code.enclosed).pieces:
        converter.add(piece)


def _caption(converter: Converter, code: Shortcode) -> None:
    tree = markup.parse(code.enclosed or "")
    image = tree.find("img")
    if not isinstance(image, Tag):
        _read_enclosed(converter, code)
        return
    number = re.search(r"\d+", code.attributes.get("id", ""))
    link = image.find_parent("a")
    image.extract()
    _list_links(converter, tree if not isinstance(link, Tag) or markup.plain_text(link) else None)
    caption = code.attributes.get("caption") or markup.plain_text(tree)
    words = markup.plain_text(caption) if "<" in caption else caption
    converter.add(picture(converter, image, caption=words, number=int(number[0]) if number else 0))


def _gallery_shortcode(converter: Converter, code: Shortcode) -> None:
    wanted = code.attributes.get("ids") or code.attributes.get("include")
    excluded = set(re.findall(r"\d+", code.attributes.get("exclude", "")))
    index = converter.index
    found: list[Attachment] = []
    if wanted:
        for number in re.findall(r"\d+", wanted):
            attachment = index.attachment_for(post_id=int(number))
            if attachment is None:
                converter.issue(
                    "gallery", _("The export does not contain file number %s of a gallery.") % number, code.source
                )
            else:
                found.append(attachment)
    else:
        found = [a for a in index.children_of(converter.post_id) if str(a.post_id) not in excluded]
    pictures = [a for a in found if a.is_image]
    for other in found:
        if not other.is_image:
            embeds.file_link(converter, other.url, title=other.title or other.url)
    if pictures:
        converter.add(Gallery(tuple(Picture(a.url, a, a.alt, markup.plain_text(a.caption)) for a in pictures)))
    elif not found:
        converter.issue("gallery", _("A gallery has no picture in the export."), code.source)

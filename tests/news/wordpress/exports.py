"""Small WordPress exports written for the tests: every name and text in them is invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

SITE = "https://ancien.example.org"
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Ancien site</title><link>{SITE}</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>{SITE}</wp:base_blog_url>
<wp:author><wp:author_login>nadia</wp:author_login><wp:author_email>nadia@example.org</wp:author_email>
<wp:author_display_name><![CDATA[Nadia Ferrand]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>7</wp:term_id><wp:category_nicename>energie</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name><![CDATA[Énergie]]></wp:cat_name></wp:category>
<wp:category><wp:term_id>8</wp:term_id><wp:category_nicename>chaleur</wp:category_nicename>
<wp:category_parent>energie</wp:category_parent><wp:cat_name><![CDATA[Chaleur]]></wp:cat_name></wp:category>
"""
_TAIL = "</channel></rss>"


def cdata(text: str) -> str:
    """Wrap a text as WordPress does."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def item(number: int = 1, content: str = "<p>Bonjour.</p>", **fields: Any) -> str:
    """Write one item; a published post unless fields say otherwise.

    Shape: `terms` is a list of (taxonomy, slug, name), `meta` a dict, `extra` raw XML.
    """
    slug = fields.get("slug", f"article-{number}")
    values = {
        "title": cdata(fields.get("title", f"Article {number}")),
        "link": escape(fields.get("link", f"{SITE}/2019/03/{slug}/")),
        "pubDate": fields.get("pub_date", "Sat, 02 Mar 2019 09:00:00 +0000"),
        "dc:creator": cdata(fields.get("creator", "nadia")),
        "guid": escape(fields.get("guid", f"{SITE}/?p={number}")),
        "content:encoded": cdata(content),
        "excerpt:encoded": cdata(fields.get("excerpt", "")),
        "wp:post_id": str(number),
        "wp:post_date": fields.get("date", "2019-03-02 10:00:00"),
        "wp:post_date_gmt": fields.get("date_gmt", "2019-03-02 09:00:00"),
        "wp:post_name": cdata(slug),
        "wp:status": fields.get("status", "publish"),
        "wp:post_parent": str(fields.get("parent", 0)),
        "wp:menu_order": "0",
        "wp:post_type": fields.get("kind", "post"),
        "wp:post_password": cdata(fields.get("password", "")),
        "wp:is_sticky": str(fields.get("sticky", 0)),
    }
    if fields.get("attachment_url"):
        values["wp:attachment_url"] = fields["attachment_url"]
    written = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
    for taxonomy, term_slug, name in fields.get("terms", ()):
        written += f'<category domain="{taxonomy}" nicename="{term_slug}">{cdata(name)}</category>'
    for key, value in fields.get("meta", {}).items():
        written += (
            f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
        )
    return f"<item>{written}{fields.get('extra', '')}</item>"


def attachment(number: int, name: str, **fields: Any) -> str:
    """Write a file of the media library, under /2019/03/."""
    url = f"{SITE}/wp-content/uploads/2019/03/{name}"
    values = {"kind": "attachment", "status": "inherit", "attachment_url": url, "guid": url, "title": name, **fields}
    return item(number, "", **values)


def export(*items: str) -> str:
    """Write a whole export."""
    return _HEAD + "".join(items) + _TAIL


def save(folder: Path, *items: str, name: str = "export.xml") -> Path:
    """Write an export to a file and return its path."""
    path = folder / name
    path.write_text(export(*items), encoding="utf-8")
    return path

"""Atom (RFC 4287), paged (RFC 5005), with tombstones (RFC 6721)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings

from cms.delivery.elements import DECLARATION, element, leaf
from cms.delivery.syndication.channel import Channel, Entry, urn_of
from cms.delivery.syndication.rss import media_content
from cms.feed.tombstones import Tombstone

MEDIA_TYPES = ("application/atom+xml", "application/xml", "text/xml")
NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
    "xmlns:fh": "http://purl.org/syndication/history/1.0",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


def atom(channel: Channel) -> bytes:
    """Return a page of a feed in Atom."""
    parts = [
        leaf("id", channel.feed_id),
        leaf("title", channel.title),
        leaf("subtitle", channel.description),
        leaf("updated", _instant(channel.updated_at)),
        leaf("rights", channel.rights) if channel.rights else "",
        element("author", None, leaf("name", settings.WAGTAIL_SITE_NAME)),
        element("link", {"rel": "alternate", "type": "text/html", "href": channel.home_url}),
        *(_link(name, url) for name, url in channel.links.items()),
        element("fh:complete") if channel.is_complete else "",
        *(_deleted(stone) for stone in channel.tombstones),
        *(_entry(entry) for entry in channel.entries),
    ]
    return (DECLARATION + element("feed", {**NAMESPACES, "xml:lang": channel.locale}, *parts)).encode()


def _link(relation: str, url: str) -> str:
    # RFC 5005, section 3, says "previous" where HTTP's registry says "prev".
    name = "previous" if relation == "prev" else relation
    return element("link", {"rel": name, "type": "" if relation == "hub" else MEDIA_TYPES[0], "href": url})


def _entry(entry: Entry) -> str:
    data, image = entry.data, entry.image
    return element(
        "entry",
        {"xml:lang": data["locale"]},
        leaf("id", entry.urn),
        leaf("title", data["title"], {"type": "text"}),
        leaf("published", _instant(entry.published_at)),
        leaf("updated", _instant(entry.updated_at)),
        element("author", None, leaf("name", entry.author)) if entry.author else "",
        element("link", {"rel": "alternate", "type": "text/html", "hreflang": data["locale"], "href": data["url"]}),
        element("link", {"rel": "license", "href": entry.licence_url}) if entry.licence_url else "",
        element("link", {"rel": "enclosure", "type": entry.image_type, "href": image["url"]}) if image else "",
        *(element("category", {"term": tag["slug"], "label": tag["name"]}) for tag in data["tags"]),
        leaf("rights", entry.rights),
        leaf("summary", data["summary"], {"type": "text"}),
        leaf("content", entry.html, {"type": "html"}),
        media_content(entry),
    )


def _deleted(stone: Tombstone) -> str:
    return element("at:deleted-entry", {"ref": urn_of(stone.document_id), "when": _instant(stone.at)})


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""RSS 2.0, with the content, Dublin Core, Media RSS and Creative Commons modules, and Atom's links."""

from __future__ import annotations

from email.utils import format_datetime

from cms.delivery.elements import DECLARATION, element, leaf
from cms.delivery.syndication.channel import Channel, Entry

MEDIA_TYPES = ("application/rss+xml", "application/xml", "text/xml")
NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


def rss(channel: Channel) -> bytes:
    """Return a page of a feed in RSS 2.0."""
    links = {("previous" if name == "prev" else name): url for name, url in channel.links.items()}
    parts = [
        leaf("title", channel.title),
        leaf("link", channel.home_url),
        leaf("description", channel.description),
        leaf("language", channel.locale),
        leaf("copyright", channel.rights) if channel.rights else "",
        leaf("lastBuildDate", format_datetime(channel.updated_at)),
        *(element("atom:link", {"rel": name, "href": url, "type": _type_of(name)}) for name, url in links.items()),
        *(_item(entry) for entry in channel.entries),
    ]
    document = element("rss", {"version": "2.0", **NAMESPACES}, element("channel", None, *parts))
    return (DECLARATION + document).encode()


def _type_of(relation: str) -> str:
    return "" if relation == "hub" else MEDIA_TYPES[0]


def _item(entry: Entry) -> str:
    data = entry.data
    return element(
        "item",
        None,
        leaf("title", data["title"]),
        leaf("link", data["url"]),
        leaf("guid", entry.urn, {"isPermaLink": "false"}),
        leaf("pubDate", format_datetime(entry.published_at)),
        leaf("atom:updated", entry.updated_at.isoformat().replace("+00:00", "Z")),
        leaf("dc:creator", entry.author) if entry.author else "",
        leaf("dc:language", data["locale"]),
        leaf("dc:rights", entry.rights),
        leaf("creativeCommons:license", entry.licence_url) if entry.licence_url else "",
        *(leaf("category", tag["name"]) for tag in data["tags"]),
        leaf("description", data["summary"]),
        leaf("content:encoded", entry.html),
        _enclosure(entry),
        media_content(entry),
    )


def _enclosure(entry: Entry) -> str:
    if entry.image is None:
        return ""
    # The weight is not known to the feed; 0 is what the RSS Advisory Board recommends then (RSS best practices).
    return element("enclosure", {"url": entry.image["url"], "length": "0", "type": entry.image_type})


def media_content(entry: Entry) -> str:
    """Return the lead picture in Media RSS 1.5.1: in RSS and in Atom, the credit travels with it."""
    image = entry.image
    if image is None:
        return ""
    return element(
        "media:content",
        {
            "url": image["url"],
            "type": entry.image_type,
            "medium": "image",
            "width": image["width"],
            "height": image["height"],
        },
        leaf("media:credit", image["credit"]) if image["credit"] else "",
        leaf("media:description", image["alt"], {"type": "plain"}) if image["alt"] else "",
        leaf("media:copyright", image["licence"]) if image["licence"] else "",
    )

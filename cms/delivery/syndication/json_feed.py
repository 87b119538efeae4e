"""JSON Feed 1.1, with an extension that names content across languages, terms of reuse and credits."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from cms.delivery.bodies import to_json
from cms.delivery.story_html import writable
from cms.delivery.syndication.channel import Channel, Entry

MEDIA_TYPES = ("application/feed+json", "application/json")
VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(channel: Channel) -> bytes:
    """Return a page of a feed in JSON Feed 1.1."""
    links = channel.links
    content: dict[str, Any] = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": channel.home_url,
        "feed_url": links["self"],
        "description": channel.description,
        "next_url": links.get("next"),
        "authors": [{"name": settings.WAGTAIL_SITE_NAME}],
        "language": channel.locale,
        "hubs": [{"type": "WebSub", "url": links["hub"]}] if "hub" in links else None,
        # The specification asks an extension to say where it is explained.
        "_fabrique": {"about": channel.about_url},
        "items": [_item(entry) for entry in channel.entries],
    }
    return to_json(_clean(content))


def _item(entry: Entry) -> dict[str, Any]:
    data, image = entry.data, entry.image
    return {
        "id": entry.urn,
        "url": data["url"],
        "title": data["title"],
        "content_html": entry.html,
        "summary": data["summary"] or None,
        "image": image["url"] if image else None,
        "date_published": data["published_at"],
        "date_modified": data["updated_at"],
        "authors": [{"name": entry.author}] if entry.author else None,
        "tags": [tag["name"] for tag in data["tags"]] or None,
        "language": data["locale"],
        "attachments": [_attachment(entry, image)] if image else None,
        "_fabrique": {
            "id": data["id"],
            "content_id": data["content_id"],
            "type": data["type"],
            "licence": data["licence"],
            "attribution": data["attribution"],
            "credit": image["credit"] if image else None,
            "image_licence": image["licence"] if image else None,
            "translations": data["translations"] or None,
        },
    }


def _attachment(entry: Entry, image: Any) -> dict[str, Any]:
    return {"url": image["url"], "mime_type": entry.image_type, "title": image["credit"] or None}


def _clean(value: Any) -> Any:
    """Return a value without members that are None, its texts as writable as in the other formats."""
    if isinstance(value, dict):
        return {name: _clean(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_clean(inner) for inner in value]
    return writable(value) if isinstance(value, str) else value

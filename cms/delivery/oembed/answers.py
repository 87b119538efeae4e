"""What a consumer is given for a document: a frame of fixed size, or a link where the document has no frame."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from cms.delivery.bodies import to_json
from cms.delivery.elements import element, leaf
from cms.delivery.http import absolute, caller_of
from cms.delivery.story_html import writable
from cms.feed.registry import FeedType, for_name
from cms.feed.selectors import Row, document_by_id
from cms.media.audiences import Audience

WIDTH_PX, HEIGHT_PX = 600, 640
# Below, a card cannot show its credit and licence (docs/api/embeds.md): a link is all there is room for.
LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 300, 200
CACHE_AGE_S = 3_600
# The frame's own script tells its height; its links lead the whole page away, when a person follows one. Nothing else
# is needed, so nothing is allowed: no access to the page around it, no form, no storage.
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def answer_for(request: HttpRequest, row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the oEmbed answer about a document (oEmbed 1.0, section 2.3.4)."""
    data = row.data
    author = data.get("author") or data.get("authors")
    content: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": data["title"],
        "author_name": author if isinstance(author, str) else None,
        "provider_name": settings.WAGTAIL_SITE_NAME,
        "provider_url": f"{request.scheme}://{request.get_host()}/",
        "cache_age": cache_age(row),
        **_thumbnail(data["image"], values),
        # Beyond the standard, as it allows: what must be shown beside the text.
        "attribution": data["attribution"],
        "licence": data["licence"],
    }
    feed_type = for_name(row.type)
    width, height = min(WIDTH_PX, values.get("maxwidth", WIDTH_PX)), min(HEIGHT_PX, values.get("maxheight", HEIGHT_PX))
    has_room = width >= LEAST_WIDTH_PX and height >= LEAST_HEIGHT_PX
    if has_room and feed_type is not None and feed_type.is_listed and _is_seen_in_a_frame(request, row):
        content |= {"type": "rich", "width": width, "height": height}
        content["html"] = _frame(frame_url(request, feed_type, data), data["title"], width, height)
    return {
        name: writable(value) if isinstance(value, str) else value
        for name, value in content.items()
        if value is not None and value != ""
    }


def frame_url(request: HttpRequest, feed_type: FeedType, data: Mapping[str, Any]) -> str:
    """Return the address of the page that may stand in a frame; a part is named by its id, its slug being no name."""
    name = data["id"] if feed_type.parent else data["slug"]
    query = {} if data["locale"] == settings.LANGUAGE_CODE else {"locale": data["locale"]}
    if key := caller_of(request).publishable_key:
        query["key"] = key
    address = absolute(request, f"/embed/{feed_type.plural}/{quote(name, safe='')}")
    return f"{address}?{urlencode(query)}" if query else address


def cache_age(row: Row) -> int:
    """Return for how long a consumer may keep the answer: never beyond the instant from which it is untrue.

    Units: seconds. Shape: rounded down to whole minutes, so that equal answers have equal bytes for a while.
    """
    if row.until is None:
        return CACHE_AGE_S
    left = int((row.until - timezone.now()).total_seconds())
    return max(0, min(CACHE_AGE_S, left - left % 60))


def written(content: Mapping[str, Any], form: str) -> bytes:
    """Return the answer in its format."""
    if form == "json":
        return to_json(content)
    return (
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
        + element("oembed", None, *(leaf(name, str(value)) for name, value in content.items()))
    ).encode()


def _is_seen_in_a_frame(request: HttpRequest, row: Row) -> bool:
    """Tell whether those who meet the frame will see the document: a secret key does not travel with it."""
    caller = caller_of(request)
    if not caller.is_keyed or caller.publishable_key:
        return True
    return document_by_id(row.document_id, Audience.OPEN) is not None


def _frame(url: str, title: str, width: int, height: int) -> str:
    return (
        f'<iframe src="{escape(url)}" title="{escape(title)}" width="{width}" height="{height}" loading="lazy" '
        f'sandbox="{SANDBOX}" referrerpolicy="strict-origin-when-cross-origin" frameborder="0"></iframe>'
    )


def _thumbnail(image: Mapping[str, Any] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the largest JPEG of the picture within the sizes that were asked for, with its credit; or nothing."""
    if not image:
        return {}
    ratio = image["height"] / image["width"]
    known = {source["width"]: source["url"] for source in image["srcset"] if source["type"] == "image/jpeg"}
    sizes = [(width, round(width * ratio), url) for width, url in known.items()]
    sizes = [size for size in sizes if size[0] < image["width"]] + [(image["width"], image["height"], image["url"])]
    most_wide, most_high = values.get("maxwidth", image["width"]), values.get("maxheight", image["height"])
    fitting = [size for size in sizes if size[0] <= most_wide and size[1] <= most_high]
    if not fitting:
        return {}
    width, height, url = max(fitting)
    return {
        "thumbnail_url": url,
        "thumbnail_width": width,
        "thumbnail_height": height,
        "thumbnail_credit": image["credit"],
    }

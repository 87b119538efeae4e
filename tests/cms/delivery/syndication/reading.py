"""Reading our feeds with what others wrote: feedparser, and XML as XML."""

from __future__ import annotations

from typing import Any

import feedparser
from defusedxml import ElementTree
from django.test import Client

ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
FH = "{http://purl.org/syndication/history/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"


def parsed(answer: Any) -> Any:
    """Return what feedparser makes of an answer, without a single complaint."""
    assert answer.status_code == 200, answer.content
    found = feedparser.parse(
        answer.content,
        response_headers={"content-type": answer.headers["Content-Type"], "content-location": "http://testserver/"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    assert not found.bozo, found.get("bozo_exception")
    return found


def tree(answer: Any) -> Any:
    """Return the root element of an answer."""
    assert answer.status_code == 200, answer.content
    return ElementTree.fromstring(answer.content)


def walk(client: Client, url: str) -> list[Any]:
    """Follow `next` from an address to the end, through what the feeds themselves say, and return every page."""
    pages = []
    while url:
        answer = client.get(url)
        pages.append(answer)
        if url.partition("?")[0].endswith(".json"):
            url = answer.json().get("next_url", "")
        else:
            links = tree(answer).iter(f"{ATOM}link")
            url = next((link.get("href") for link in links if link.get("rel") == "next"), "")
    return pages

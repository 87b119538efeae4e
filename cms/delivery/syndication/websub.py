"""WebSub (W3C): which hub tells subscribers, of which feeds, and the word that we send it when one of them changed.

Told are the feeds whose address holds nothing but a type and a language, as anyone sees them: these alone name the hub.
The hub's address is the operator's own setting and may well be inside their network: it passes no guard against
internal addresses, unlike a webhook's, which a partner chooses (cms/delivery/egress.py).
"""

from __future__ import annotations

import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest

from cms.delivery.http import caller_of, mount_of
from cms.feed.registry import for_name
from cms.feed.sites import root_urls
from cms.media.audiences import Audience

FORMATS = ("rss", "atom", "json")
TIMEOUT_S = 3
LONGEST_HUB = 500
logger = logging.getLogger(__name__)
Post = Callable[[str, Sequence[tuple[str, str]]], int]


class Changed(Protocol):
    """What changed, as far as feeds are concerned."""

    @property
    def audience(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def locale(self) -> str: ...


class HubRefused(OSError):
    """The hub answered, but not that it will tell."""


def hub_for(request: HttpRequest, query_string: str) -> str:
    """Return the hub that tells of the feed at this address, or nothing where none does."""
    if caller_of(request).is_keyed or mount_of(request) or query_string not in _told_queries():
        return ""
    return str(settings.WEBSUB_HUB)


def topics_of(changes: Iterable[Changed]) -> list[str]:
    """Return the addresses of the feeds that some changes concern, as anyone sees them, on every site."""
    queries = {locale: query for query, locale in _told_queries().items()}
    found: dict[str, None] = {}
    roots = root_urls()
    for change in changes:
        feed_type = for_name(change.type)
        if change.audience != Audience.OPEN or feed_type is None or not feed_type.is_listed:
            continue
        query = queries.get(change.locale)
        if query is None:
            continue
        for root in roots:
            for name in (feed_type.plural, "all"):
                for form in FORMATS:
                    found[f"{root}/feeds/{name}.{form}{f'?{query}' if query else ''}"] = None
    return list(found)


def tell_hub(topics: Sequence[str], *, post: Post | None = None) -> bool:
    """Tell the hub that feeds have new content; False where it did not take our word, which is logged.

    Shape: `post` sends a form to an address and returns the status; it must not be called inside a transaction.
    Source: the publishers' side is convention, not part of WebSub: `hub.mode=publish` and one `hub.url` per topic.
    """
    if not settings.WEBSUB_HUB or not topics:
        return False
    form = [("hub.mode", "publish"), *(("hub.url", topic) for topic in dict.fromkeys(topics))]
    try:
        status = (post or post_form)(settings.WEBSUB_HUB, form)
        if not 200 <= status < 300:
            raise HubRefused(f"status {status}")
    except OSError as error:
        logger.warning("The WebSub hub was not told of %s feeds: %s. The next round says it again.", len(topics), error)
        return False
    return True


def post_form(address: str, form: Sequence[tuple[str, str]]) -> int:
    """Send a form and return the status. Errors: OSError where there is no answer. Redirects are not followed."""
    request = urllib.request.Request(address, data=urlencode(form).encode(), method="POST")  # noqa: S310 (checks.py)
    try:
        with _opener.open(request, timeout=TIMEOUT_S) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def is_hub(address: str) -> bool:
    """Tell whether an address may be a hub's."""
    parts = urlsplit(address)
    return len(address) <= LONGEST_HUB and parts.scheme in ("http", "https") and bool(parts.hostname)


def _told_queries() -> dict[str, str]:
    """Return the queries of the feeds that the hub is told of, each with its language."""
    codes = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    return {("" if code == settings.LANGUAGE_CODE else f"locale={code}"): code for code in codes}

"""Where an invented document is, in every face that is mounted: the page never shows an address that does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import Resolver404, get_resolver
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from cms.delivery.face import face_of
from cms.feed.registry import FeedType
from cms.feed.sandbox.building import Ground, draft_of
from cms.feed.sandbox.cases import CASES, Case
from cms.feed.sandbox.drafts import Draft


@dataclass(frozen=True)
class Link:
    """One address. Shape: `label` is the name of the face."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class ShownCase:
    """One edge case as the page shows it."""

    case: Case
    advice: str
    links: tuple[Link, ...]
    former: tuple[Link, ...]


def doors_of(root: str) -> list[Link]:
    """Return where each mounted face begins."""
    doors = (
        (_("REST, service document"), "/api/v1/"),
        (_("REST, the contract to read"), "/api/v1/docs"),
        ("OpenAPI 3.1", "/api/v1/openapi.json"),
        (_("Change feed"), "/api/v1/changes"),
        ("GraphQL", "/api/graphql"),
        ("Atom", "/feeds/all.atom"),
        ("RSS", "/feeds/all.rss"),
        ("JSON Feed", "/feeds/all.json"),
        (_("Web component"), "/embed/v1.js"),
    )
    return [Link(label, root + path) for label, path in doors if is_mounted(path)]


def cases_of(feed_type: FeedType, root: str, locale: str) -> list[ShownCase]:
    """Return every edge case of a type with its addresses, those of its own language where it was never translated."""
    ground = Ground.find()
    shown: list[ShownCase] = []
    for case in CASES:
        language = locale if case.is_translated else settings.LANGUAGE_CODE
        draft = draft_of(feed_type, case, ground, language)
        former = tuple(Link(slug, _rest(draft.under(slug), root)) for slug in case.former)
        shown.append(ShownCase(case, with_code(case.advice), tuple(_links(draft, root)), former))
    return shown


def with_code(text: str | Promise) -> str:
    """Return a sentence with what stands between backticks as code."""
    parts = enumerate(str(text).split("`"))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", part) if n % 2 else part,) for n, part in parts))


@cache
def is_mounted(path: str) -> bool:
    """Tell whether a face answers at a path."""
    try:
        match = get_resolver().resolve(path)
    except Resolver404:
        return False
    return face_of(match.func) is not None and getattr(match.func, "__name__", "") != "nothing_here"


def _links(draft: Draft, root: str) -> list[Link]:
    plural, url = draft.feed_type.plural, draft.root + draft.path
    places = (
        (_("page"), "/sandbox/", ""),
        ("REST", "/api/v1/", f"/api/v1/{plural}/{quote(draft.case)}{_language(draft)}"),
        (_("by id"), "/api/v1/", f"/api/v1/documents/{draft.document_id}"),
        ("resolve", "/api/v1/", f"/api/v1/resolve?{urlencode({'path': draft.path})}"),
        ("GraphQL", "/api/graphql", f"/api/graphql?{urlencode({'query': _query(draft)})}"),
        ("oEmbed", "/oembed", f"/oembed?{urlencode({'url': url})}"),
        (_("frame"), f"/embed/{plural}", f"/embed/{plural}/{quote(draft.case)}{_language(draft)}"),
    )
    found: list[Link] = []
    for label, door, path in places:
        if is_mounted(door):
            found.append(Link(label, root + path if path else url))
    return found


def _rest(draft: Draft, root: str) -> str:
    return f"{root}/api/v1/{draft.feed_type.plural}/{quote(draft.slug)}{_language(draft)}"


def _language(draft: Draft) -> str:
    return "" if draft.is_in_french else f"?locale={draft.locale}"


def _query(draft: Draft) -> str:
    return f'{{ resolve(path: "{draft.path}") {{ __typename }} }}'

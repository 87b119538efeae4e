"""The page of the sandbox, in French and English: what there is, where, with which keys, and the play."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from cms.delivery.http import Answer, absolute, mount_of, respond
from cms.delivery.parameters import Parameter, ParameterSet
from cms.delivery.problems import Moved
from cms.delivery.sandbox.addresses import cases_of, doors_of, with_code
from cms.delivery.vocabulary import LOCALE, locales, one_of
from cms.feed.sandbox.building import listed_types
from cms.feed.sandbox.play import SCENES
from cms.feed.sandbox.writing import PAUSE_S, is_loaded, scene
from cms.partners import sandbox as partner

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def to_page(request: HttpRequest) -> HttpResponse:
    """Lead from the address without its last slash to the page."""
    raise Moved(absolute(request, "/sandbox/"))


def page_view(request: HttpRequest) -> HttpResponse:
    """Answer with the page, in the language asked for, else in one that the browser prefers."""
    plurals = [feed_type.plural for feed_type in listed_types()]
    types = Parameter("type", "Whose cases to show.", {"type": "string"}, one_of("type", plurals))
    values = ParameterSet((LOCALE, types)).read(request.META.get("QUERY_STRING", ""))
    locale = values.get("locale") or _preferred(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    with translation.override(locale):
        page = render_to_string("delivery/sandbox/page.html", _context(request, locale, values.get("type", plurals[0])))
    response = respond(request, Answer(body=page.encode(), content_type="text/html; charset=utf-8"))
    # The play moves on between two looks at the page.
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = POLICY
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _context(request: HttpRequest, locale: str, plural: str) -> dict[str, Any]:
    feed_type = next(known for known in listed_types() if known.plural == plural)
    root = absolute(request, "")
    loaded = is_loaded()
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "locale": locale,
        "locales": locales(),
        "root": root,
        "mount": mount_of(request),
        "type": feed_type,
        "types": listed_types(),
        "doors": doors_of(root),
        "cases": cases_of(feed_type, root, locale) if loaded else [],
        "keys": _keys(),
        "origins": partner.ORIGINS,
        "first_origin": partner.ORIGINS[1],
        "publishable_key": partner.PUBLISHABLE_KEY,
        "secret_key": partner.SECRET_KEY,
        "is_loaded": loaded,
        "scenes": [with_code(played.title) for played in SCENES[1:]],
        "scene": scene() if loaded else 0,
        "pause_s": PAUSE_S,
    }


def _keys() -> list[tuple[str, str]]:
    """Return every key of the sandbox with the name by which the page explains it."""
    return [
        ("secret", partner.SECRET_KEY),
        ("publishable", partner.PUBLISHABLE_KEY),
        ("revoked", partner.REVOKED_SECRET_KEY),
        ("revoked_publishable", partner.REVOKED_PUBLISHABLE_KEY),
        ("limited", partner.LIMITED_KEY),
    ]


def _preferred(header: str) -> str:
    for code, _weight in parse_accept_lang_header(header.lower()):
        try:
            found = get_supported_language_variant(code)
        except LookupError:
            continue
        if found in locales():
            return found
    return settings.LANGUAGE_CODE

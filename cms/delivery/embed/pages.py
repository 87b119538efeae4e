"""The pages for frames: a list of cards, one card. Standalone HTML from the rows of the feed, without cookie or script
of others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers

from cms.delivery.bodies import earliest, latest
from cms.delivery.embed.asking import DEFAULT_LIMIT, THEMES, frame_card_parameters, frame_list_parameters
from cms.delivery.embed.cards import Card, present, web_address
from cms.delivery.embed.labels import labels_for, licence_names
from cms.delivery.finding import absence, find
from cms.delivery.frame_style import frame_style, style_hash
from cms.delivery.framing import ancestors_for, frame_policy
from cms.delivery.http import Answer, caller_of, respond
from cms.delivery.parameters import ParameterSet
from cms.delivery.problems import NotFound
from cms.feed.freshness import changed_at
from cms.feed.registry import FeedType, for_plural
from cms.feed.selectors import DEFAULT_ORDER, ListQuery, Row, list_rows
from cms.media.licences import LICENCE_URLS
from cms.partners.origins import origin_of

_list_parameters: Callable[[FeedType], ParameterSet] = cache(frame_list_parameters)
_CARD_PARAMETERS = frame_card_parameters()


def list_frame(request: HttpRequest, plural: str) -> HttpResponse:
    """Answer with the cards of a list, as one may put them into a frame. One query of the feed."""
    feed_type = _type_for(request, plural)
    if not feed_type.is_listed:
        raise NotFound
    values = _list_parameters(feed_type).read(request.META.get("QUERY_STRING", ""))
    locale, audience = values.get("locale", settings.LANGUAGE_CODE), caller_of(request).audience
    query = ListQuery(
        type_name=feed_type.name,
        locale=locale,
        audience=audience,
        filters={facet.name: list(values[facet.name]) for facet in feed_type.facets if facet.name in values},
        order=values.get("order", DEFAULT_ORDER),
        limit=values.get("limit", DEFAULT_LIMIT),
        q=values.get("q", ""),
    )
    look = {"locale": locale, "theme": _theme(values)}
    return _framed(request, feed_type, list_rows(query).rows, look, lambda: changed_at(audience, locale=locale))


def card_frame(request: HttpRequest, plural: str, id_or_slug: str) -> HttpResponse:
    """Answer with the card of one document, as one may put it into a frame."""
    feed_type = _type_for(request, plural)
    values = _CARD_PARAMETERS.read(request.META.get("QUERY_STRING", ""))
    audience = caller_of(request).audience
    row = find(feed_type, id_or_slug, audience, values)
    if row is None:
        raise absence(request, feed_type, id_or_slug, audience, values, f"/embed/{plural}/")
    look = {"locale": row.data["locale"], "theme": _theme(values)}
    return _framed(request, feed_type, (row,), look, None, name="card")


def nothing_here(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Answer every address that is none of ours as one that does not exist."""
    raise NotFound


def _type_for(request: HttpRequest, plural: str) -> FeedType:
    feed_type = for_plural(plural)
    if feed_type is None or not caller_of(request).may_have(feed_type.name):
        raise NotFound
    return feed_type


def _theme(values: Mapping[str, Any]) -> str:
    return str(values.get("theme", THEMES[0]))


def _framed(
    request: HttpRequest,
    feed_type: FeedType,
    rows: Sequence[Row],
    look: dict[str, str],
    changed: Callable[[], Any] | None,
    *,
    name: str = "list",
) -> HttpResponse:
    """Return the cards of rows as a page for frames, under its policy."""
    items = [row.data for row in rows]
    locale = look["locale"]
    with translation.override(locale):
        cards = [present(item) for item in items]
        style = frame_style() + _picture_rules(cards)
        context = {
            **look,
            "cards": cards,
            "labels": labels_for(locale),
            "site": settings.WAGTAIL_SITE_NAME,
            "imprints": _imprints(items, locale),
            "style": style,
        }
        page = render_to_string(f"delivery/embed/{name}.html", context)
    answer = Answer(
        body=page.encode(),
        content_type="text/html; charset=utf-8",
        last_modified=latest(row.modified_at for row in rows),
        until=earliest(row.until for row in rows),
        keys=(feed_type.name, "embed"),
        rows=rows,
        changed_at=changed,
    )
    response = respond(request, answer)
    response.headers["Content-Security-Policy"] = frame_policy(
        ancestors=ancestors_for(request), pictures=_picture_origins(items), styles=(style_hash(style),)
    )
    if caller_of(request).is_keyed:
        patch_vary_headers(response, ["Referer"])
    return response


def _picture_origins(items: Sequence[Mapping[str, Any]]) -> set[str]:
    images = [item["image"] for item in items if item["image"]]
    return {origin_of(source["url"]) for image in images for source in (image, *image["srcset"])}


def _imprints(items: Sequence[Mapping[str, Any]], locale: str) -> list[dict[str, str]]:
    """List whom to name for the texts and under which licence, each pair once."""
    pairs = dict.fromkeys((item["attribution"], item["licence"]) for item in items)
    return [
        {
            "texts": labels_for(locale)["texts"].replace("{name}", name),
            "licence": licence_names(locale).get(code, code),
            "url": web_address(LICENCE_URLS.get(code, "")),
        }
        for name, code in pairs
    ]


def _picture_rules(cards: Sequence[Card]) -> str:
    """Return the rules of these pictures: the tiny preview behind each, and what to keep in sight.

    The policy admits no style attribute.
    """
    rules = []
    for position, card in enumerate(cards, 1):
        if card.photo is None:
            continue
        x, y = card.photo.focus
        preview = card.photo.placeholder
        behind = f'background-image:url("{preview}");' if _is_preview(preview) else ""
        rules.append(f".photo-{position} img{{{behind}object-position:{x}% {y}%}}")
    return "".join(rules)


def _is_preview(text: str) -> bool:
    return text.startswith("data:image/") and not any(letter in text for letter in "\"'<>\\\n\r()")

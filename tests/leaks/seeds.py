"""Faults put in on purpose: what each breaks, who meets it, where, and what must be reported.

A seed returns the viewer, the surfaces and a part of the report; one beside the faces returns the visit in the place of
the first two.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Q
from django.http import HttpRequest
from django.test import Client
from wagtail.models import Page

from cms.delivery import middleware
from cms.delivery.embed import pages
from cms.delivery.graphql import answers
from cms.delivery.graphql.kept import Kept
from cms.delivery.oembed import asking
from cms.delivery.rest import changes, searching
from cms.delivery.syndication import views
from cms.delivery.webhooks import reading
from cms.delivery.webhooks.models import Endpoint
from cms.feed import addresses, lists, prepared
from cms.feed.models import FeedDocument, State
from cms.feed.tombstones import Tombstone
from cms.media import views as doors
from cms.media.audiences import Audience
from cms.partners.auth import ANYONE, Caller
from cms.partnerships import cookies, usage_section, webhooks_section
from tests.leaks.surfaces import GRAPHQL, Question, Seen, ask, questions
from tests.leaks.visits import SITE, in_messages, of_files, of_pages, on_partners_pages
from tests.leaks.world import LeakWorld

Patch = pytest.MonkeyPatch
Face = tuple[str, tuple[str, ...], str]
Visit = tuple[Callable[[LeakWorld], Iterable[Seen]], str]


def an_audience_is_widened(world: LeakWorld, patch: Patch) -> Face:
    patch.setattr(middleware, "_identify", lambda request: Caller(audience=Audience.OWN))
    return "anyone", ("rest:list_documents",), "title of ours alone"


def types_are_not_looked_at(world: LeakWorld, patch: Patch) -> Face:
    patch.setattr(Caller, "may_have", lambda self, name: True)
    return "key for one type", ("rest:list_documents",), "article title of live"


def time_is_not_looked_at(world: LeakWorld, patch: Patch) -> Face:
    patch.setattr(prepared, "_prepared", {})
    patch.setattr(
        lists, "live", lambda audience: FeedDocument.objects.filter(audience=audience.value, state=State.LIVE)
    )
    return "anyone", ("rest:list_documents",), "title of expired"


def changes_tell_what_was_never_shown(world: LeakWorld, patch: Patch) -> Face:
    patch.setattr("cms.feed.changes.could_be_seen", Q)
    return "anyone", ("rest:changes",), "id of scheduled"


def so_do_those_of_graphql(world: LeakWorld, patch: Patch) -> Face:
    patch.setattr("cms.feed.changes.could_be_seen", Q)
    return "anyone", (GRAPHQL,), "id of scheduled"


def a_tombstone_carries_a_title(world: LeakWorld, patch: Patch) -> Face:
    def item(row: Any) -> bytes:
        page = FeedDocument.objects.filter(document_id=row.document_id).values_list("page_id")[:1]
        return json.dumps({"title": Page.objects.filter(pk__in=page).values_list("title", flat=True).first()}).encode()

    patch.setattr(changes, "_item", item)
    return "anyone", ("rest:changes",), "article title of unpublished"


def a_feed_s_tombstones_are_unfiltered(world: LeakWorld, patch: Patch) -> Face:
    def all_of_them(*args: Any, **kwargs: Any) -> list[Tombstone]:
        gone = FeedDocument.objects.exclude(state=State.LIVE)
        return [Tombstone(row.document_id, row.type, row.modified_at) for row in gone]

    patch.setattr(views, "tombstones_of", all_of_them)
    return "anyone", ("syndication:atom",), "id of scheduled and taken back"


def a_redirect_names_a_hidden_page(world: LeakWorld, patch: Patch) -> Face:
    patch.setattr(addresses, "editors_redirect", _redirect_anywhere)
    return "anyone", ("rest:resolve",), "slug of restricted"


def _redirect_anywhere(address: str, audience: Any, site: Any) -> Any:
    if "vers-un-secret" not in address:
        return None
    target = Page.objects.get(slug="zqrestrictedarticleslug9x")
    return addresses.Resolution(location=f"http://localhost{target.get_url()}")


def oembed_asks_for_us(world: LeakWorld, patch: Patch) -> Face:
    find = asking.resolve_on_site
    patch.setattr(asking, "resolve_on_site", lambda address, audience, site: find(address, Audience.OWN, site))
    return "anyone", ("oembed:provider",), "title of ours alone"


def search_asks_for_us(world: LeakWorld, patch: Patch) -> Face:
    find = searching.search_hits
    patch.setattr(searching, "search_hits", lambda q, **more: find(q, **{**more, "audience": Audience.OWN}))
    return "anyone", ("rest:search",), "title of ours alone"


def frames_ask_for_us(world: LeakWorld, patch: Patch) -> Face:
    patch.setattr(pages, "caller_of", lambda request: Caller(audience=Audience.OWN))
    return "anyone", ("embed:list",), "title of ours alone"


def kept_answers_are_everybody_s(world: LeakWorld, patch: Patch) -> Face:
    class Careless(Kept[Any]):
        def get(self, key: Any) -> Any:
            return super().get(key[:3])

        def put(self, key: Any, value: Any, *, size_bytes: int) -> None:
            super().put(key[:3], value, size_bytes=size_bytes)

        def clear(self) -> None:
            """Keep what the first caller was given for the next one."""

    patch.setattr(answers, "_answers", Careless(most=1_000, most_bytes=10**8))
    ours = next(one for one in world.followers.viewers() if one.name == "key for own")
    for question in questions(world, GRAPHQL):
        if question.surface.endswith(" news"):
            ask(Client(), question, ours)
    return "anyone", (GRAPHQL,), "title of ours alone"


def the_sandbox_shows_what_is_real(world: LeakWorld, patch: Patch) -> Face:
    patch.setattr(middleware, "identify_in_sandbox", lambda **more: ANYONE)
    return "sandbox", ("rest:list_documents",), "title of live"


def a_header_names_what_is_hidden(world: LeakWorld, patch: Patch) -> Face:
    finish = middleware.finish
    hidden = world.marks.of("scheduled", "id")[0]

    def careless(request: HttpRequest, response: Any) -> Any:
        response.headers["Surrogate-Key"] = hidden
        return finish(request, response)

    patch.setattr(middleware, "finish", careless)
    return "anyone", ("rest:service",), "id of scheduled"


def messages_tell_of_every_type(world: LeakWorld, patch: Patch) -> Visit:
    since = reading.changes_since
    patch.setattr(reading, "changes_since", lambda **more: since(**{**more, "types": None}))
    Endpoint.objects.update(change=0)
    world.followers.read()
    return in_messages, "id of live for page of one type"


def usage_names_everything(world: LeakWorld, patch: Patch) -> Visit:
    everybody = SimpleNamespace(audience="own", allowed_types=[])
    rows = usage_section._rows
    patch.setattr(usage_section, "_rows", lambda partner, ids: rows(everybody, ids))  # type: ignore[arg-type]
    return on_partners_pages, "title of ours alone for page of open"


def the_page_is_another_partner_s(world: LeakWorld, patch: Patch) -> Visit:
    remembered, other = cookies.remembered, world.followers.other.partner

    def careless(request: HttpRequest) -> Any:
        link = remembered(request)
        if link is not None:
            link.contact.partner = other
        return link

    patch.setattr(cookies, "remembered", careless)
    return on_partners_pages, "name of other partner"


def an_endpoint_is_anybody_s(world: LeakWorld, patch: Patch) -> Visit:
    patch.setattr(webhooks_section, "_endpoint", lambda desk, text: Endpoint.objects.get(public_id=text))
    return on_partners_pages, "endpoint of other partner"


def the_site_leads_to_a_hidden_page(world: LeakWorld, patch: Patch) -> Visit:
    patch.setattr(addresses, "editors_redirect", _redirect_anywhere)
    return of_pages, "slug of restricted"


def the_door_to_files_is_open(world: LeakWorld, patch: Patch) -> Visit:
    asked = doors.rights_of
    patch.setattr(doors, "rights_of", lambda image, **more: replace(asked(image, **more), allowed=True))

    def opened(world: LeakWorld) -> list[Seen]:
        names = frozenset(name for name, status in of_files(world).items() if status == 200)
        return [Seen(Question("file", "/media/renditions/"), SITE, 200, names)]

    return opened, "file of consent withdrawn"


FACES = (
    an_audience_is_widened, types_are_not_looked_at, time_is_not_looked_at, changes_tell_what_was_never_shown,
    so_do_those_of_graphql, a_tombstone_carries_a_title, a_feed_s_tombstones_are_unfiltered,
    a_redirect_names_a_hidden_page, oembed_asks_for_us, search_asks_for_us, frames_ask_for_us,
    kept_answers_are_everybody_s, the_sandbox_shows_what_is_real, a_header_names_what_is_hidden,
)  # fmt: skip
ELSEWHERE = (
    messages_tell_of_every_type, usage_names_everything, the_page_is_another_partner_s, an_endpoint_is_anybody_s,
    the_site_leads_to_a_hidden_page, the_door_to_files_is_open,
)  # fmt: skip

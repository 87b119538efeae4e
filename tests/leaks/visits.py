"""What is looked at beside the faces: the site's pages, the doors to files, messages to be sent, partners' pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.urls import reverse

from cms.delivery.webhooks.models import Endpoint
from cms.feed.registry import all_types
from cms.partners.models import Partner
from cms.partnerships.desk import sections
from tests.leaks.followers import Viewer
from tests.leaks.surfaces import Question, Seen
from tests.leaks.world import COMMON, LeakWorld
from tests.partners_world import Known

# Our own pages show what is for our own front ends, to everybody.
SITE = Viewer("a visitor of the site", "own")
BESIDE = ("/sitemap.xml", "/robots.txt", "/en/nulle-part/", f"/recherche/?q={COMMON}", f"/en/search/?q={COMMON}")


def of_pages(world: LeakWorld) -> Iterator[Seen]:
    """Ask for every path as a visitor does, and search for the words of what is hidden."""
    words = [key for key, mark in world.marks.known.items() if key.startswith("zq") and mark.what.endswith("title")]
    addresses = [*sorted(world.paths), *BESIDE, *(f"/recherche/?q={word}" for word in words[:25])]
    client = Client()
    for address in addresses:
        yield _seen(world, SITE, "page", address, client.get(address, headers={"host": "localhost"}))


def of_files(world: LeakWorld) -> dict[str, int]:
    """Knock at the door of every file made of a picture."""
    client = Client()
    return {name: client.get(f"/media/renditions/{name}").status_code for name in sorted(world.files)}


def in_messages(world: LeakWorld) -> Iterator[Seen]:
    """Read every message that is stored for an endpoint, as its partner would get it."""
    for who, seer in _partners(world):
        for message in world.followers.messages(who):
            question = Question("webhook", message.event)
            yield Seen(question, seer, 200, frozenset(world.marks.found_in(bytes(message.body))))


def on_partners_pages(world: LeakWorld) -> Iterator[Seen]:
    """Open every section of every partner's page, and what lies below: charts, logs, the builder for each type."""
    world.followers.note_usage(world.marks)
    for who, seer in _partners(world):
        browser = world.followers.browser(who)
        for address in _addresses(who.partner):
            seen = _seen(world, seer, "partner's page", address, browser.get(address))
            # What it was handed is its own history: there the id stays, and what it is called does not.
            is_history = address.startswith(reverse("partnerships:section", args=["usage", ""]))
            yield replace(seen, found=seen.found - set(world.ids())) if is_history else seen


def _partners(world: LeakWorld) -> list[tuple[Known, Viewer]]:
    followers = world.followers
    found = [(who, Viewer(f"page of {name.value}", name.value)) for name, who in followers.by_audience.items()]
    narrow = Viewer("page of one type", "partners", types=("ambassador",))
    return [*found, (followers.narrow, narrow)]


def _addresses(partner: Partner) -> Iterable[str]:
    def at(section: str, rest: str = "") -> str:
        return reverse("partnerships:section", args=[section, rest])

    for section in sections():
        yield at(section.name)
    for endpoint in Endpoint.objects.all():
        # Those of others are asked for too.
        yield at("webhooks", f"{endpoint.public_id}/")
        for pk in endpoint.messages.values_list("pk", flat=True)[:4]:
            yield at("webhooks", f"{endpoint.public_id}/messages/{pk}/")
    yield at("usage") + "?days=90"
    for feed_type in all_types():
        if feed_type.is_listed:
            for key in ("", "&with_key=on"):
                # A key for one type sees the open data of the others in the builder, as anybody does.
                if not partner.allowed_types or feed_type.name in partner.allowed_types:
                    yield at("embed") + f"?type={quote(feed_type.plural)}&limit=24{key}"
                    yield at("embed", "preview") + f"?type={quote(feed_type.plural)}&limit=24{key}"


def _seen(world: LeakWorld, who: Viewer, surface: str, address: str, response: Any) -> Seen:
    head = repr(sorted(response.headers.items())).encode()
    body = b"".join(response) if response.streaming else response.content
    found = world.marks.found_in(head + b"\n" + body, echoes=(address,))
    return Seen(Question(surface, address), who, response.status_code, frozenset(found))

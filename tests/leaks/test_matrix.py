"""Surfaces × states: what is not public is at no address, for nobody, in no coding (docs/leaks.md)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from cms.delivery import middleware
from cms.delivery.graphql import answers
from cms.delivery.graphql.schema import schema
from cms.feed.registry import all_types
from tests import gating
from tests.leaks import seeds
from tests.leaks.followers import Viewer
from tests.leaks.marks import Marks
from tests.leaks.shared_cache import SharedCache
from tests.leaks.surfaces import (
    ASKED,
    GRAPHQL,
    SILENT,
    UNKNOWN_ID,
    UNKNOWN_SLUG,
    Question,
    Seen,
    ask,
    for_viewer,
    leaks,
    look,
    questions,
    routes,
)
from tests.leaks.visits import SITE, in_messages, of_files, of_pages, on_partners_pages
from tests.leaks.world import STATES, LeakWorld

pytestmark = [pytest.mark.django_db, pytest.mark.gated]
# Everything mounted on the site beside the faces, each of which says here who looks at it.
ROOT = {
    "admin/": "people of the house",
    "documents/": "visits.of_pages",
    "media/renditions/": "visits.of_files",
    "favicon.ico": "the mark of the site",
    "cms.delivery.urls": "surfaces.questions",
    "cms.releases.urls": "tests/journeys/test_leaks.py",
    "dev/mail/": "on a developer's machine alone",
    "search.urls": "visits.of_pages",
    "cms.signoff.urls": "tests/journeys/test_leaks.py",
    "cms.selection.urls": "tests/journeys/test_leaks.py",
    "cms.partnerships.urls": "visits.on_partners_pages",
    "wagtail.urls": "visits.of_pages",
}

CACHED = (
    "rest:list_documents", "rest:changes", "syndication:atom", "syndication:json", "embed:list", "syndication:index",
    "rest:service", ":graphql",
)  # fmt: skip


@pytest.fixture(scope="module")
def _world(django_db_setup: None, django_db_blocker: Any) -> Iterator[LeakWorld]:
    with django_db_blocker.unblock(), transaction.atomic(), gating.switch.on():
        yield LeakWorld()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _seen(_world: LeakWorld, django_db_blocker: Any) -> list[Seen]:
    with django_db_blocker.unblock():
        client, asked = Client(), questions(_world)
        return [
            look(client, _world.marks, one, who)
            for who in _world.followers.viewers()
            for one in for_viewer(_world, asked, who)
        ]


@pytest.fixture
def world(_world: LeakWorld, db: None) -> LeakWorld:
    return _world


@pytest.fixture
def seen(_seen: list[Seen], world: LeakWorld) -> list[Seen]:
    return _seen


def viewer(world: LeakWorld, name: str) -> Viewer:
    return next(one for one in world.followers.viewers() if one.name == name)


class TestNothingIsForgotten:
    def test_every_face_that_is_mounted_is_asked(self, world: LeakWorld, seen: list[Seen]) -> None:
        kinds = {kind for _route, kind in routes()}
        assert kinds == {*ASKED, GRAPHQL}
        asked = {one.question.surface for one in seen}
        roots = {f"{GRAPHQL} {name}" for name in schema().query_type.fields}  # type: ignore[union-attr]
        assert asked == kinds - {GRAPHQL} | roots

    def test_everything_beside_the_faces_is_somebody_s_to_look_at(self) -> None:
        assert set(_mounted(get_resolver().url_patterns)) == set(ROOT)

    def test_every_state_and_every_type_is_there(self, world: LeakWorld) -> None:
        assert {mark.state for mark in world.marks.known.values()} >= set(STATES)
        assert set(world.names) == {feed_type.name for feed_type in all_types()}
        hidden = {mark.kind for mark in world.marks.known.values() if mark.state != "live" and not mark.audiences}
        assert hidden >= {feed_type.name for feed_type in all_types() if feed_type.is_listed}

    def test_what_is_public_is_found_at_every_surface(self, world: LeakWorld, seen: list[Seen]) -> None:
        """The positive control, for whoever is shown everything there."""
        live = set(world.marks.of("live"))
        for name in ("anyone", "key for open", "key for partners", "key for own", "page of a partner"):
            found: dict[str, set[str]] = {}
            for one in seen:
                if one.viewer.name == name:
                    found.setdefault(one.question.surface, set()).update(one.found & live)
            assert {surface for surface, marks in found.items() if not marks} == SILENT, name

    def test_what_is_for_some_is_found_by_them(self, world: LeakWorld, seen: list[Seen]) -> None:
        for state, names in (("for partners", ("partners", "own")), ("ours alone", ("own",))):
            words = {key for key in world.marks.of(state) if world.marks.known[key].audiences}
            for audience in names:
                met = set().union(*(one.found for one in seen if one.viewer.name == f"key for {audience}"))
                # Nobody was told another audience's picture, nor is its slug in an address of ours.
                assert words <= met, {str(world.marks.known[key]) for key in words - met}


def _mounted(patterns: Any) -> Iterator[str]:
    for pattern in patterns:
        if str(pattern.pattern):
            yield str(pattern.pattern)
        elif isinstance(pattern.urlconf_name, list):
            yield from _mounted(pattern.url_patterns)
        else:
            yield pattern.urlconf_module.__name__


class TestFaces:
    def test_nobody_meets_what_they_may_not_see(self, world: LeakWorld, seen: list[Seen]) -> None:
        assert leaks(world.marks, seen) == []

    def test_a_revoked_key_is_told_nothing(self, seen: list[Seen]) -> None:
        found = [one for one in seen if one.viewer.name == "revoked key"]
        assert {(one.status, one.found) for one in found} == {(401, frozenset())}

    def test_an_old_address_leads_on_and_says_nothing_itself(self, world: LeakWorld) -> None:
        client = Client()
        for address in ("/api/v1/news/zqoldname9x", "/embed/news/zqoldname9x", "/actualites/zqoldname9x/"):
            answer = client.get(address, headers={"host": "localhost"})
            assert answer.status_code in (301, 308), address
            assert not world.marks.found_in(answer.content)

    def test_hidden_and_unknown_are_one_answer(self, world: LeakWorld) -> None:
        """To the last byte and header, and with as many questions to the database: no clock tells them apart."""
        anyone, client = viewer(world, "anyone"), Client()
        secret = world.never_told()
        tried = [one for one in questions(world) if one.about in secret and one.body is None]
        assert len({one.surface for one in tried}) > 5
        different = []
        for one in tried:
            unknown = UNKNOWN_ID if one.about in world.ids() else UNKNOWN_SLUG
            if _answer(client, one, anyone, one.about) != _answer(client, _instead(one, unknown), anyone, unknown):
                different.append(one.address)
        assert different == []


def _instead(question: Question, name: str) -> Question:
    return Question(question.surface, question.address.replace(question.about, name), name, None, question.accept)


def _answer(client: Client, question: Question, who: Viewer, name: str) -> tuple[Any, ...]:
    answers.forget()
    with CaptureQueriesContext(connection) as queries:
        response = ask(client, question, who)
    own = {"X-Request-ID", "RateLimit", "Date", "ETag", "Content-Length"}
    headers = {key: value for key, value in response.headers.items() if key not in own}
    body = response.content.replace(name.encode(), b"")
    return response.status_code, headers, body if "Content-Encoding" not in headers else b"", len(queries)


class TestSite:
    def test_pages_files_and_documents(self, world: LeakWorld) -> None:
        seen = list(of_pages(world))
        assert leaks(world.marks, seen) == []
        met = set().union(*(one.found for one in seen))
        assert set(world.marks.of("live", "article title", "ambassador title", "whitepaper title")) <= met
        assert set(world.marks.of("ours alone", "article title")) <= met

    def test_the_door_to_files(self, world: LeakWorld) -> None:
        opened = of_files(world)
        assert {name for name, status in opened.items() if status == 200} == {
            name for name in world.files if "own" in world.marks.known[name].audiences
        }
        assert len(set(opened.values())) == 2

    def test_the_site_s_own_view_is_the_widest(self) -> None:
        assert SITE.audience == "own"


class TestPartners:
    def test_what_is_stored_to_be_sent(self, world: LeakWorld) -> None:
        seen = list(in_messages(world))
        assert leaks(world.marks, seen) == []
        # Thin: ids and where it is. Nobody's text leaves this way, public or not.
        whats = {world.marks.known[key].what for one in seen for key in one.found}
        assert whats == {"id", "article slug", "new slug"}

    def test_their_own_pages(self, world: LeakWorld) -> None:
        seen = list(on_partners_pages(world))
        assert leaks(world.marks, seen) == []
        for audience in ("open", "partners", "own"):
            met = set().union(*(one.found for one in seen if one.viewer.name == f"page of {audience}"))
            assert set(world.marks.of("live", "article title")) <= met


class TestSharedCaches:
    """Whatever stands between us and our readers hands nobody what was another's."""

    def test_nobody_is_handed_what_was_another_s(self, world: LeakWorld) -> None:
        cache, handed = SharedCache(), 0
        for _round in range(2):
            handed += _mixed_up(world, cache)
        assert handed == 0
        # It did keep what it may, and keyed readers did share addresses with others.
        assert cache.hits > 20
        assert all("authorization" not in asked for kept in cache.kept.values() for asked, *_ in kept)

    @pytest.mark.parametrize("fault", ["no Vary", "public for keys"])
    def test_a_careless_header_is_found(self, world: LeakWorld, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
        finish = middleware.finish

        def careless(request: Any, response: Any) -> Any:
            found = finish(request, response)
            if fault == "public for keys":
                found.headers["Cache-Control"] = "public, max-age=60"
            found.headers["Vary"] = "Accept"
            return found

        monkeypatch.setattr(middleware, "finish", careless)
        assert _mixed_up(world, SharedCache()) > 0


def _mixed_up(world: LeakWorld, cache: SharedCache) -> int:
    """Let everybody ask through one cache, and count the answers that are not those the site itself gives them."""
    client, different = Client(), 0
    lists = [one for one in questions(world, *CACHED) if one.body is None and not one.about]
    for question in lists[::3]:
        for who in world.followers.viewers():
            headers = {"host": "localhost", "accept": question.accept, "accept-encoding": "identity"}
            if who.secret:
                headers["authorization"] = f"Bearer {who.secret}"
            if who.mount or who.publishable:
                continue
            different += (
                cache.get(client, question.address, headers) != client.get(question.address, headers=headers).content
            )
    return different


def _is_reported(world: LeakWorld, seen: Iterable[Seen], expected: str) -> bool:
    """Look no further than the first report."""
    return any(expected in found for one in seen for found in leaks(world.marks, [one]))


class TestSeeds:
    """Each fault put in on purpose is found: the net has no hole there."""

    @pytest.mark.parametrize("seed", seeds.FACES, ids=lambda seed: seed.__name__)
    def test_in_a_face(self, world: LeakWorld, monkeypatch: pytest.MonkeyPatch, seed: Any) -> None:
        name, surfaces, expected = seed(world, monkeypatch)
        answers.forget()
        who = viewer(world, name)
        client = Client()
        seen = (look(client, world.marks, one, who) for one in questions(world, *surfaces))
        assert _is_reported(world, seen, expected)

    @pytest.mark.parametrize("seed", seeds.ELSEWHERE, ids=lambda seed: seed.__name__)
    def test_elsewhere(self, world: LeakWorld, monkeypatch: pytest.MonkeyPatch, seed: Any) -> None:
        visit, expected = seed(world, monkeypatch)
        assert _is_reported(world, visit(world), expected)

    def test_codings_hide_nothing(self) -> None:
        marks = Marks()
        word = marks.word("draft", "title")
        letters = "".join(f"\\u{ord(letter):04x}" for letter in word)
        entities = "".join(f"&#{ord(letter)};" for letter in word)
        percents = "".join(f"%{ord(letter):02X}" for letter in word)
        packed = base64.urlsafe_b64encode(f"0123456789ab[0,{json.dumps(word)}]".encode()).decode()
        for text in (word, word.upper(), letters, entities, percents, packed, percents.replace("%", "&#37;")):
            assert marks.found_in(text.encode()) == {word}, text
        assert marks.found_in(f"{word[:4]}<mark>{word[4:]}</mark>".encode()) == {word}
        assert marks.found_in(word.encode(), echoes=[word]) == set()

"""A cache that others wrote (hishel, RFC 9111) before a real server: what it keeps, for how long, and for whom."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.utils import timezone
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport

from cms.delivery.http import MAX_AGE_S
from tests.cms.delivery.clients.conftest import Workshops
from tests.cms.delivery.feed_rows import ambassador_row, bury
from tests.partners_world import ORIGIN, Known, known

pytestmark = pytest.mark.once
LIST = "/api/v1/ambassadors"


class Wire(httpx.BaseTransport):
    """What passes between the cache and the server, for the record."""

    def __init__(self) -> None:
        self.inner = httpx.HTTPTransport()
        self.asked: list[httpx.Request] = []
        self.statuses: list[int] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        # The cache takes its validators back from the request after each turn.
        self.asked.append(httpx.Request(request.method, request.url, headers=request.headers))
        response = self.inner.handle_request(request)
        self.statuses.append(response.status_code)
        return response

    def close(self) -> None:
        self.inner.close()


class Reader:
    """Somebody behind a cache."""

    def __init__(self, root: str, path: Path, *, is_shared: bool, clock: Any):
        self.root, self.wire, self.clock = root, Wire(), clock
        storage = SqliteStorage(database_path=path)
        options = CacheOptions(shared=is_shared, allow_stale=False)
        self.client = httpx.Client(transport=CacheTransport(self.wire, storage=storage, rfc=options))

    def get(self, path: str = LIST, **headers: str) -> httpx.Response:
        return self.client.get(f"{self.root}{path}", headers=headers)

    def titles(self, path: str = LIST, **headers: str) -> set[str]:
        answer = self.get(path, **headers)
        assert answer.status_code == 200, answer.text
        return {item["title"] for item in answer.json()["items"]}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The cache's own clock, which goes when it is told to; the server's goes on as it does."""
    hand = SimpleNamespace(ahead_s=0.0)
    stand_in = SimpleNamespace(time=lambda: time.time() + hand.ahead_s)
    monkeypatch.setattr("hishel._core._spec.time", stand_in)
    return hand


@pytest.fixture(params=[True, False], ids=["a shared cache", "a private cache"])
def reader(request: Any, root: str, workshops: Workshops, tmp_path: Path, clock: SimpleNamespace) -> Iterator[Reader]:
    made = Reader(root, tmp_path / "cache.sqlite3", is_shared=request.param, clock=clock)
    yield made
    made.client.close()


@pytest.fixture
def private(root: str, workshops: Workshops, tmp_path: Path, clock: SimpleNamespace) -> Iterator[Reader]:
    made = Reader(root, tmp_path / "private.sqlite3", is_shared=False, clock=clock)
    yield made
    made.client.close()


class TestFreshness:
    def test_it_is_kept_for_its_time(self, reader: Reader) -> None:
        first = reader.titles()
        reader.clock.ahead_s = MAX_AGE_S - 5
        assert reader.titles() == first
        assert reader.wire.statuses == [200]

    def test_then_asked_for_again_by_its_etag(self, reader: Reader) -> None:
        etag = reader.get().headers["ETag"]
        reader.clock.ahead_s = MAX_AGE_S + 1
        assert reader.get().status_code == 200
        assert reader.wire.statuses == [200, 304]
        assert reader.wire.asked[1].headers["If-None-Match"] == etag

    def test_and_is_fresh_once_more(self, reader: Reader) -> None:
        reader.get()
        for later_s in (MAX_AGE_S + 1, MAX_AGE_S + 10):
            reader.clock.ahead_s = later_s
            assert reader.get().status_code == 200
        # The second is answered with what the first brought: its date is this second's, the cache's a minute ahead.
        assert reader.wire.statuses[:2] == [200, 304]
        assert 200 not in reader.wire.statuses[1:]

    def test_problems_are_never_kept(self, reader: Reader) -> None:
        for _ in range(2):
            assert reader.get(f"{LIST}/pas-la").status_code == 404
        assert reader.wire.statuses == [404, 404]


class TestWithdrawal:
    def test_the_old_list_is_not_served_beyond_its_time(self, reader: Reader, workshops: Workshops) -> None:
        before = reader.titles()
        bury(workshops.public[0])
        reader.clock.ahead_s = MAX_AGE_S + 1
        assert reader.titles() == before - {"Atelier 0"}
        assert reader.wire.statuses == [200, 200]

    def test_nor_the_document(self, reader: Reader, workshops: Workshops) -> None:
        address = f"{LIST}/{workshops.public[0].slug}"
        assert reader.get(address).status_code == 200
        bury(workshops.public[0])
        reader.clock.ahead_s = MAX_AGE_S + 1
        assert [reader.get(address).status_code for _ in range(2)] == [410, 410]

    def test_what_ends_sooner_is_kept_no_longer_than_that(self, reader: Reader) -> None:
        short = ambassador_row(slug="bref", not_after=timezone.now() + timedelta(seconds=20))
        assert reader.get(f"{LIST}/bref").json()["id"] == str(short.document_id)
        reader.clock.ahead_s = 21
        reader.get(f"{LIST}/bref")
        assert len(reader.wire.statuses) == 2, "Not answered from the cache, twenty seconds and not a minute later."


class TestVary:
    @pytest.fixture
    def who(self, workshops: Workshops) -> Known:
        ambassador_row(title="Pour partenaires", audience="partners")
        return known()

    def test_one_address_with_a_key_and_without_is_never_mixed_up(self, reader: Reader, who: Known) -> None:
        for _ in range(2):
            assert reader.titles(Authorization=who.bearer) == {"Pour partenaires"}
            assert "Pour partenaires" not in reader.titles()

    def test_a_shared_cache_keeps_nothing_of_a_key(self, reader: Reader, who: Known, request: Any) -> None:
        for _ in range(2):
            reader.titles(Authorization=who.bearer)
        is_shared = "shared" in request.node.name.partition("[")[2]
        assert len(reader.wire.asked) == (2 if is_shared else 1)

    def test_nor_one_key_s_answer_with_another_s(self, private: Reader, who: Known) -> None:
        ambassador_row(title="Pour nous", audience="own")
        ours = known(audience="own")
        for _ in range(2):
            assert private.titles(Authorization=who.bearer) == {"Pour partenaires"}
            assert private.titles(Authorization=ours.bearer) == {"Pour nous"}
        assert private.wire.statuses == [200, 200] * (len(private.wire.statuses) // 2)

    def test_nor_a_publishable_key_s_from_another_page(self, private: Reader, who: Known) -> None:
        address = f"{LIST}?key={who.publishable}"
        assert private.titles(address, Origin=ORIGIN) == {"Pour partenaires"}
        assert private.get(address, Origin="https://ailleurs.example").status_code == 403

    def test_a_revoked_key_opens_nothing_once_its_copy_is_old(self, private: Reader, who: Known) -> None:
        assert private.titles(Authorization=who.bearer) == {"Pour partenaires"}
        who.partner.keys.all().delete()
        private.clock.ahead_s = MAX_AGE_S + 1
        assert private.get(Authorization=who.bearer).status_code == 401


class TestCodings:
    @pytest.mark.parametrize("first", ["br", "gzip", "identity"])
    def test_each_reads_the_same_in_the_coding_it_asked_for(self, reader: Reader, first: str) -> None:
        codings = sorted(("br", "gzip", "identity"), key=lambda coding: coding != first)
        answers = {coding: reader.get(**{"Accept-Encoding": coding}) for coding in codings * 2}
        assert {coding: answer.headers.get("Content-Encoding", "identity") for coding, answer in answers.items()} == {
            coding: coding for coding in codings
        }
        assert len({answer.content for answer in answers.values()}) == 1
        assert len({answer.headers["ETag"] for answer in answers.values()}) == 3, "Other bytes, another strong ETag."

    def test_the_etag_of_one_never_stands_for_another(self, reader: Reader) -> None:
        """The cache asks by what it holds first; the server says 304 for the coding that was asked for alone."""
        first = {coding: reader.get(**{"Accept-Encoding": coding}) for coding in ("br", "gzip")}
        reader.clock.ahead_s = MAX_AGE_S + 1
        for coding, before in first.items():
            answer = reader.get(**{"Accept-Encoding": coding})
            assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, coding)
            assert answer.content == before.content
            # Which of its entries the cache asks by is its own affair, and not the same each time.
            is_its_own = before.headers["ETag"] in reader.wire.asked[-1].headers["If-None-Match"]
            assert reader.wire.statuses[-1] == (304 if is_its_own else 200)

    @pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
    def test_an_etag_is_good_for_its_own_coding_alone(self, root: str, workshops: Workshops, coding: str) -> None:
        """Asked without any cache between, so that it does not choose."""

        def ask(wanted: str, **headers: str) -> httpx.Response:
            return httpx.get(f"{root}{LIST}", headers={"Accept-Encoding": wanted, **headers})

        etags = {one: ask(one).headers["ETag"] for one in ("br", "gzip", "identity")}
        statuses = {one: ask(coding, **{"If-None-Match": etag}).status_code for one, etag in etags.items()}
        assert statuses == {one: 304 if one == coding else 200 for one in etags}

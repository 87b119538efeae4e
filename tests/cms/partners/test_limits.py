"""How often somebody may ask: the headers, the refusal, whom it counts, and where."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from cms.partners import limits
from cms.partners.auth import ANYONE, Caller
from cms.partners.limits import WINDOW_S, take
from cms.partners.visitors import address_of
from tests.cms.delivery.assertions import assert_problem
from tests.partners_world import get, known

URL = "/api/v1/"
NOON = 1_800_000_000.0


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(limits, "_local", limits._LocalCounts())
    settings.OPEN_REQUESTS_PER_MINUTE = settings.PARTNER_REQUESTS_PER_MINUTE = 3


@pytest.fixture
def local(settings: Any) -> None:
    settings.REDIS_URL = ""


def left(address: str, times: int = 1, *, caller: Caller = ANYONE, now: float = NOON) -> int:
    """Ask some times and return what is left after the last."""
    return [take(caller, address, now=now).left for _ in range(times)][-1]


class TestCounting:
    def test_it_works(self) -> None:
        assert [take(ANYONE, "192.0.2.1", now=NOON).left for _ in range(5)] == [2, 1, 0, -1, -2]

    def test_a_new_minute_begins_anew(self) -> None:
        assert left("192.0.2.1", 4) == -1
        assert left("192.0.2.1", now=NOON + WINDOW_S) == 2

    def test_each_address_counts_by_itself(self) -> None:
        assert left("192.0.2.1", 4) == -1
        assert left("192.0.2.2") == 2

    def test_a_key_counts_by_itself_wherever_it_is_used(self) -> None:
        caller = Caller(key_id=1, partner_id=1)
        left("192.0.2.1", 2, caller=caller)
        assert left("192.0.2.2", caller=caller) == 0
        assert left("192.0.2.2", caller=Caller(key_id=2, partner_id=1)) == 2
        assert left("192.0.2.1") == 2

    def test_a_partner_may_have_a_limit_of_its_own(self) -> None:
        assert left("", caller=Caller(key_id=1, requests_per_minute=100)) == 99

    @pytest.mark.parametrize(("moment", "seconds"), [(0.0, 60), (0.5, 59), (30, 30), (59.9, 1)])
    def test_the_wait_is_never_nothing(self, moment: float, seconds: int) -> None:
        assert take(ANYONE, "192.0.2.1", now=1_799_999_940.0 + moment).reset_s == seconds


class TestAddresses:
    @pytest.mark.parametrize(
        ("address", "counted"),
        [
            ("192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("", ""),
        ],
    )
    def test_a_subscriber_s_network_counts_as_one(self, address: str, counted: str) -> None:
        assert address_of(RequestFactory().get("/", REMOTE_ADDR=address)) == counted

    @pytest.mark.parametrize(
        ("proxies", "forwarded", "counted"),
        [
            (0, "198.51.100.9", "192.0.2.1"),
            (1, "203.0.113.5", "203.0.113.5"),
            (1, "198.51.100.9, 203.0.113.5", "203.0.113.5"),
            (2, "198.51.100.9, 203.0.113.5, 10.0.0.1", "203.0.113.5"),
            (2, "203.0.113.5", "192.0.2.1"),
        ],
    )
    def test_only_our_own_proxies_are_believed(self, settings, proxies: int, forwarded: str, counted: str) -> None:
        settings.TRUSTED_PROXIES = proxies
        assert address_of(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="192.0.2.1")) == counted

    def test_none_is_kept_in_clear(self, local: None) -> None:
        take(ANYONE, "192.0.2.77")
        take(ANYONE, "2001:db8:1:2::/64")
        assert len(limits._local._counts) == 2
        assert not [key for key in limits._local._counts if "192.0.2.77" in key or "2001:" in key]


class TestInThisProcess:
    def test_memory_is_bounded(self, local: None, monkeypatch) -> None:
        monkeypatch.setattr(limits, "MOST_COUNTED", 100)
        for number in range(500):
            take(ANYONE, f"198.51.{number // 250}.{number % 250}", now=NOON)
        assert len(limits._local._counts) == 100

    def test_an_eager_asker_is_not_forgotten_among_others(self, local: None, monkeypatch) -> None:
        monkeypatch.setattr(limits, "MOST_COUNTED", 10)
        for number in range(100):
            take(ANYONE, f"198.51.100.{number}", now=NOON)
            answer = take(ANYONE, "192.0.2.1", now=NOON)
        assert answer.left == 3 - 100

    def test_threads_lose_no_count(self, local: None) -> None:
        threads = [threading.Thread(target=lambda: left("192.0.2.1", 50)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert left("192.0.2.1") == 3 - 8 * 50 - 1


class TestTogether:
    @pytest.fixture(autouse=True)
    def _shared(self, settings: Any) -> None:
        # The cache stands for what all processes share; where there is a Redis, it is that Redis.
        settings.REDIS_URL = settings.REDIS_URL or "redis://shared.invalid/0"

    def test_another_process_counts_on(self, monkeypatch) -> None:
        left("192.0.2.1", 2)
        monkeypatch.setattr(limits, "_local", limits._LocalCounts())
        assert left("192.0.2.1") == 0

    def test_the_count_ends_by_itself(self) -> None:
        left("192.0.2.1")
        (key,) = [f"limit:a{limits._masked('192.0.2.1')}:{int(NOON // WINDOW_S)}"]
        assert cache.get(key) == 1
        cache.touch(key, 0)
        assert left("192.0.2.1") == 2

    def test_where_it_fails_this_process_counts_and_says_so(self, monkeypatch, caplog) -> None:
        def fail(*args: Any) -> int:
            raise ConnectionError("redis://user:secret@host is gone")

        monkeypatch.setattr(limits.cache, "incr", fail)
        assert left("192.0.2.1", 4) == -1
        assert "Redis does not count requests: ConnectionError" in caplog.text
        assert "secret" not in caplog.text


@pytest.mark.django_db
class TestAnswers:
    def test_the_headers_say_what_is_left(self) -> None:
        answer = get(URL)
        assert answer["RateLimit-Policy"] == '"address";q=3;w=60'
        assert answer["RateLimit"].startswith('"address";r=2;t=')
        assert get(URL, known())["RateLimit-Policy"] == '"key";q=3;w=60'

    def test_one_too_many_is_told_how_long_to_wait(self, monkeypatch) -> None:
        monkeypatch.setattr(limits.time, "time", lambda: NOON + 10)
        answers = [get(URL) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert_problem(answers[-1], 429)
        reset_s = int(WINDOW_S - (NOON + 10) % WINDOW_S)
        assert answers[-1]["Retry-After"] == str(reset_s)
        assert answers[-1]["RateLimit"] == f'"address";r=0;t={reset_s}'
        assert answers[-1]["Access-Control-Allow-Origin"] == "*"

    def test_refused_keys_are_counted_by_address(self, monkeypatch) -> None:
        monkeypatch.setattr(limits.time, "time", lambda: NOON)
        guesses = [
            Client().get(URL, headers={"authorization": f"Bearer fvm_sk_{letter * 43}"}).status_code
            for letter in "abcde"
        ]
        assert guesses == [401, 401, 401, 429, 429]
        assert get(URL).status_code == 429

    def test_a_partner_behind_that_address_is_served(self, monkeypatch) -> None:
        monkeypatch.setattr(limits.time, "time", lambda: NOON)
        for _ in range(5):
            get(URL)
        assert get(URL, known()).status_code == 200

    def test_a_preflight_costs_nothing(self, monkeypatch) -> None:
        monkeypatch.setattr(limits.time, "time", lambda: NOON)
        assert {Client().options(URL).status_code for _ in range(10)} == {204}
        assert get(URL).status_code == 200

"""WebSub: which feeds name a hub, and what the hub is told, when, and what happens when it does not listen."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from cms.delivery.syndication import checks, tasks, websub
from cms.delivery.syndication.catching_up import catch_up
from cms.delivery.syndication.models import HubPlace
from cms.feed.models import FeedClock
from cms.feed.services import Written
from cms.feed.transaction import editorial_transaction, feed_changed
from cms.management.commands import run_jobs
from tests import factories
from tests.cms.delivery.feed_rows import ambassador_row
from tests.cms.delivery.stories import a_partner
from tests.cms.delivery.syndication.reading import parsed

HUB = "https://hub.example/"
TOO_LONG = HUB + "x" * 500
pytestmark = pytest.mark.django_db


@pytest.fixture
def hub(settings: Any) -> str:
    """Configure a hub."""
    settings.WEBSUB_HUB = HUB
    return HUB


def written(**columns: Any) -> Written:
    values = {
        "change": 1, "document_id": "d", "content_id": "c", "type": "ambassador", "locale": "fr", "audience": "open",
        "state": "live", "reason": "",
    }  # fmt: skip
    return Written(**{**values, **columns})


class TestDiscovery:
    @pytest.mark.parametrize("url", ["/feeds/ambassadors.atom", "/feeds/all.rss", "/feeds/news.rss?locale=en"])
    def test_a_feed_that_the_hub_is_told_of_names_it(self, client: Client, hub: str, url: str) -> None:
        answer = client.get(url)
        assert f'<{hub}>; rel="hub"' in answer.headers["Link"]
        assert f'<http://testserver{url}>; rel="self"' in answer.headers["Link"]
        links = {link.rel: link.href for link in parsed(answer).feed.links}
        assert (links["hub"], links["self"]) == (hub, f"http://testserver{url}")

    def test_json_feed_names_it_too(self, client: Client, hub: str) -> None:
        assert client.get("/feeds/all.json").json()["hubs"] == [{"type": "WebSub", "url": hub}]

    def test_no_other_does(self, client: Client, hub: str) -> None:
        ambassador_row()
        keyed = {"authorization": f"Bearer {a_partner()}"}
        for answer in (
            client.get("/feeds/ambassadors.atom?commune=94028"),
            client.get("/feeds/ambassadors.atom?locale=fr"),
            client.get("/sandbox/feeds/ambassadors.atom"),
            client.get("/feeds/ambassadors.atom", headers=keyed),
        ):
            assert "hub" not in answer.headers["Link"]
            assert hub.encode() not in answer.content

    def test_without_a_hub_nothing_names_one(self, client: Client) -> None:
        assert "hub" not in client.get("/feeds/ambassadors.atom").headers["Link"]
        assert "hubs" not in client.get("/feeds/ambassadors.json").json()


class TestTopics:
    def test_are_the_feeds_of_the_type_and_of_everything(self) -> None:
        topics = websub.topics_of([written(), written(change=2), written(locale="en", type="article")])
        assert topics == [
            f"http://localhost/feeds/{name}.{form}{query}"
            for name, query in (("ambassadors", ""), ("all", ""), ("news", "?locale=en"), ("all", "?locale=en"))
            for form in ("rss", "atom", "json")
        ]

    def test_are_told_of_by_what_they_are_called_themselves(self, client: Client, hub: str) -> None:
        for topic in websub.topics_of([written(), written(locale="en")]):
            path = topic.removeprefix("http://localhost")
            answer = client.get(path, headers={"host": "localhost"})
            assert f'<{topic}>; rel="self"' in answer.headers["Link"]
            assert f'<{hub}>; rel="hub"' in answer.headers["Link"]

    def test_what_others_than_anyone_see_is_no_topic(self) -> None:
        others = [written(audience="partners"), written(audience="own"), written(audience="sandbox")]
        assert websub.topics_of([*others, written(type="home"), written(type="unheard"), written(locale="de")]) == []


class TestTelling:
    def test_sends_every_topic_in_one_form(self, hub: str) -> None:
        sent: list[Any] = []
        assert websub.tell_hub(["a", "b", "a"], post=lambda address, form: sent.append((address, list(form))) or 202)
        assert sent == [(HUB, [("hub.mode", "publish"), ("hub.url", "a"), ("hub.url", "b")])]

    def test_a_real_hub_hears_it_and_a_redirect_is_not_followed(self, settings: Any, listener: Any) -> None:
        settings.WEBSUB_HUB = listener.address
        assert websub.tell_hub(["http://localhost/feeds/all.rss"])
        assert listener.heard == [[("hub.mode", "publish"), ("hub.url", "http://localhost/feeds/all.rss")]]
        settings.WEBSUB_HUB = f"{listener.address}moved"
        assert not websub.tell_hub([])
        assert not websub.tell_hub(["x"])
        assert len(listener.heard) == 2


class Hub:
    """A hub that takes our word, or fails as told; `told` are the topics of each form."""

    def __init__(self) -> None:
        self.told: list[list[str]] = []
        self.failure: int | Exception = 204

    def __call__(self, address: str, form: Any) -> int:
        assert address == HUB
        self.told.append([value for name, value in form if name == "hub.url"])
        if isinstance(self.failure, Exception):
            raise self.failure
        return self.failure


def topics(*names: str, query: str = "") -> list[str]:
    return [f"http://localhost/feeds/{name}.{form}{query}" for name in names for form in websub.FORMATS]


@pytest.fixture
def listening(hub: str) -> Hub:
    """A hub that was told of all there is."""
    made = Hub()
    factories.ambassador_index()
    factories.news_index()
    catch_up(post=made)
    made.told.clear()
    return made


class TestCatchingUp:
    def test_it_works(self, listening: Hub) -> None:
        factories.ambassador(title="Fonderie")
        assert catch_up(post=listening) == 6
        assert listening.told == [topics("ambassadors", "all")]
        assert catch_up(post=listening) == 0
        assert len(listening.told) == 1

    def test_what_leaves_is_told_too(self, listening: Hub) -> None:
        page = factories.article(title="Kermesse")
        catch_up(post=listening)
        with editorial_transaction():
            page.unpublish()
        catch_up(post=listening)
        assert listening.told == [topics("news", "all")] * 2

    @pytest.mark.parametrize("failure", [500, 302, ConnectionRefusedError("no hub"), TimeoutError("late")])
    def test_what_failed_is_logged_and_said_again_whatever_was_kept_in_memory(
        self, listening: Hub, caplog: Any, failure: Any
    ) -> None:
        factories.ambassador(title="Fonderie")
        listening.failure = failure
        assert catch_up(post=listening) == 0
        assert "was not told of 6 feeds" in caplog.text
        cache.clear()
        factories.article(title="Kermesse")
        listening.failure = 204
        catch_up(post=listening)
        assert set(listening.told[-1]) == {*topics("ambassadors", "all"), *topics("news", "all")}

    def test_what_is_published_meanwhile_is_told_by_the_next_round(self, listening: Hub) -> None:
        factories.ambassador(title="Fonderie")

        def post(address: str, form: Any) -> int:
            factories.article(title="Kermesse")
            return 202

        assert catch_up(post=post) == 6
        catch_up(post=listening)
        assert listening.told == [topics("news", "all")]

    def test_what_others_than_anyone_see_is_not_told(self, listening: Hub) -> None:
        factories.ambassador(title="Fonderie", audience="own")
        assert catch_up(post=listening) == 0
        assert listening.told == []

    def test_a_hub_that_may_have_missed_something_is_told_of_every_feed(self, listening: Hub) -> None:
        factories.ambassador(title="Fonderie")
        factories.article(title="Kermesse")
        catch_up(post=listening)
        every = {*topics("ambassadors", "all"), *topics("news", "all")}
        for change in (
            {"epoch": uuid.uuid4()},
            {"forgotten_change": FeedClock.objects.get().change + 1, "change": FeedClock.objects.get().change + 2},
        ):
            listening.told.clear()
            FeedClock.objects.update(**change)
            catch_up(post=listening)
            assert set(listening.told[0]) == every
        HubPlace.objects.update(hub="https://former.example/")
        listening.told.clear()
        catch_up(post=listening)
        assert set(listening.told[0]) == every

    def test_costs_two_questions_while_nothing_changes(self, listening: Hub, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(2):
            catch_up(post=listening)


class TestWhen:
    def test_never_in_the_request_of_whoever_publishes(
        self, hub: str, monkeypatch: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        monkeypatch.setattr(websub, "post_form", lambda *args: pytest.fail("told"))
        with django_capture_on_commit_callbacks(execute=True):
            factories.ambassador(title="Fonderie")
        assert not tasks.wake_up(None, changes=[])

    def test_the_jobs_of_the_minute_tell_it(self, hub: str, monkeypatch: Any) -> None:
        told: list[Any] = []
        monkeypatch.setattr(websub, "post_form", lambda address, form: told.append(form) or 204)
        factories.ambassador(title="Fonderie")
        assert "tell_hub" in run_jobs.JOBS
        said = StringIO()
        call_command("tell_hub", stdout=said)
        assert ("hub.url", "http://localhost/feeds/ambassadors.atom") in told[0]
        assert "the hub was told of" in said.getvalue()

    def test_a_backend_with_workers_is_woken_after_the_commit(
        self, hub: str, settings: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        woken: list[bool] = []
        monkeypatch.setattr(tasks, "has_workers", lambda: True)
        monkeypatch.setattr(tasks, "tell_hub_task", SimpleNamespace(enqueue=lambda: woken.append(True)))
        with django_capture_on_commit_callbacks() as callbacks:
            factories.ambassador(title="Fonderie")
        assert woken == []
        for callback in callbacks:
            callback()
        assert woken

    def test_without_a_hub_nothing_is_sent(self, monkeypatch: Any) -> None:
        monkeypatch.setattr(tasks, "has_workers", lambda: True)
        monkeypatch.setattr(tasks, "tell_hub_task", SimpleNamespace(enqueue=lambda: pytest.fail("woken")))
        feed_changed.send(sender=None, changes=[written()])
        assert catch_up(post=lambda *args: pytest.fail("told")) == 0


class TestSetting:
    @pytest.mark.parametrize(
        ("value", "count"), [("", 0), (HUB, 0), ("hub.example", 1), ("file:///etc/passwd", 1), (TOO_LONG, 1)]
    )
    def test_is_checked_at_start(self, settings: Any, value: str, count: int) -> None:
        settings.WEBSUB_HUB = value
        assert len(checks.check_hub(None)) == count


@pytest.fixture
def listener() -> Iterator[Any]:
    """Return a hub on a port of this machine: it writes down what it hears."""
    heard: list[Any] = []

    class Hub(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append(parse_qsl(body))
            self.send_response(307 if self.path == "/moved" else 204)
            self.send_header("Location", "/")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Keep the tests' output quiet."""

    server = HTTPServer(("127.0.0.1", 0), Hub)
    server.heard = heard  # type: ignore[attr-defined]
    server.address = f"http://127.0.0.1:{server.server_port}/"  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()

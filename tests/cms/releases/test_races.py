"""Two runners, a killed runner: a release goes out exactly once, and never by half. Real connections, real commits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from cms.feed.models import FeedDocument
from cms.feed.models import State as FeedState
from cms.feed.rebuild import rebuild_feed
from cms.feed.transaction import PublicationRefused, editorial_transaction
from cms.feed.verify import verify_feed
from cms.releases import composing, deciding
from cms.releases.models import Release, State
from cms.releases.publishing import publish_release
from tests import factories
from tests.releases_world import approved, edited, edition, make_due, publisher, release_of, schedule, seen

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.slow,
    pytest.mark.postgres,
]
RUNNERS = 6


@pytest.fixture(autouse=True)
def _real(settings: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Races run on PostgreSQL.")
    settings.FEED_LOCK_TIMEOUT_S = 60
    # The first page, which nobody decided on, came into the feed while the gates were off.
    rebuild_feed(force=True)


def in_threads(*works: Callable[[], Any]) -> list[Any]:
    """Run functions side by side, each with a connection of its own; return what they returned or raised."""
    results: list[Any] = []
    ready = threading.Barrier(len(works))

    def guarded(work: Callable[[], Any]) -> None:
        try:
            ready.wait(30)
            results.append(work())
        except Exception as error:  # noqa: BLE001 (handed to the test)
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def public_ids() -> set[int]:
    return set(FeedDocument.objects.filter(state=FeedState.LIVE).values_list("page_id", flat=True))


def times_published(pages: list[Page]) -> list[int]:
    return [PageLogEntry.objects.filter(page_id=page.pk, action="wagtail.publish").count() for page in pages]


class TestRaces:
    def test_several_runners_publish_it_once(self) -> None:
        pages = edition(chapters=3)
        release = make_due(schedule(release_of(*pages), timezone.now() + timedelta(hours=1)))
        results = in_threads(*[lambda: publish_release(release)] * RUNNERS)
        assert sorted(results) == [False] * (RUNNERS - 1) + [True]
        assert times_published(pages) == [1] * len(pages)
        assert ModelLogEntry.objects.filter(action="fabrique.release.publish", object_id=str(release.pk)).count() == 1
        assert verify_feed().differences == {}

    def test_a_failing_one_is_stopped_once(self, mailoutbox: list[Any]) -> None:
        pages = edition()
        release = make_due(schedule(release_of(*pages), timezone.now() + timedelta(hours=1)))
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        from tests.releases_world import edited

        edited(pages[1], title="Autre chose")
        mailoutbox.clear()
        assert in_threads(*[lambda: publish_release(release)] * RUNNERS) == [False] * RUNNERS
        release.refresh_from_db()
        assert release.state == State.STOPPED
        assert len(mailoutbox) == 1
        assert ModelLogEntry.objects.filter(action="fabrique.release.stop", object_id=str(release.pk)).count() == 1

    def test_calling_it_back_and_publishing_it_at_once_leaves_one_of_the_two(self) -> None:
        pages = edition()
        release = make_due(schedule(release_of(*pages), timezone.now() + timedelta(hours=1)))
        boss = publisher()

        def call_back() -> str:
            with editorial_transaction():
                deciding.cancel_schedule(release, user=boss)
            return "called back"

        results = in_threads(lambda: publish_release(release), call_back)
        release.refresh_from_db()
        ids = {page.pk for page in pages}
        if "called back" in results:
            assert (release.state, ids & public_ids()) == (State.PREPARED, set())
        else:
            assert (release.state, ids & public_ids()) == (State.PUBLISHED, ids)
            assert any(isinstance(result, PublicationRefused) for result in results)

    def test_an_edit_at_the_same_time_never_goes_out_unseen(self) -> None:
        pages = edition()
        release = make_due(schedule(release_of(*pages), timezone.now() + timedelta(hours=1)))
        results = in_threads(
            lambda: publish_release(release), lambda: edited(pages[1], title="Jamais vu par la direction")
        )
        assert not [result for result in results if isinstance(result, Exception)]
        release.refresh_from_db()
        shown = set(FeedDocument.objects.filter(state=FeedState.LIVE).values_list("title", flat=True))
        assert "Jamais vu par la direction" not in shown
        assert release.state in {State.PUBLISHED, State.STOPPED}

    def test_one_page_enters_one_release_only(self) -> None:
        page = approved(factories.article(is_live=False))
        boss = publisher()

        def make(name: str) -> Callable[[], Release]:
            def work() -> Release:
                with editorial_transaction():
                    return composing.create(name=name, user=boss, pages=[page])

            return work

        results = in_threads(make("Une"), make("Deux"), make("Trois"))
        assert sum(isinstance(result, Release) for result in results) == 1
        assert sum(isinstance(result, PublicationRefused) for result in results) == 2

    def test_two_publishers_at_once(self) -> None:
        pages = edition()
        release = release_of(*pages)
        boss, looked_at = publisher(), seen(release)

        def decide() -> bool:
            with editorial_transaction():
                deciding.decide(release, user=boss, seen=looked_at)
            return True

        in_threads(decide, decide)
        release.refresh_from_db()
        assert release.state == State.PUBLISHED
        assert times_published(pages) == [1] * len(pages)

    def test_a_killed_runner_leaves_nothing_half_published(self) -> None:
        pages = edition(chapters=6)
        release = make_due(schedule(release_of(*pages), timezone.now() + timedelta(hours=1)))
        ids = {page.pk for page in pages}
        program = (
            "import os, django; django.setup()\n"
            "import cms.releases.publishing as publishing\n"
            "real, done = publishing._publish_one, []\n"
            "def slowly(standing, user):\n"
            "    real(standing, user); done.append(1)\n"
            "    if len(done) == 3:\n"
            "        print('halfway', flush=True)\n"
            "        import time; time.sleep(60)\n"
            "publishing._publish_one = slowly\n"
            # The pages of the tests are short; what their texts lack is not the matter here.
            "from cms.workflow import completeness; completeness._checks.clear()\n"
            "from django.core.management import call_command\n"
            "call_command('publish_releases')\n"
        )
        database = connection.settings_dict
        address = (
            f"postgres://{database['USER']}:{database['PASSWORD'] or ''}@{database['HOST']}:"
            f"{database['PORT']}/{database['NAME']}"
        )
        environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}
        runner = subprocess.Popen(
            [sys.executable, "-c", program],
            env=environment,
            cwd=django_settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert runner.stdout is not None
        assert runner.stdout.readline().strip() == "halfway"
        assert not ids & public_ids()
        runner.send_signal(signal.SIGKILL)
        runner.wait(timeout=30)
        time.sleep(0.5)
        release.refresh_from_db()
        assert release.state == State.SCHEDULED
        assert not Page.objects.filter(pk__in=ids, live=True).exists()
        assert publish_release(release) is True
        assert ids <= public_ids()
        assert times_published(pages) == [1] * len(pages)
        assert verify_feed().differences == {}

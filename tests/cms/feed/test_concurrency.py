"""Real connections, real commits: nobody who follows the change numbers loses anything."""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import connection, connections
from wagtail.models import Page

from cms.feed import transaction as feed_transaction
from cms.feed.models import FeedDocument, State
from cms.feed.sweep import sweep
from cms.feed.transaction import EditorialBusy, editorial_transaction
from cms.feed.verify import verify_feed
from tests import factories
from tests.cms.feed.follower import Follower
from tests.http_followers import HttpFollower

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.slow]
WRITERS, ROUNDS = 6, 12


@pytest.fixture
def pages():
    sweep()
    return [factories.ambassador(title=f"Atelier {number}") for number in range(WRITERS)]


def in_threads(*works):
    """Run functions side by side, each with a connection of its own; return what they raised."""
    errors = []

    def guarded(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 (handed to the test)
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    return errors


def writer(page_id, number):
    """Publish a page again and again, and unpublish it now and then."""

    def work():
        chooser = random.Random(number)
        for turn in range(ROUNDS):
            with editorial_transaction():
                page = Page.objects.get(pk=page_id).specific
                page.title = f"Atelier {number}, tour {turn}"
                page.save_revision().publish()
                if chooser.random() < 0.3:
                    page.unpublish()

    return work


@pytest.mark.parametrize("reader", [Follower, HttpFollower], ids=["selector", "http"])
def test_publishers_and_a_cursor_reader_lose_nothing(pages, settings, reader):
    settings.FEED_LOCK_TIMEOUT_S = 120  # six writers on a slow machine may wait for long, and none may be turned away
    follower = reader()
    done = threading.Event()

    def read():
        while not done.is_set():
            follower.read_page()
            time.sleep(0.002)
        connections.close_all()

    reading = threading.Thread(target=read)
    reading.start()
    errors = in_threads(*(writer(page.pk, number) for number, page in enumerate(pages)))
    done.set()
    reading.join(timeout=60)
    assert errors == []
    follower.catch_up()
    follower.assert_is_equal()
    assert len(follower.numbers) > WRITERS
    assert verify_feed().differences == {}


def test_a_held_lock_is_told_and_changes_nothing(pages, is_postgresql, settings):
    settings.FEED_LOCK_TIMEOUT_S = 1
    held, release = threading.Event(), threading.Event()

    def hold():
        with editorial_transaction():
            held.set()
            release.wait(30)

    def try_to_publish():
        held.wait(30)
        if not is_postgresql:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA busy_timeout = 300")
        try:
            with (
                pytest.raises(EditorialBusy, match=r"Nothing was changed|Rien n’a été modifié"),
                editorial_transaction(),
            ):
                pytest.fail("The lock was not taken.")
        finally:
            release.set()

    assert in_threads(hold, try_to_publish) == []
    with editorial_transaction():
        assert feed_transaction.is_active()


@pytest.mark.postgres
def test_a_deadlock_victim_tries_once_more(pages, is_postgresql):
    if not is_postgresql:
        pytest.skip("SQLite locks the whole database: it knows no deadlock.")
    from django.db import transaction

    from cms.feed.transaction import run_editorial

    first, second = pages[0].pk, pages[1].pk
    outsider_has_second, editor_has_first = threading.Event(), threading.Event()
    tries = []

    def outsider():
        with transaction.atomic(), connection.cursor() as cursor:
            # Never the victim: PostgreSQL ends whoever waits past deadlock_timeout first, and this one waits long.
            cursor.execute("SET LOCAL deadlock_timeout = '20s'")
            cursor.execute("SELECT 1 FROM wagtailcore_page WHERE id = %s FOR UPDATE", [second])
            outsider_has_second.set()
            editor_has_first.wait(30)
            cursor.execute("SELECT 1 FROM wagtailcore_page WHERE id = %s FOR UPDATE", [first])

    def editor():
        outsider_has_second.wait(30)

        def work():
            tries.append(1)
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '15s'")
                cursor.execute("SELECT 1 FROM wagtailcore_page WHERE id = %s FOR UPDATE", [first])
                editor_has_first.set()
                time.sleep(0.3)
                cursor.execute("SELECT 1 FROM wagtailcore_page WHERE id = %s FOR UPDATE", [second])

        run_editorial(work)

    assert in_threads(outsider, editor) == []
    assert len(tries) == 2


KILLED = """
import sys
import django
django.setup()
import pytest
from wagtail.models import Page
from cms.feed.transaction import editorial_transaction
from tests import gating
gating.install(pytest.MonkeyPatch())
pk = int(sys.argv[1])
turn = 0
while True:
    turn += 1
    with editorial_transaction():
        page = Page.objects.get(pk=pk).specific
        if page.live and turn % 2:
            page.unpublish()
        else:
            page.title = f"Tour {turn}"
            page.save_revision().publish()
    print("published", flush=True)
"""


def database_url():
    """Return the address of the database of this very test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    host, port = database["HOST"] or "127.0.0.1", database["PORT"] or 5432
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{secret}@{host}:{port}/{database['NAME']}"


def test_kill_9_never_parts_a_page_from_its_document(pages, tmp_path):
    script = tmp_path / "publisher.py"
    script.write_text(KILLED)
    environment = {**os.environ, "DATABASE_URL": database_url(), "PYTHONPATH": str(settings.BASE_DIR),
                   "DJANGO_SETTINGS_MODULE": "cms.settings.test"}  # fmt: skip
    chooser = random.Random(94)
    numbers = []
    for _turn in range(6):
        publisher = subprocess.Popen(
            [sys.executable, str(script), str(pages[0].pk)], env=environment, stdout=subprocess.PIPE, text=True
        )
        # However slow the machine is: it is killed in the middle of a later turn, not before its first.
        assert publisher.stdout.readline().strip() == "published"
        time.sleep(chooser.random())
        os.kill(publisher.pid, signal.SIGKILL)
        publisher.wait()
        is_live = Page.objects.values_list("live", flat=True).get(pk=pages[0].pk)
        states = set(FeedDocument.objects.filter(page_id=pages[0].pk).values_list("state", flat=True))
        assert states == {State.LIVE if is_live else State.GONE}
        assert verify_feed().differences == {}
        numbers.append(FeedDocument.objects.filter(page_id=pages[0].pk).order_by("-change").first().change)
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0], "the publisher never got to publish: the test proves nothing"

"""The play: every scene is a change that a follower meets, and the rows say which scene is on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from cms.feed.clock import read_clock
from cms.feed.models import FeedDocument
from cms.feed.sandbox.play import SCENES
from cms.feed.sandbox.writing import BY_ITSELF, TooSoon, advance, load_sandbox, rewind, scene, tend
from cms.feed.selectors import changes_since, moved_to
from cms.feed.transaction import editorial_transaction, feed_changed
from cms.feed.verify import verify_feed
from cms.media.audiences import SANDBOX
from tests.sandbox_world import SHOWN, loaded_once, row

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded_once(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _sandbox(_loaded: None, db: None) -> None:
    """Each test starts from the loaded sandbox, before the first scene."""


def play(count: int) -> None:
    for place in range(1, count + 1):
        advance(now=SHOWN + place * MINUTE)


def newest(after: int) -> list[tuple[str, str, str]]:
    return [
        (change.locale, change.state, change.reason)
        for change in changes_since(after=after, limit=10, audience=SANDBOX)
    ]


class TestScenes:
    def test_each_is_a_change_and_the_rows_say_which(self) -> None:
        assert scene() == 0
        live, withdrawn, gone = ("fr", "live", ""), ("fr", "withdrawn", "consent_withdrawn"), ("fr", "gone", "deleted")
        wanted = [
            [live], [live], [live], [live], [withdrawn], [live],
            [live, ("en", "live", "")], [live], [gone, ("en", "gone", "deleted")],
        ]  # fmt: skip
        assert len(wanted) == len(SCENES) - 1
        for number, changes in enumerate(wanted, start=1):
            before = read_clock().change
            assert advance(now=SHOWN + number * MINUTE) == number
            assert newest(before) == changes, SCENES[number].title
            assert scene() == number % (len(SCENES) - 1)
        assert verify_feed().is_clean
        assert advance(now=SHOWN + 20 * MINUTE) == 1

    def test_its_picture_goes_and_it_moves(self) -> None:
        play(3)
        assert b'"image":null' in bytes(row("play").document)
        advance(now=SHOWN + 4 * MINUTE)
        found = moved_to(SANDBOX, type_name="ambassador", slug="play", locale="fr")
        assert found is not None
        assert found["slug"] == "play-moved"

    @pytest.mark.parametrize("played", range(1, len(SCENES) - 1))
    def test_one_can_go_back_from_any_scene(self, played: int) -> None:
        play(played)
        rewind(now=SHOWN + 30 * MINUTE)
        assert scene() == 0
        assert row("play").state == "gone"
        assert verify_feed().is_clean

    def test_loading_again_leaves_the_scene(self) -> None:
        play(4)
        assert load_sandbox(now=SHOWN + 5 * MINUTE).changes == 0
        assert scene() == 4

    def test_a_scene_that_no_shape_makes_any_more_begins_anew(self) -> None:
        play(2)
        FeedDocument.objects.filter(pk=row("play").pk).update(digest="older")
        load_sandbox(now=SHOWN + 5 * MINUTE)
        assert scene() == 0


class TestPace:
    def test_two_scenes_within_seconds_are_refused(self) -> None:
        play(1)
        with pytest.raises(TooSoon) as refused:
            advance(now=SHOWN + MINUTE + timedelta(seconds=2))
        assert refused.value.wait_s == 4
        assert scene() == 1
        with pytest.raises(TooSoon):
            rewind(now=SHOWN + MINUTE)

    def test_it_goes_on_by_itself_where_nobody_asks(self) -> None:
        play(1)
        tend(now=SHOWN + MINUTE + BY_ITSELF - timedelta(seconds=1))
        assert scene() == 1
        tend(now=SHOWN + MINUTE + BY_ITSELF)
        assert scene() == 2

    def test_listeners_are_told_after_commit(self, django_capture_on_commit_callbacks: Any) -> None:
        told: list[Any] = []

        def listen(sender: object, changes: list[Any], **kwargs: Any) -> None:
            told.extend(changes)

        feed_changed.connect(listen)
        try:
            with django_capture_on_commit_callbacks(execute=True), editorial_transaction():
                advance(now=SHOWN + MINUTE)
                assert told == []
        finally:
            feed_changed.disconnect(listen)
        assert [(change.audience, change.state) for change in told] == [("sandbox", "live")]

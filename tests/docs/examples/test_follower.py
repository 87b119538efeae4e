"""The follower that partners copy: whatever happens to editors, server, network and itself, it ends byte-equal."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import tokenize
import urllib.error
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from cms.delivery import parameters
from cms.feed import prepared
from cms.feed.clock import start_new_epoch
from cms.feed.models import FeedClock, FeedDocument, State
from cms.feed.sweep import sweep
from cms.feed.transaction import editorial_transaction
from docs.examples import follower as reference
from tests.cms.delivery.feed_rows import ambassador_row, bury
from tests.cms.feed.test_random_edits import Editor, start  # noqa: F401 (a fixture)
from tests.http_followers import ReferenceFollower

pytestmark = pytest.mark.django_db
# More on request: FOLLOWER_RUNS=300 is some hours of an editorial office.
RUNS = int(os.environ.get("FOLLOWER_RUNS", "5"))
STEPS = 50
met = Counter[str]()
seeds = itertools.count(94)


def prune() -> None:
    """Let the tombstones grow old, and the sweeper forget them."""
    long_ago = timezone.now() - timedelta(days=400)
    FeedDocument.objects.exclude(state=State.LIVE).update(modified_at=long_ago)
    sweep()


class FollowedEditor(Editor):
    """An editor whose feed is followed through HTTP by the reference follower."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        seed = next(seeds)
        self.follower: Any = ReferenceFollower(Path(self.folder.name) / "copy.sqlite3", page_size=3, seed=seed)

    def teardown(self) -> None:
        try:
            super().teardown()
            met.update(self.follower.met)
        finally:
            self.folder.cleanup()

    @invariant()
    def something_happens_elsewhere(self) -> None:
        """After each step of the editor: the partner comes by, or the house does what houses do."""
        chance = self.follower.chooser.random()
        if chance < 0.45:
            self.follower.run(trouble=self.follower.chooser.choice((0.0, 0.03, 0.15)))
            met["runs"] += 1
        elif chance < 0.51:
            prune()
            met["prunings"] += 1
        elif chance < 0.53:
            with editorial_transaction():
                start_new_epoch()
        elif chance < 0.56:
            prepared._prepared.clear()
            parameters._read.cache_clear()


@pytest.mark.slow
@pytest.mark.usefixtures("start")
def test_it_ends_byte_equal_after_random_edits_and_crashes_on_both_sides() -> None:
    met.clear()
    run_state_machine_as_test(
        FollowedEditor,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=os.environ.get("STATE_MACHINE_SEED") is None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=[Phase.generate],
        ),
    )
    expected = ("no connection", "server error", "too many", "cut", "killed before commit", "killed in mid-page", "410")
    assert all(met[what] for what in expected), met


def test_it_is_short_enough_to_be_read() -> None:
    """What the guides say of it: sixty lines of code, words and empty lines left out."""
    is_text = {tokenize.STRING, tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    with open(reference.__file__, "rb") as file:
        tokens = [token for token in tokenize.tokenize(file.readline) if token.line.strip()]
    lines = {token.start[0] for token in tokens if token.type not in is_text}
    assert 40 < len(lines) <= 60, len(lines)


class TestManners:
    @pytest.fixture(autouse=True)
    def _feed(self) -> None:
        FeedDocument.objects.all().delete()
        FeedClock.objects.update_or_create(pk=1, defaults={"change": 10_000_000, "forgotten_change": 0})

    def test_a_resync_drops_what_the_feed_does_not_know_any_more(self, tmp_path: Path) -> None:
        follower = ReferenceFollower(tmp_path / "copy.sqlite3", page_size=1)
        kept, lost = ambassador_row(), ambassador_row()
        follower.catch_up()
        follower.assert_is_equal()
        bury(lost)
        FeedDocument.objects.filter(pk=lost.pk).delete()
        with editorial_transaction():
            start_new_epoch()
        follower.catch_up()
        follower.assert_is_equal()
        assert follower.met["410"] == 1
        assert kept.document_id

    def test_a_resync_that_is_killed_half_way_drops_nothing_too_early(self, tmp_path: Path) -> None:
        follower = ReferenceFollower(tmp_path / "copy.sqlite3", page_size=1)
        for _ in range(4):
            ambassador_row()
        follower.catch_up()
        with editorial_transaction():
            start_new_epoch()
        for _ in range(40):
            follower.run(trouble=0.2)
        follower.catch_up()
        follower.assert_is_equal()
        assert follower.met["killed"] > 3

    def test_it_waits_as_long_as_it_is_asked_to(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        follower = ReferenceFollower(tmp_path / "copy.sqlite3")
        answers = iter([429, 503])
        true_open = follower.open

        def opened(request: Any, timeout: float) -> Any:
            status = next(answers, None)
            if status:
                follower.fail(request.full_url, status, {"Retry-After": "7"} if status == 429 else {})
            return true_open(request, timeout)

        monkeypatch.setattr(follower, "open", opened)
        ambassador_row()
        follower.catch_up()
        assert follower.slept == [7, 4]
        assert "429" in (said := capsys.readouterr().err)
        assert "Again in 7 s." in said
        follower.assert_is_equal()

    @pytest.mark.parametrize("given", [[], ["https://example.org/api/v1/changes"], ["a", "b", "c"]])
    def test_it_says_how_it_is_called(self, given: list[str]) -> None:
        said = subprocess.run(
            [sys.executable, reference.__file__, *given], capture_output=True, text=True, check=False, timeout=60
        )
        assert said.returncode == 2
        assert "[--once] url path" in said.stderr

    def test_it_gives_up_on_an_address_that_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="unknown url type"):
            reference.follow("example.org/api/v1/changes", str(tmp_path / "copy.sqlite3"), once=True)

    @pytest.mark.parametrize("other", ["?type=ambassador", "?limit=3"])
    def test_another_address_or_filter_wants_a_file_of_its_own(self, tmp_path: Path, other: str) -> None:
        follower = ReferenceFollower(tmp_path / "copy.sqlite3")
        ambassador_row()
        follower.catch_up()
        with pytest.raises(ValueError, match="a file of its own"):
            reference.follow(follower.url.partition("?")[0] + other, str(follower.path), once=True)
        follower.assert_is_equal()

    def test_once_gives_up_in_the_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """On an address that is no feed, for instance: whoever runs it by a clock waits for its end."""
        follower = ReferenceFollower(tmp_path / "copy.sqlite3")
        monkeypatch.setattr("tests.http_followers.Answer.read", lambda *_: b"<!doctype html>")
        with pytest.raises(json.JSONDecodeError):
            follower.catch_up()
        assert follower.slept == [2, 4, 8, 16, 32, 60, 60, 60]

    def test_it_gives_up_on_what_waiting_does_not_mend(self, tmp_path: Path) -> None:
        follower = ReferenceFollower(tmp_path / "copy.sqlite3")
        follower.url += "&nonsense=1"
        with pytest.raises(urllib.error.HTTPError):
            follower.catch_up()

    def test_it_is_not_led_to_another_server(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        follower = ReferenceFollower(tmp_path / "copy.sqlite3")
        monkeypatch.setattr("tests.http_followers.Answer.read", lambda *_: b'{"next":"http://evil/","items":[]}')
        with pytest.raises(ValueError, match="elsewhere"):
            follower.catch_up()

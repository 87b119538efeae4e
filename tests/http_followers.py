"""Followers that read the change feed as outsiders do: a plain one for proofs, and the reference one in bad company."""

from __future__ import annotations

import http.client
import io
import json
import random
import sqlite3
import urllib.error
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cms.feed.selectors import live
from cms.media.audiences import Audience
from docs.examples import follower as reference

HOST = "http://testserver"
FEED = f"{HOST}/api/v1/changes"


def public_set() -> dict[str, bytes]:
    """Return what anyone may see now: {id: bytes as stored}."""
    return {str(row.document_id): bytes(row.document) for row in live(Audience.OPEN)}


class HttpFollower:
    """Follows `next` through HTTP; the same manners as tests.cms.feed.follower.Follower."""

    def __init__(self, *, page_size: int = 3):
        self.client = Client()
        self.url = f"{FEED}?limit={page_size}"
        self.copy: dict[str, str] = {}
        self.numbers: list[int] = []

    def read_page(self) -> bool:
        """Read one page of changes; return whether there was anything."""
        page = self.client.get(self.url).json()
        for item in page["items"]:
            assert item["modified"] > (self.numbers[-1] if self.numbers else 0)
            self.numbers.append(item["modified"])
            self.copy.pop(item["id"], None)
            if item["state"] == "updated":
                self.copy[item["id"]] = item["data"]
        self.url = page["next"]
        return bool(page["items"])

    def catch_up(self) -> None:
        """Read to the end."""
        while self.read_page():
            pass

    def assert_is_equal(self) -> None:
        """Compare the copy with what the audience may see."""
        assert self.copy == {key: json.loads(body) for key, body in public_set().items()}


class Killed(BaseException):
    """The follower's process ends here."""


class Mortal(sqlite3.Connection):
    """A connection whose process may die at any statement."""

    lives_for: Any = staticmethod(lambda: False)

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        """Run a statement, or die before it."""
        if self.lives_for():
            raise Killed
        return super().execute(*arguments)


class Answer(io.BytesIO):
    """What urlopen gives, cut short if asked."""

    def __init__(self, body: bytes, headers: Any, cut_at: int | None = None):
        super().__init__(body)
        self.headers, self.body, self.cut_at = headers, body, cut_at

    def read(self, *_size: Any) -> bytes:
        """Return the body, or fail in its midst."""
        if self.cut_at is not None:
            raise http.client.IncompleteRead(self.body[: self.cut_at], len(self.body) - self.cut_at)
        return self.body


class ReferenceFollower:
    """docs/examples/follower.py with its own file, over a bad network, killed now and then on either side."""

    def __init__(self, path: Path, *, page_size: int = 7, seed: int = 94):
        self.path = path
        self.chooser = random.Random(seed)
        self.client = Client()
        self.url = f"{FEED}?limit={page_size}"
        self.met: dict[str, int] = {}
        self.trouble = 0.0

    def strikes(self, what: str) -> bool:
        """Decide whether a misfortune happens here and now."""
        happens = self.chooser.random() < self.trouble
        self.met[what] = self.met.get(what, 0) + happens
        return happens

    def open(self, request: Any, timeout: float) -> Answer:
        """Answer like urlopen, from this very process."""
        if self.strikes("no connection"):
            raise ConnectionResetError
        if self.strikes("server error"):
            self.fail(request.full_url, self.chooser.choice((500, 502, 503)))
        if self.strikes("too many"):
            self.fail(request.full_url, 429, {"Retry-After": "7"})
        found = self.client.get(request.full_url.removeprefix(HOST), headers=dict(request.header_items()))
        if found.status_code != 200:
            self.met[str(found.status_code)] = self.met.get(str(found.status_code), 0) + 1
            self.fail(request.full_url, found.status_code, dict(found.headers))
        if self.strikes("killed before commit"):
            raise Killed
        body = found.content
        return Answer(body, found.headers, self.chooser.randrange(len(body)) if self.strikes("cut") else None)

    def fail(self, url: str, status: int, headers: Any = None) -> None:
        """Raise what urlopen raises."""
        raise urllib.error.HTTPError(url, status, "", headers or {}, io.BytesIO())

    def run(self, *, trouble: float) -> None:
        """Run until the end is reached or the process is killed."""
        self.trouble = trouble
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(Mortal, "lives_for", lambda _self: self.strikes("killed in mid-page"))
            connect = sqlite3.connect
            monkeypatch.setattr(reference.sqlite3, "connect", lambda path: connect(path, factory=Mortal))
            try:
                reference.follow(self.url, str(self.path), once=True, opener=self.open, sleep=self.slept.append)
            except Killed:
                self.met["killed"] = self.met.get("killed", 0) + 1

    @property
    def slept(self) -> list[float]:
        """How long it waited, each time."""
        return self.__dict__.setdefault("_slept", [])

    def catch_up(self) -> None:
        """Read to the end with no more misfortunes."""
        self.run(trouble=0.0)

    def assert_is_equal(self) -> None:
        """Compare the copy, byte for byte, with what anyone may see."""
        copy = sqlite3.connect(self.path)
        held = {key: data.encode() for key, data in copy.execute("SELECT id, data FROM document")}
        copy.close()
        assert held == public_set()

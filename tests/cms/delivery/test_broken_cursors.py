"""Two thousand broken cursors, to the change feed and to the lists: refused with a sentence, and never data."""

from __future__ import annotations

import base64
import random
import string
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from cms.delivery.change_places import Binding, Place, today
from cms.feed import cursors
from cms.feed.models import FeedClock
from cms.media.audiences import SANDBOX, Audience
from cms.partners.auth import Caller
from tests.cms.delivery.feed_rows import ambassador_row

CHANGES, LIST = "/api/v1/changes", "/api/v1/ambassadors"
LETTERS = string.ascii_letters + string.digits + "-_"
HUGE = (-1, -(2**63), 2**31, 2**53 - 1, 2**53, 2**63 - 1, 2**63, 2**64, 10**30)


@pytest.fixture
def true_cursors(db: None, client: Client) -> dict[str, str]:
    """Return a cursor of ours for each address."""
    for locale, audience in (
        ("fr", "open"),
        ("fr", "open"),
        ("en", "open"),
        ("fr", SANDBOX.value),
        ("fr", SANDBOX.value),
    ):
        ambassador_row(locale=locale, audience=audience)
    FeedClock.objects.update_or_create(pk=1, defaults={"change": 10_000_000})
    found = {}
    for address in (CHANGES, LIST, f"/sandbox{CHANGES}", f"/sandbox{LIST}"):
        following = client.get(f"{address}?limit=1").json()["next"]
        found[address] = following.partition("after=")[2]
        assert client.get(f"{address}?limit=1&after={found[address]}").status_code == 200
    return found


def altered(text: str, chooser: random.Random) -> Iterator[str]:
    """Change, take away, add or swap letters."""
    for _ in range(200):
        place, letter = chooser.randrange(len(text)), chooser.choice(LETTERS)
        if letter != text[place]:
            yield text[:place] + letter + text[place + 1 :]
    for length in range(len(text)):
        yield text[:length]
    for _ in range(40):
        place = chooser.randrange(len(text) + 1)
        yield text[:place] + chooser.choice(LETTERS) + text[place:]
        first, second = sorted(chooser.sample(range(len(text)), 2))
        if text[first] != text[second]:
            yield text[:first] + text[second] + text[first + 1 : second] + text[first] + text[second + 1 :]
    yield from (text + "=", text + "==", text.upper(), text.lower(), text[::-1], text * 2, text * 40)


def invented(chooser: random.Random) -> Iterator[str]:
    """Write what was never a cursor of anything."""
    for _ in range(60):
        yield "".join(chooser.choice(LETTERS) for _ in range(chooser.randrange(1, 200)))
        yield base64.urlsafe_b64encode(chooser.randbytes(chooser.randrange(1, 90))).decode()
    yield from ("é" * 20, "😀", "\0", "a\0b", "\ufeff", "١٢٣", "a" * 2_001, "a" * 7_900, "..", "null", "[]", "{}", "0")
    yield from ("' OR 1=1 --", "%", "%00", "<script>", "\r\nX: y", "\ud7ff", "after", "true", "NaN", " ", "+", "//")
    yield from map(str, HUGE)


def foreign(settings: Any) -> Iterator[str]:
    """Write well-formed cursors: of other questions, audiences, numberings, and of a host with another secret."""
    clock = FeedClock.objects.get()
    here = repr(([], None, ""))
    for question in (repr((["ambassador"], None, "")), repr(([], "fr", "")), repr(([], None, "/sandbox")), "", "x"):
        yield Binding(question, Caller(), clock.epoch.hex).write(Place(1, 1, today())).text
    for caller in (
        Caller(audience=Audience.PARTNERS),
        Caller(audience=Audience.OWN),
        Caller(types=frozenset({"article"})),
    ):
        yield Binding(here, caller, clock.epoch.hex).write(Place(1, 1, today())).text
    yield Binding(here, Caller(), FeedClock(pk=1).epoch.hex).write(Place(1, 1, today())).text
    secret = settings.SECRET_KEY
    settings.SECRET_KEY = "another host's"
    yield Binding(here, Caller(), clock.epoch.hex).write(Place(1, 1, today())).text
    settings.SECRET_KEY = secret
    for values in ((), (1,), ("2026-01-01T00:00:00+00:00", "6f1c9a52-7b0e-5c1a-9f43-2f8f2f1b7c11"), (None, None)):
        yield cursors.encode(cursors.Cursor(values), question="search")


def test_two_thousand_are_refused_with_a_sentence(true_cursors: dict[str, str], client: Client, settings: Any) -> None:
    chooser = random.Random(94)
    asked: list[str] = []
    for address, text in true_cursors.items():
        broken = [*altered(text, chooser), *invented(chooser), *foreign(settings)]
        broken += [other for there, other in true_cursors.items() if there != address]
        asked += [f"{address}?after={quote(cursor, errors='surrogatepass')}" for cursor in broken if cursor != text]
    text = true_cursors[CHANGES]
    for number in (*HUGE, "1e9", "0x10", "١", "1.5", "", " 1", "9" * 4_000):
        asked += [f"{CHANGES}?afterChangeNumber={quote(str(number))}&after={text}"]
    asked += [f"{CHANGES}?after={text}&{more}" for more in ("locale=fr", "type=ambassador", f"after={text}", "after=")]
    # Raw bytes, as no browser would send them.
    asked += [f"{CHANGES}?after=%ff%fe", f"{LIST}?after=%ff", f"{LIST}?after=%c3%28"]
    statuses = Counter[int]()
    for url in asked:
        answer = client.get(url)
        statuses[answer.status_code] += 1
        assert answer.status_code in (400, 410), url
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert b'"items"' not in answer.content
    assert sum(statuses.values()) >= 2_000
    # Ours once, and no more: two other audiences, other types, another numbering; the open feed's place in the sandbox.
    assert statuses[410] == 5, statuses

"""Of every document of the demonstration, every face says the same, or says nothing."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from cms.delivery.graphql import answers
from cms.delivery.http import S_MAX_AGE_S
from cms.feed.models import FeedDocument
from cms.feed.registry import all_types
from cms.feed.transaction import editorial_transaction
from cms.media.models import Consent, Image
from tests import factories, gating
from tests.cms.demo.loading import load
from tests.parity.faces import ABSENT, FACES, OF_LISTED, Reader, Said, documents, pages
from tests.partners_world import known as a_partner
from tests.recall_world import consent

pytestmark = [pytest.mark.django_db, pytest.mark.gated]
PORT = 8109
HOST = f"127.0.0.1:{PORT}"
AUDIENCES = ("", "partners", "own")


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic(), gating.switch.on():
        load(port=PORT)
        _narrow_some()
        yield
        transaction.set_rollback(True)


def _narrow_some() -> None:
    """Let the audiences differ: a picture for partners and one for us alone; a page of each kind."""
    with_pictures = FeedDocument.objects.filter(type="ambassador", locale="fr", audience="open").order_by("pk")
    first, second = (Page.objects.get(pk=row.page_id).specific for row in with_pictures[:2])
    with editorial_transaction():
        Image.objects.filter(pk=first.image_id).update(may_open=False)
        Image.objects.filter(pk=second.image_id).update(may_open=False, may_partners=False)
    for audience in ("partners", "own"):
        factories.article(title=f"Pour {audience}", slug=f"pour-{audience}", audience=audience, image=factories.image())


@pytest.fixture
def loaded(_loaded: None, db: None) -> None:
    answers.forget()


def reader(audience: str) -> Reader:
    return Reader(HOST, a_partner(audience=audience).secret if audience else "")


def _picture_of(facts: dict[str, Any] | None) -> dict[str, Any]:
    return {name: facts[name] if facts else None for name in ("image", "credit")}


def disagreements(name: str, reference: Said, said: Said) -> list[str]:
    """Name every fact of a face that is not what the change feed says, of both the documents they share."""
    found = []
    for key, facts in said.items():
        if key not in reference:
            found.append(f"{name} knows {key} {facts}")
            continue
        for fact, value in facts.items():
            if value is ABSENT:
                continue
            wanted = reference[key]["files"] & value if fact == "shown" else reference[key].get(fact, value)
            if value != wanted:
                found.append(f"{name}: {fact} of {reference[key]['url']} is {value!r}, not {wanted!r}")
    return found


@pytest.mark.usefixtures("loaded")
class TestFacesAgree:
    @pytest.mark.parametrize("audience", AUDIENCES, ids=lambda name: name or "anyone")
    def test_on_every_document(self, audience: str) -> None:
        who = reader(audience)
        reference = documents(who)
        assert len(reference) > 35
        assert {facts["type"] for facts in reference.values()} == {feed_type.name for feed_type in all_types()}
        assert sum(facts["image"] is not None for facts in reference.values()) > 20
        listed = {feed_type.name for feed_type in all_types() if feed_type.is_listed}
        for face in FACES:
            said = face(who, reference)
            assert disagreements(face.__name__, reference, said) == []
            wanted = {key for key, facts in reference.items() if face not in OF_LISTED or facts["type"] in listed}
            assert said.keys() == wanted, (face.__name__, [reference[key]["url"] for key in wanted - said.keys()])

    def test_on_every_page_for_people(self) -> None:
        """Pages are ours: they show what `own` sees, and hand to crawlers what anyone may have."""
        ours, everybody_s = documents(reader("own")), documents(reader(""))
        said = pages(Reader(HOST), ours)
        assert said.keys() == ours.keys()
        for_machines = {key: {**facts, **_picture_of(everybody_s.get(key))} for key, facts in ours.items()}
        assert disagreements("pages", for_machines, said) == []
        named = {key for key, facts in said.items() if facts["api"]}
        assert named == everybody_s.keys()

    def test_a_disagreement_is_found(self) -> None:
        reference = documents(reader(""))
        key = next(iter(reference))
        for fact in ("title", "updated", "locale", "image", "credit"):
            assert disagreements("x", reference, {key: {**reference[key], fact: "another"}}), fact
        assert disagreements("x", reference, {"unknown": {}})
        assert disagreements("x", reference, {key: {"shown": frozenset({"0" * 32 + ".jpg"})}})


@pytest.mark.usefixtures("loaded")
class TestAtItsSecond:
    """A right, a consent and a page end while every scheduler is stopped, with every answer kept that may be kept."""

    def test_nobody_shows_it_any_more(self) -> None:
        rows = FeedDocument.objects.filter(type="ambassador", locale="fr", audience="open", state="live")
        portraits = [Page.objects.get(pk=row.page_id).specific for row in rows.order_by("-pk")[:3]]
        marks = [_file_of(page) for page in portraits[:2]] + [f"/{portraits[2].slug}"]
        righted, consented, ending = portraits
        signed = _make_consented(consented.image)
        # A first reading fills what this process keeps, and tells how long the second one takes on this machine.
        everybody = [Reader(HOST), reader("partners"), reader("own")]
        begun = time.monotonic()
        for who in everybody:
            _reading(who, marks)
        # Below what a shared cache may keep anyway: else no answer would be shorter for the sake of this end.
        seconds = min(max(6, math.ceil(5 * (time.monotonic() - begun))), S_MAX_AGE_S - 2)
        ends = timezone.now() + timedelta(seconds=seconds)
        with editorial_transaction():
            Image.objects.filter(pk=righted.image_id).update(rights_until=ends)
            Consent.objects.filter(pk=signed.pk).update(revoked_at=ends)
            Page.objects.filter(pk=ending.pk).update(expire_at=ends)
        before = [_reading(who, marks) for who in everybody]
        assert timezone.now() < ends, "this machine is too slow for the time that was set"
        for who, found in zip(everybody, before, strict=True):
            assert found == dict.fromkeys(ADDRESSES, (True, True, True))
            for address, answer in who.answers.items():
                _kept_no_longer(address, answer, left=seconds)
            for address in COUNTING:
                _kept_no_longer(address, who.get(address), left=seconds)
        time.sleep(max(0.0, (ends - timezone.now()).total_seconds()) + 0.05)
        for who in everybody:
            assert set(_reading(who, marks).values()) == {(False, False, False)}


def _make_consented(image: Image) -> Consent:
    with editorial_transaction():
        Image.objects.filter(pk=image.pk).update(persons="identified")
        return consent(image, "Nadia Exemple")


def _reading(who: Reader, marks: list[str]) -> dict[str, tuple[bool, ...]]:
    """Return, by address, which of the marks are shown there."""
    who.answers.clear()
    return {address: tuple(mark in who.get(address).content.decode() for mark in marks) for address in ADDRESSES}


_LIST = (
    "{ ambassadors(first: 100) { totalCount facets { commune { value count } } nodes { title url image { url } } } }"
)
ADDRESSES = (
    "/api/v1/ambassadors?limit=100&include=facets,total", "/api/v1/changes", "/feeds/ambassadors.rss?limit=100",
    "/feeds/all.atom?limit=100", "/feeds/ambassadors.json?limit=100", "/embed/ambassadors?limit=100",
    f"/api/graphql?query={_LIST.replace(' ', '%20')}", "/ambassadeurs/",
)  # fmt: skip

# Elsewhere in the list is the document that ends: no row of the answer says so, and its numbers do.
_COUNT = "{ ambassadors(first: 1, order: title) { totalCount nodes { title } } }"
COUNTING = (
    "/api/v1/ambassadors?limit=1&order=title&include=total", "/api/v1/ambassadors?limit=1&order=title&include=facets",
    "/api/v1/search?q=atelier&limit=1&include=total", f"/api/graphql?query={_COUNT.replace(' ', '%20')}",
)  # fmt: skip


def _file_of(page: Any) -> str:
    """Return the name of the file by which every face shows a page's picture, before its end and after."""
    row = FeedDocument.objects.get(page_id=page.pk, audience="open")
    return str(json.loads(bytes(row.document))["image"]["url"].rpartition("/")[2])


def _kept_no_longer(address: str, answer: Any, *, left: int) -> None:
    """Hold that no cache may keep an answer beyond the second at which it ends."""
    policy = answer.headers["Cache-Control"]
    ages = {name: int(age) for name, age in re.findall(r"([a-z-]+)=(\d+)", policy)}
    fresh = max(ages.get("max-age", 0), ages.get("s-maxage", 0))
    assert fresh + ages.get("stale-while-revalidate", 0) <= left, (address, policy)

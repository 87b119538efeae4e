"""Committee data is never public: every private field is a marker, and no public address shows one."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cms.feed.transaction import editorial_transaction
from cms.selection.deciding import Terms, accept
from cms.selection.instruction import recuse
from cms.selection.mandates import withdraw
from cms.selection.models import Criterion, Mandate
from cms.selection.scoring import give_scores
from cms.selection.states import CandidateState, Choice
from cms.selection.voting import cast_vote
from tests import factories, selection_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cleared")]
MARK = "ZXMARQUE"
ADDRESSES = (
    "/", "/ambassadeurs/", "/ambassadeurs/{slug}/", "/rechercher/?q=ZXMARQUE", "/candidater/", "/en/nominate/", "/en/",
    "/api/v1/", "/api/v1/ambassadors", "/api/v1/ambassadors/{slug}", "/api/v1/ambassadors?include=facets",
    "/api/v1/changes", "/api/v1/search?q=ZXMARQUE", "/api/v1/resolve?path=/ambassadeurs/{slug}/",
    "/api/v1/openapi.json", "/api/v1/docs", "/sitemap.xml",
)  # fmt: skip


def mark(name: str) -> str:
    return f"{MARK}-{name}"


@pytest.fixture
def portrait(directory: Any, director: Any) -> Any:
    """Take a candidate full of markers the whole way, publish its portrait and fill in what is committee's."""
    members = selection_world.members(3)
    candidate = selection_world.candidate(
        state=CandidateState.COMMITTEE, company_name="Fonderie", why=mark("why"), contact_name=mark("contact"),
        contact_email="zxmarque@example.org", contact_phone=mark("phone"), contact_tie="other",
        receipt=mark("recu")[:20],
    )  # fmt: skip
    selection_world.with_evidence(candidate, for_portrait="À dire,")
    candidate.evidence.update(text=mark("evidence"), link="https://zxmarque.example/", file_name=mark("file"))
    session = selection_world.session(*members, place=mark("place"), minutes=mark("minutes"))
    give_scores(candidate, members[0], {one: (3, mark("note")) for one in Criterion.objects.all()})
    recuse(candidate, members[2], reason=mark("recusal"), user=members[2])
    for member in members[:2]:
        cast_vote(session, candidate, member, Choice.YES)
    today = timezone.localdate()
    accept(
        session, candidate, user=director, motivation=mark("motivation"),
        terms=Terms(today, today + datetime.timedelta(days=90)),
    )  # fmt: skip
    candidate.refresh_from_db()
    with editorial_transaction():
        Mandate.objects.update(basis=mark("basis"))
    return factories.publish(candidate.page.specific)


def said(client: Client, slug: str) -> dict[str, str]:
    """Return where a marker is said in public, apart from the question that a search repeats."""
    found = {}
    for pattern in ADDRESSES:
        path = pattern.format(slug=slug)
        response = client.get(path, follow=True)
        body = response.content.decode(errors="replace")
        for echo in ("“ZXMARQUE”", "« ZXMARQUE »", 'value="ZXMARQUE"', "q=ZXMARQUE"):
            body = body.replace(echo, "")
        headers = " ".join(str(value) for value in response.headers.values())
        if MARK.lower() in (body + headers).lower():
            where = (body + headers).lower().index(MARK.lower())
            found[path] = (body + headers)[max(0, where - 80) : where + 40]
    return found


def test_nothing_of_the_committee_is_public(portrait: Any, client: Client) -> None:
    shown = client.get(f"/ambassadeurs/{portrait.slug}/")
    assert shown.status_code == 200
    assert "À dire, local-hiring" in shown.content.decode()
    assert said(client, portrait.slug) == {}


def test_nor_why_it_was_withdrawn(portrait: Any, client: Client) -> None:
    withdraw(Mandate.objects.get(), reason=mark("withdrawal"), user=None)
    assert client.get(f"/ambassadeurs/{portrait.slug}/").status_code == 404
    assert said(client, portrait.slug) == {}
    assert MARK not in "".join(message.body for message in mail.outbox)

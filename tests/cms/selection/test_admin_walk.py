"""A candidate's whole way through the admin, by the pages that people use."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import querydict_from_html

from ambassadors.models import AmbassadorPage
from cms.selection.models import Candidate, CommitteeSession, Criterion, Mandate, Score
from cms.workflow.roles import Role
from tests import factories, selection_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cleared")]
TODAY = timezone.localdate()


class Person:
    """Somebody at work in the admin."""

    def __init__(self, user: Any) -> None:
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def page(self, address: str) -> BeautifulSoup:
        response = self.client.get(address)
        assert response.status_code == 200, (address, response.status_code, response.get("Location"))
        return BeautifulSoup(response.content, "html.parser")

    def fill(self, address: str, expected: int = 302, **changes: Any) -> Any:
        """Send the form of a page with some answers changed; return where it led."""
        html = self.client.get(address).content.decode()
        data = querydict_from_html(html, form_id="w-editor-form").dict()
        response = self.client.post(address, {**data, **changes})
        assert response.status_code == expected, response.content.decode()[:3000]
        return response


def words(page: BeautifulSoup | Any) -> str:
    """Return what a page says, in one line."""
    if not isinstance(page, BeautifulSoup):
        page = BeautifulSoup(page.content, "html.parser")
    return " ".join(page.get_text(" ").split())


@pytest.fixture
def people(directory: Any) -> dict[str, Person]:
    return {
        "writer": Person(selection_world.person(Role.WRITING, "rose")),
        "chair": Person(selection_world.person(Role.COMMITTEE, "colette")),
        "member": Person(selection_world.person(Role.COMMITTEE, "hugo")),
        "recused": Person(selection_world.person(Role.COMMITTEE, "salima")),
        "director": Person(selection_world.person(Role.PUBLICATION, "paul")),
    }  # fmt: skip


def test_it_works(people: dict[str, Person]) -> None:
    writer, chair, member, director = (people[name] for name in ("writer", "chair", "member", "director"))
    cohort = factories.cohort()
    # The writer enters a chamber's nomination, and is told what is missing.
    data = {
        "company_name": "Émaux de la Marne", "made_here": "bijoux émaillés", "why": "Trois apprentis.",
        "commune": "94028",
        "siren": "732829320", "naf_division": "32", "contact_name": "Paul Martin", "contact_email": "p@example.org",
    }  # fmt: skip
    writer.fill(reverse("selection_candidates:add"), expected=200, **data)
    writer.fill(reverse("selection_candidates:add"), **data, chamber="cma", cohort=str(cohort.pk))
    candidate = Candidate.objects.get()
    page = reverse("selection_candidates:inspect", args=[candidate.pk])
    move = reverse("selection_move", args=[candidate.pk])
    writer.client.post(move, {"to": "instruction"})
    refused = writer.client.post(move, {"to": "committee"}, follow=True)
    assert "Produit localement" in words(refused) or "Produces locally" in words(refused)
    candidate.refresh_from_db()
    assert candidate.state == "instruction"
    # Evidence on every criterion, one with a paper.
    for criterion in Criterion.objects.all():
        address = reverse("selection_evidence_add", args=[candidate.pk]) + f"?criterion={criterion.pk}"
        paper = {"file": SimpleUploadedFile("f.pdf", b"%PDF-1.7")} if criterion.code == "csr" else {}
        writer.fill(address, text=f"Vu : {criterion.code}", for_portrait=f"Dit : {criterion.code}", **paper)
    bad = {"text": "x", "file": SimpleUploadedFile("f.pdf", b"MZ")}
    writer.fill(reverse("selection_evidence_add", args=[candidate.pk]), expected=200, **bad)
    writer.client.post(move, {"to": "committee"})
    assert "f.pdf" in words(writer.page(page))
    # A member steps aside; two score, the second sees the first's scores only afterwards.
    people["recused"].fill(reverse("selection_recuse", args=[candidate.pk]), reason="Fournisseuse")
    scores = {f"points_{one.pk}": "3" for one in Criterion.objects.all()}
    notes = {f"note_{one.pk}": "NOTE-DE-COLETTE" for one in Criterion.objects.all()}
    chair.fill(reverse("selection_scores", args=[candidate.pk]), **scores, **notes)
    assert "NOTE-DE-COLETTE" not in words(member.page(page))
    member.fill(reverse("selection_scores", args=[candidate.pk]), **scores)
    assert "NOTE-DE-COLETTE" in words(member.page(page))
    assert "NOTE-DE-COLETTE" not in words(people["recused"].page(page))
    assert Score.objects.count() == 14
    # The session: presence, quorum, votes.
    director.fill(reverse("selection_sessions:add"), held_on=str(TODAY), chair=str(chair.user.pk))
    session = CommitteeSession.objects.get()
    room = reverse("selection_sessions:inspect", args=[session.pk])
    assert "0 " in words(director.page(room))
    director.client.post(reverse("selection_presence", args=[session.pk]), {"present": [chair.user.pk, member.user.pk]})
    for voter in (chair, member):
        voter.client.post(reverse("selection_vote", args=[session.pk, candidate.pk]), {"choice": "yes"})
    people["recused"].client.post(reverse("selection_vote", args=[session.pk, candidate.pk]), {"choice": "no"})
    # A refusal does not follow from the votes; the acceptance does.
    decide = reverse("selection_decide", args=[session.pk, candidate.pk])
    told = director.fill(decide, expected=200, outcome="refused", motivation="Non.")
    assert not candidate.decisions.exists(), words(told)
    director.fill(decide, outcome="accepted", motivation="Oui, pour tout.")
    candidate.refresh_from_db()
    portrait = AmbassadorPage.objects.get(pk=candidate.page_id)
    assert (portrait.live, portrait.cohort) == (False, cohort)
    assert Mandate.objects.get().last_day == TODAY.replace(year=TODAY.year + 3) - datetime.timedelta(days=1)
    assert "Oui, pour tout." in words(chair.page(room))
    assert "Oui, pour tout." not in words(people["recused"].page(room))
    # A second decision is told that it comes late.
    late = director.client.post(decide, {"outcome": "deferred", "motivation": "Encore."})
    assert "Paul" in words(late)
    # No minutes, no end.
    director.client.post(reverse("selection_close", args=[session.pk]))
    session.refresh_from_db()
    assert session.is_open
    director.fill(reverse("selection_sessions:edit", args=[session.pk]), minutes="Chacun a parlé.")
    director.client.post(reverse("selection_close", args=[session.pk]))
    session.refresh_from_db()
    assert not session.is_open


def test_mandates_are_renewed_shortened_withdrawn_and_given(people: dict[str, Person]) -> None:
    director = people["director"]
    portrait = factories.ambassador(title="Fonderie")
    days = {"first_day": str(TODAY), "last_day": str(TODAY + datetime.timedelta(days=30))}
    director.fill(reverse("selection_admit"), page=str(portrait.pk), basis="Comité de 2024", **days)
    mandate = Mandate.objects.get()
    assert mandate.created_by == director.user
    director.fill(reverse("selection_admit"), expected=200, page=str(portrait.pk), basis="Encore", **days)
    later = str(TODAY + datetime.timedelta(days=60))
    director.fill(reverse("selection_renew", args=[mandate.pk]), last_day=later, reason="Comité de mai")
    director.fill(reverse("selection_shorten", args=[mandate.pk]), expected=200, last_day=later, reason="Plus tôt")
    sooner = str(TODAY + datetime.timedelta(days=3))
    director.fill(reverse("selection_shorten", args=[mandate.pk]), last_day=sooner, reason="Plus tôt")
    director.fill(reverse("selection_withdraw", args=[mandate.pk]), expected=200, reason="")
    director.fill(reverse("selection_withdraw", args=[mandate.pk]), reason="Fermeture")
    assert Mandate.objects.filter(withdrawn_at=None).count() == 0
    assert "Fermeture" in words(director.page(reverse("selection_mandates:inspect", args=[mandate.pk])))
    assert "Fonderie" in words(director.page(reverse("selection_mandates:index")))


def test_a_deleted_file_leaves_the_storage(people: dict[str, Person], django_capture_on_commit_callbacks: Any) -> None:
    writer = people["writer"]
    candidate = selection_world.candidate(state="instruction")
    address = reverse("selection_evidence_add", args=[candidate.pk])
    criterion = str(Criterion.objects.all()[0].pk)
    writer.fill(address, criterion=criterion, text="Vu", file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    piece = candidate.evidence.get()
    first = piece.file.name
    with django_capture_on_commit_callbacks(execute=True):
        writer.fill(
            reverse("selection_evidence_edit", args=[candidate.pk, piece.pk]), text="Revu",
            file=SimpleUploadedFile("b.pdf", b"%PDF-1.7"),
        )  # fmt: skip
    piece.refresh_from_db()
    assert (piece.text, piece.file_name) == ("Revu", "b.pdf")
    assert not piece.file.storage.exists(first)
    with django_capture_on_commit_callbacks(execute=True):
        writer.client.post(reverse("selection_evidence_delete", args=[candidate.pk, piece.pk]))
    assert not piece.file.storage.exists(piece.file.name)


def test_lists_can_be_searched_and_filtered(people: dict[str, Person]) -> None:
    writer = people["writer"]
    selection_world.candidate(company_name="Fonderie", state="received")
    selection_world.candidate(company_name="Tissage", state="instruction")
    index = reverse("selection_candidates:index")
    assert {"Fonderie", "Tissage"} <= set(words(writer.page(index)).split())
    assert "Tissage" not in words(writer.page(f"{index}?state=received"))
    assert "Fonderie" not in words(writer.page(f"{index}?q=Tissage"))

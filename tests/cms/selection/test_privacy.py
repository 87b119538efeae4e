"""A person is found, shown what is held, erased; and forgotten in time."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cms.selection import privacy
from cms.selection.deciding import decide
from cms.selection.instruction import recuse
from cms.selection.models import Attachment, Candidate, Criterion, Score
from cms.selection.papers import keep
from cms.selection.scoring import give_scores
from cms.selection.states import CandidateState, Outcome
from tests import selection_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(director: Any) -> Candidate:
    one = selection_world.before_the_committee(
        contact_name="Zoé Martin",
        contact_email="zoe@example.org",
        leader_name="Ali Ferrand",
        website="https://z.example/",
    )
    paper = Attachment(candidate=one)
    keep(paper, SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    paper.save()
    first, second = selection_world.members(2)
    give_scores(one, first, dict.fromkeys(Criterion.objects.all(), (3, "Zoé est aimable")))
    recuse(one, second, reason="Cousin de Zoé", user=second)
    decide(selection_world.session(), one, Outcome.DEFERRED, motivation="Zoé doit revenir.", user=director)
    one.refresh_from_db()
    return one


class TestFinding:
    @pytest.mark.parametrize("wanted", ["zoe@example.org", "ZOE@example.org", "Zoé  Martin", "ali ferrand"])
    def test_by_address_or_name(self, candidate: Candidate, wanted: str) -> None:
        assert list(privacy.find_person(wanted)) == [candidate]

    @pytest.mark.parametrize("wanted", ["", " ", "zoe", "Paul Martin", "—"])
    def test_nobody_else(self, candidate: Candidate, wanted: str) -> None:
        assert not privacy.find_person(wanted).exists()

    def test_what_is_held_is_told(self, candidate: Candidate) -> None:
        told = json.dumps(privacy.export("zoe@example.org"), ensure_ascii=False)
        for word in (candidate.receipt, "Zoé Martin", "Ali Ferrand", "a.pdf", "Vu sur place", "Zoé doit revenir."):
            assert word in told
        assert "aimable" not in told


class TestErasing:
    def test_it_leaves_the_skeleton_alone(self, candidate: Candidate, django_capture_on_commit_callbacks: Any) -> None:
        file = candidate.attachments.get().file
        assert file.storage.exists(file.name)
        with django_capture_on_commit_callbacks(execute=True):
            assert privacy.erase("zoe@example.org") == 1
        assert not file.storage.exists(file.name)
        fresh = Candidate.objects.get()
        assert (fresh.state, fresh.company_name, fresh.receipt) == (
            "withdrawn",
            candidate.company_name,
            candidate.receipt,
        )
        assert fresh.erased_at is not None
        left = json.dumps(
            [list(model.objects.values()) for model in (Candidate, Score, Attachment)]
            + [list(fresh.decisions.values()), list(fresh.recusals.values()), list(fresh.evidence.values())]
            + [list(ModelLogEntry.objects.values("data"))],
            default=str, ensure_ascii=False,
        )  # fmt: skip
        for word in ("Zoé", "zoe@", "Ferrand", "z.example", "Vu sur place"):
            assert word not in left, word
        assert fresh.decisions.get().outcome == "deferred"
        assert privacy.erase("zoe@example.org") == 0

    @pytest.mark.parametrize(
        ("state", "months", "is_erased"),
        [
            (CandidateState.REFUSED, 25, True),
            (CandidateState.WITHDRAWN, 25, True),
            (CandidateState.REFUSED, 23, False),
            (CandidateState.ACCEPTED, 25, False),
            (CandidateState.INSTRUCTION, 25, False),
        ],
    )
    def test_retention_is_for_what_is_over(self, state: CandidateState, months: int, is_erased: bool) -> None:
        now = timezone.now()
        one = selection_world.candidate(state=state, closed_at=now - timedelta(days=months * 30.5))
        privacy.erase_candidates(now - timedelta(days=24 * 30.5))
        one.refresh_from_db()
        assert (one.contact_email == "") is is_erased

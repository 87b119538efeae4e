"""Every admin address of the room × every role. What a role may not open leads away, and says nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.feed.transaction import editorial_transaction
from cms.selection.instruction import recuse
from cms.selection.models import Attachment, Call, Criterion, Evidence, Mandate
from cms.selection.papers import keep
from cms.workflow.roles import Role
from tests import factories, selection_world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_cleared")]
W, C, P, A = Role.WRITING, Role.COMMITTEE, Role.PUBLICATION, Role.ADMINISTRATION
LOOKS, INSTRUCTS, COMMITTEE, DIRECTS = {W, C, P, A}, {W, P, A}, {C, P, A}, {P, A}
NOBODY: set[Role] = set()

# (name, arguments, method, roles): scoring, voting and stepping aside ask moreover that one sits on the committee.
TABLE: list[tuple[str, str, str, set[Role]]] = [
    ("selection_candidates:index", "", "get", LOOKS),
    ("selection_candidates:index_results", "", "get", LOOKS),
    ("selection_candidates:add", "", "get", INSTRUCTS),
    ("selection_candidates:edit", "candidate", "get", INSTRUCTS),
    ("selection_candidates:inspect", "candidate", "get", LOOKS),
    ("selection_candidates:history", "candidate", "get", INSTRUCTS),
    ("selection_candidates:history_results", "candidate", "get", INSTRUCTS),
    ("selection_candidates:usage", "candidate", "get", INSTRUCTS),
    ("selection_candidates:delete", "candidate", "get", NOBODY),
    ("selection_move", "candidate", "post", INSTRUCTS),
    ("selection_evidence_add", "candidate", "get", LOOKS),
    ("selection_evidence_edit", "candidate evidence", "get", LOOKS),
    ("selection_evidence_delete", "candidate evidence", "post", INSTRUCTS),
    ("selection_scores", "candidate", "get", {C}),
    ("selection_recuse", "candidate", "get", {C}),
    ("selection_recuse_member", "candidate", "get", DIRECTS),
    ("selection_recusal_lift", "candidate recusal", "post", DIRECTS),
    ("selection_paper", "attachment", "get", LOOKS),
    ("selection_sessions:index", "", "get", COMMITTEE),
    ("selection_sessions:index_results", "", "get", COMMITTEE),
    ("selection_sessions:add", "", "get", DIRECTS),
    ("selection_sessions:edit", "session", "get", DIRECTS),
    ("selection_sessions:inspect", "session", "get", COMMITTEE),
    ("selection_sessions:history", "session", "get", DIRECTS),
    ("selection_sessions:history_results", "session", "get", DIRECTS),
    ("selection_sessions:usage", "session", "get", DIRECTS),
    ("selection_sessions:delete", "session", "get", NOBODY),
    ("selection_presence", "session", "post", DIRECTS),
    ("selection_close", "session", "post", DIRECTS),
    ("selection_vote", "session candidate", "post", COMMITTEE),
    ("selection_decide", "session candidate", "get", DIRECTS),
    ("selection_mandates:index", "", "get", LOOKS),
    ("selection_mandates:index_results", "", "get", LOOKS),
    ("selection_mandates:inspect", "mandate", "get", LOOKS),
    ("selection_mandates:history", "mandate", "get", DIRECTS),
    ("selection_mandates:history_results", "mandate", "get", DIRECTS),
    ("selection_renew", "mandate", "get", DIRECTS),
    ("selection_shorten", "mandate", "get", DIRECTS),
    ("selection_withdraw", "mandate", "get", DIRECTS),
    ("selection_admit", "", "get", DIRECTS),
    ("selection_calls:index", "", "get", LOOKS),
    ("selection_calls:index_results", "", "get", LOOKS),
    ("selection_calls:add", "", "get", DIRECTS),
    ("selection_calls:edit", "call", "get", DIRECTS),
    ("selection_calls:history", "call", "get", DIRECTS),
    ("selection_calls:history_results", "call", "get", DIRECTS),
    ("selection_calls:usage", "call", "get", DIRECTS),
    ("selection_calls:delete", "call", "get", {A}),
    ("selection_criteria:index", "", "get", LOOKS),
    ("selection_criteria:index_results", "", "get", LOOKS),
    ("selection_criteria:add", "", "get", DIRECTS),
    ("selection_criteria:edit", "criterion", "get", DIRECTS),
    ("selection_criteria:history", "criterion", "get", DIRECTS),
    ("selection_criteria:history_results", "criterion", "get", DIRECTS),
    ("selection_criteria:usage", "criterion", "get", DIRECTS),
    ("selection_criteria:delete", "criterion", "get", NOBODY),
]


@pytest.fixture
def things(db: None) -> dict[str, Any]:
    candidate = selection_world.before_the_committee()
    member = selection_world.members(1)[0]
    attachment = Attachment(candidate=candidate)
    keep(attachment, SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
    attachment.save()
    with editorial_transaction():
        mandate = selection_world.mandate(factories.ambassador())
    return {
        "candidate": candidate.pk,
        "evidence": Evidence.objects.filter(candidate=candidate)[0].pk,
        "recusal": recuse(candidate, member, reason="Cousin", user=member).pk,
        "session": selection_world.session(member).pk,
        "mandate": mandate.pk,
        "call": selection_world.call().pk,
        "criterion": Criterion.objects.all()[0].pk,
        "attachment": attachment.pk,
    }


def address(name: str, arguments: str, things: dict[str, Any]) -> str:
    found = [things[argument] for argument in arguments.split()]
    return reverse(name, args=["attachment", *found] if name == "selection_paper" else found)


def is_open(response: Any) -> bool:
    """Tell whether somebody was let in: those who are not are led to the admin's home, or to the login."""
    where = response.get("Location", "")
    return response.status_code != 403 and where != reverse("wagtailadmin_home") and "/login/" not in where


def ours() -> set[str]:
    """Return the names of every admin address of the room."""
    from django.urls import get_resolver

    found = set()

    def walk(patterns: Any, space: str) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
            elif f"{space}{pattern.name}".startswith("selection_"):
                found.add(f"{space}{pattern.name}")

    walk(get_resolver().url_patterns, "")
    return found


class TestTable:
    def test_every_address_is_in_it(self) -> None:
        named = {name for name, _arguments, _method, _roles in TABLE}
        assert {name for name in ours() if "chooser" not in name} - named == set()

    @pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role.name if role else "NOBODY")
    def test_each_role_opens_what_it_may(self, client: Client, things: dict[str, Any], role: Role | None) -> None:
        if role is not None:
            selection_world.group(role)
            client.force_login(selection_world.person(role))
        wrong = []
        for name, arguments, method, roles in TABLE:
            response = getattr(client, method)(address(name, arguments, things))
            # A POST without its data is answered with 404 or with a redirect: both mean that one was let in.
            if is_open(response) is not (role in roles):
                wrong.append((name, response.status_code, response.get("Location")))
        assert wrong == []

    def test_a_recused_member_records_no_decision_even_as_superuser(
        self, client: Client, things: dict[str, Any]
    ) -> None:
        boss = selection_world.person(Role.COMMITTEE, "patron", is_superuser=True)
        client.force_login(boss)
        path = address("selection_decide", "session candidate", things)
        assert client.get(path).status_code == 200
        from cms.selection.models import Candidate

        recuse(Candidate.objects.get(pk=things["candidate"]), boss, reason="Actionnaire", user=boss)
        assert not is_open(client.get(path))
        assert not is_open(client.get(address("selection_scores", "candidate", things)))

    def test_closed_things_have_no_form(self, client: Client, things: dict[str, Any]) -> None:
        from django.utils import timezone

        from cms.selection.models import Candidate, CommitteeSession

        client.force_login(selection_world.person(Role.ADMINISTRATION))
        Candidate.objects.update(state="refused")
        CommitteeSession.objects.update(closed_at=timezone.now())
        for name, arguments in (
            ("selection_candidates:edit", "candidate"),
            ("selection_sessions:edit", "session"),
            ("selection_evidence_add", "candidate"),
        ):
            assert not is_open(client.get(address(name, arguments, things))), name


class TestPapers:
    def test_they_are_sent_as_attachments_that_can_do_nothing(self, client: Client, things: dict[str, Any]) -> None:
        client.force_login(selection_world.person(Role.COMMITTEE))
        response = client.get(address("selection_paper", "attachment", things))
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Type"] == "application/pdf"
        assert "sandbox" in response["Content-Security-Policy"]
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
        assert b"".join(response.streaming_content) == b"%PDF-1.7"


class TestWhatIsShown:
    def test_writers_see_no_score_vote_recusal_or_motivation(self, client: Client, things: dict[str, Any]) -> None:
        from cms.selection.deciding import decide
        from cms.selection.models import Candidate, CommitteeSession, Score
        from cms.selection.states import Outcome

        candidate = Candidate.objects.get(pk=things["candidate"])
        member = selection_world.members(1)[0]
        Score.objects.create(
            candidate=candidate, member=member, criterion_id=things["criterion"], points=4, note="MARQUE-NOTE"
        )
        session = CommitteeSession.objects.get()
        decide(session, candidate, Outcome.DEFERRED, motivation="MARQUE-MOTIF", user=member)
        path = address("selection_candidates:inspect", "candidate", things)
        seen = {}
        for role in (Role.WRITING, Role.PUBLICATION):
            client.force_login(selection_world.person(role))
            html = client.get(path).content.decode()
            seen[role] = {word for word in ("MARQUE-NOTE", "MARQUE-MOTIF", "Cousin") if word in html}
        assert seen == {Role.WRITING: set(), Role.PUBLICATION: {"MARQUE-NOTE", "MARQUE-MOTIF", "Cousin"}}

    def test_the_menu_is_there_for_those_who_have_something_in_it(self, client: Client) -> None:
        for role, is_there in ((Role.COMMITTEE, True), (Role.WRITING, True), (Role.PARTNERSHIPS, False)):
            selection_world.group(role)
            client.force_login(selection_world.person(role))
            html = client.get(reverse("wagtailadmin_home")).content.decode()
            assert (reverse("selection_candidates:index") in html) is is_there


def test_kept_rows_are_deleted_by_nobody(client: Client, things: dict[str, Any]) -> None:
    client.force_login(selection_world.person(Role.ADMINISTRATION, "chef", is_superuser=True))
    for model, name in ((Criterion, "selection_criteria"), (Mandate, None)):
        before = model.objects.count()
        if name:
            client.post(reverse(f"{name}:delete", args=[things["criterion"]]))
        assert model.objects.count() == before
    assert Call.objects.count() == 1

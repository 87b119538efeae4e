"""What is known about a person: handed over whole, erased with tombstones, let go of in time, as the document says."""

from __future__ import annotations

import datetime
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

from ambassadors.models import AmbassadorPage
from cms.feed.models import FeedDocument, State
from cms.feed.transaction import editorial_transaction
from cms.media.audiences import Audience
from cms.media.models import Consent, Image
from cms.media.privacy import ERASED, mentions, without
from cms.media.rights import rights_of
from cms.media.storages import originals_storage
from cms.recall.models import Cause, RecallSheet
from cms.recall.services import add_recipient, close_sheet
from cms.recall.taking_back import withdraw_image
from cms.workflow import privacy
from cms.workflow.decisions import record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.privacy import Person, PersonSource, Retention, register, register_retention, retentions
from cms.workflow.records import Decision, OutgoingMail
from cms.workflow.roles import Role
from tests import factories
from tests.recall_world import ASKED, admitted, consent, picture_of
from tests.workflow_world import person as account

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[3]
NADIA = "Nadia Ferrand"


def export(**options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("export_person", stdout=out, **options)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def erase(**options: Any) -> str:
    out = io.StringIO()
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("erase_person", stdout=out, **options)
    return out.getvalue()


def everything_stored() -> str:
    """Return what the tables that know people say, as one text."""
    rows: list[Any] = []
    for model in (Consent, Image, Decision, OutgoingMail, RecallSheet, PageLogEntry, Revision, AmbassadorPage, Page):
        rows += [repr(sorted(row.items(), key=str)) for row in model.objects.values()]
    rows += [repr(row) for row in get_user_model().objects.values()]
    return "\n".join(rows)


class TestWords:
    def test_it_works(self) -> None:
        assert mentions("Portrait de nadia  FERRAND, fondeuse", [NADIA])
        assert without("Nadia\nFerrand et NADIA FERRAND.", [NADIA]) == f"{ERASED} et {ERASED}."

    @pytest.mark.parametrize("text", ["Nadia Ferrandon", "Anadia Ferrand", "Ferrand Nadia", ""])
    def test_other_people_s_names_stay(self, text: str) -> None:
        assert not mentions(text, [NADIA])
        assert without(text, [NADIA]) == text

    def test_a_longer_name_goes_whole(self) -> None:
        assert without("Nadia Ferrand-Petit", ["Nadia Ferrand", "Nadia Ferrand-Petit"]) == ERASED

    def test_nobody_is_in_no_text(self) -> None:
        assert not Person().is_in("Nadia")
        assert Person(names=("",)).blot("Nadia") == "Nadia"


class TestRegistry:
    def test_refuses_two_of_a_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(privacy, "_sources", {})
        source = register(PersonSource("x", lambda about: 0, lambda about: [], lambda about: []))
        assert register(source) is source
        with pytest.raises(ImproperlyConfigured):
            register(PersonSource("x", lambda about: 1, lambda about: [], lambda about: []))

    def test_refuses_two_durations_of_a_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(privacy, "_retentions", {})
        register_retention(Retention("x", datetime.timedelta(1), lambda before: 0))
        with pytest.raises(ImproperlyConfigured):
            register_retention(Retention("x", datetime.timedelta(2), lambda before: 0))

    def test_every_room_that_knows_people_answers(self) -> None:
        known = {source.name for source in privacy.sources()}
        assert {"media", "pages", "mails", "recall", "staff", "portraits", "selection", "signoff"} <= known


class TestExport:
    def test_it_works(self) -> None:
        image = picture_of(NADIA, title="Nadia au four")
        portrait = factories.ambassador(image=image, leader_name=NADIA, quote="On répare d’abord.")
        data = export(name=["nadia ferrand"])
        assert data["data"]["media"][0]["image"]["id"] == image.pk
        assert data["data"]["portraits"][0]["quote"] == "On répare d’abord."
        assert portrait.pk in [row["id"] for row in data["data"]["pages"]]
        assert image.file.name in data["files"]

    def test_an_address_leads_to_the_name_of_its_account(self) -> None:
        user = account("nadia", Role.WRITING)
        user.first_name, user.last_name = "Nadia", "Ferrand"
        user.save()
        picture_of(NADIA)
        data = export(email="NADIA@exemple.fr")
        assert data["names"] == [NADIA]
        assert data["data"]["media"]
        assert data["data"]["staff"][0]["username"] == "nadia"

    def test_signed_papers_are_among_the_files(self) -> None:
        image = factories.image(persons="identified")
        row = consent(image, NADIA)
        with editorial_transaction():
            row.proof.save("accord.pdf", ContentFile(b"%PDF-1.4"))
        assert row.proof.name in export(name=[NADIA])["files"]

    def test_a_child_is_found_by_a_parent_s_name(self) -> None:
        consent(factories.image(), "Léo Ferrand", is_minor=True, parent_1=NADIA, parent_2="Paul Ferrand")
        assert export(name=[NADIA])["data"]["media"][0]["person"] == "Léo Ferrand"

    def test_needs_to_know_whom(self) -> None:
        with pytest.raises(CommandError):
            export()
        with pytest.raises(CommandError):
            erase(name=[" "])

    def test_a_file_is_for_its_owner_and_never_overwritten(self, tmp_path: Path) -> None:
        path = tmp_path / "nadia.json"
        call_command("export_person", name=[NADIA], out=str(path), stdout=io.StringIO())
        assert path.stat().st_mode & 0o077 == 0
        with pytest.raises(CommandError):
            call_command("export_person", name=[NADIA], out=str(path), stdout=io.StringIO())


class TestErasing:
    def test_it_works(self) -> None:
        image = picture_of(NADIA, title="Nadia Ferrand au four")
        portrait = admitted(factories.ambassador(image=image, leader_name=NADIA, quote="On répare d’abord."))
        english = factories.translate(portrait, title="Workshop", slug="workshop")
        said = erase(name=[NADIA], confirm=True)
        for page in (portrait, english):
            rows = FeedDocument.objects.filter(page_id=page.pk)
            assert set(rows.values_list("state", flat=True)) == {State.WITHDRAWN}
        fresh = AmbassadorPage.objects.get(pk=portrait.pk)
        assert (fresh.leader_name, fresh.quote, fresh.live, fresh.image) == ("", "", False, None)
        assert fresh.revisions.count() == 1
        assert not originals_storage().exists(image.file.name)
        assert Image.objects.get(pk=image.pk).is_withdrawn
        assert RecallSheet.objects.filter(cause=Cause.ERASURE).exists()
        assert NADIA not in everything_stored()
        assert str(_count(said, "portraits")) == "2"

    def test_a_dry_run_changes_nothing(self) -> None:
        image = picture_of(NADIA)
        portrait = admitted(factories.ambassador(image=image, leader_name=NADIA))
        before = everything_stored()
        said = erase(name=[NADIA])
        assert everything_stored() == before
        assert originals_storage().exists(image.file.name)
        assert set(FeedDocument.objects.filter(page_id=portrait.pk).values_list("state", flat=True)) == {State.LIVE}
        assert "--confirm" in said
        assert "portraits:" in said

    def test_other_people_on_the_picture_do_not_bring_it_back(self) -> None:
        image = picture_of(NADIA, "Ali Benali")
        erase(name=[NADIA], confirm=True)
        answer = rights_of(Image.objects.get(pk=image.pk), audience=Audience.OWN, now=timezone.now())
        assert not answer.allowed
        assert image.consents.filter(person="Ali Benali").exists()

    def test_signed_papers_are_deleted(self) -> None:
        row = consent(factories.image(persons="identified"), NADIA)
        with editorial_transaction():
            row.proof.save("accord.pdf", ContentFile(b"%PDF-1.4"))
        name = row.proof.name
        erase(name=[NADIA], confirm=True)
        assert not originals_storage().exists(name)
        row.refresh_from_db()
        assert (row.person, row.proof_note) == (ERASED, "")
        assert row.revoked_at is not None

    def test_the_author_of_a_photo_keeps_the_credit(self) -> None:
        image = factories.image(author=NADIA, credit=f"Photo {NADIA}")
        said = erase(name=[NADIA], confirm=True)
        assert Image.objects.get(pk=image.pk).author == NADIA
        assert "L121-1" in said

    def test_staff_keep_their_role_and_lose_their_name(self) -> None:
        user = account("nadia", Role.REVIEW)
        user.first_name, user.last_name = "Nadia", "Ferrand"
        user.save()
        article = factories.article(is_live=False)
        with editorial_transaction():
            record(
                page=article,
                digest=fingerprint(article),
                kind=Kind.REVIEW,
                outcome=Outcome.APPROVED,
                user=user,
                comment="Relu par Nadia Ferrand.",
            )
            log(instance=article, action="fabrique.decision.approved", user=user, data={"by": NADIA, "note": [NADIA]})
        erase(email="nadia@exemple.fr", confirm=True)
        row = Decision.objects.get(page=article, kind=Kind.REVIEW)
        assert row.user_name == "Relecture"
        assert row.comment == f"Relu par {ERASED}."
        user.refresh_from_db()
        assert (user.username, user.email, user.is_active) == (f"efface-{user.pk}", "", False)
        assert not user.has_usable_password()
        assert NADIA not in everything_stored()
        assert "nadia@exemple.fr" not in everything_stored()

    def test_a_signer_s_name_goes_from_decisions(self) -> None:
        portrait = factories.ambassador()
        with editorial_transaction():
            record(
                page=portrait,
                digest=fingerprint(portrait),
                kind=Kind.SIGN_OFF,
                outcome=Outcome.APPROVED,
                user_name=NADIA,
            )
        erase(name=[NADIA], confirm=True)
        assert ERASED in set(Decision.objects.filter(page=portrait).values_list("user_name", flat=True))
        assert NADIA not in everything_stored()

    def test_mails_go(self) -> None:
        OutgoingMail.objects.create(recipient="nadia@exemple.fr", subject="Relance", template="x")
        OutgoingMail.objects.create(recipient="autre@exemple.fr", subject="De Nadia Ferrand", template="x")
        kept = OutgoingMail.objects.create(recipient="autre@exemple.fr", subject="Rien", template="x")
        erase(email="nadia@exemple.fr", name=[NADIA], confirm=True)
        assert list(OutgoingMail.objects.all()) == [kept]

    def test_recall_sheets_stay_without_the_name(self) -> None:
        with editorial_transaction():
            sheet = withdraw_image(factories.image(title="Four"), request=ASKED)
        add_recipient(sheet, name=NADIA, contact="nadia@exemple.fr")
        erase(email="nadia@exemple.fr", name=[NADIA], confirm=True)
        sheet.refresh_from_db()
        assert sheet.requested_by == ERASED
        assert sheet.recipients.get().contact == ERASED

    def test_texts_that_mention_somebody_are_named_for_a_decision_by_hand(self) -> None:
        article = factories.article(title="Visite", summary="Chez Nadia Ferrand.")
        said = erase(name=[NADIA], confirm=True)
        assert f"Visite ({article.pk})" in said
        article.refresh_from_db()
        assert article.summary == "Chez Nadia Ferrand."

    def test_of_nobody_it_says_so(self) -> None:
        before = everything_stored()
        erase(name=["Personne Inconnue"], confirm=True)
        assert everything_stored() == before


def _count(said: str, room: str) -> int:
    found = re.search(rf"^{room}:\n  - (\d+)", said, re.MULTILINE)
    return int(found[1]) if found else 0


class TestRetention:
    def apply(self, **options: Any) -> str:
        out = io.StringIO()
        with TestCase.captureOnCommitCallbacks(execute=True):
            call_command("apply_retention", stdout=out, **options)
        return out.getvalue()

    def test_mails_go_after_half_a_year(self) -> None:
        old = OutgoingMail.objects.create(recipient="a@exemple.fr", subject="Vieux", template="x")
        OutgoingMail.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=181))
        new = OutgoingMail.objects.create(recipient="b@exemple.fr", subject="Neuf", template="x")
        self.apply(dry_run=True)
        assert OutgoingMail.objects.count() == 2
        assert "mails: 1" in self.apply()
        assert list(OutgoingMail.objects.all()) == [new]

    def test_closed_recalls_forget_who_asked(self) -> None:
        with editorial_transaction():
            old, new = (withdraw_image(factories.image(), request=ASKED) for _each in range(2))
        for sheet in (old, new):
            add_recipient(sheet, name="Ville", contact="web@ville.exemple")
            close_sheet(sheet, note="Fini.")
        RecallSheet.objects.filter(pk=old.pk).update(closed_at=timezone.now() - datetime.timedelta(days=5 * 365 + 1))
        self.apply()
        old.refresh_from_db()
        new.refresh_from_db()
        assert (old.requested_by, new.requested_by) == ("", "Nadia Ferrand")
        assert (old.recipients.get().contact, new.recipients.get().contact) == ("", "web@ville.exemple")
        assert old.recipients.get().name == "Ville"

    def test_ended_consents_forget_the_person_and_go_on_counting_as_ended(self) -> None:
        long_ago = timezone.now() - datetime.timedelta(days=5 * 365 + 1)
        image, again = factories.image(persons="identified"), factories.image(persons="identified")
        consent(image, NADIA, revoked_at=long_ago)
        consent(again, NADIA, revoked_at=long_ago)
        consent(again, NADIA)
        self.apply()
        assert image.consents.get().person == ERASED
        assert set(again.consents.values_list("person", flat=True)) == {NADIA}
        now = timezone.now()
        assert not rights_of(image, audience=Audience.OWN, now=now).allowed
        assert rights_of(again, audience=Audience.OWN, now=now).allowed

    def test_old_log_entries_name_nobody(self) -> None:
        article = factories.article()
        PageLogEntry.objects.filter(page=article).update(
            timestamp=timezone.now() - datetime.timedelta(days=5 * 365 + 1)
        )
        self.apply()
        assert not PageLogEntry.objects.filter(page=article).exclude(user=None, data={}).exists()
        assert PageLogEntry.objects.filter(page=article).exists()

    def test_accounts_closed_long_ago_are_emptied(self) -> None:
        user, active = account("nadia"), account("ali")
        long_ago = timezone.now() - datetime.timedelta(days=2 * 365 + 1)
        get_user_model().objects.filter(pk=user.pk).update(is_active=False, last_login=long_ago)
        get_user_model().objects.filter(pk=active.pk).update(last_login=long_ago)
        self.apply()
        user.refresh_from_db()
        active.refresh_from_db()
        assert (user.email, active.email) == ("", "ali@exemple.fr")

    def test_one_that_fails_does_not_keep_the_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(before: Any) -> int:
            raise RuntimeError

        held = {"a": Retention("a", datetime.timedelta(1), fail), **privacy._retentions}
        monkeypatch.setattr(privacy, "_retentions", held)
        OutgoingMail.objects.create(recipient="a@exemple.fr", subject="Vieux", template="x")
        OutgoingMail.objects.update(created_at=timezone.now() - datetime.timedelta(days=181))
        with pytest.raises(SystemExit):
            self.apply()
        assert not OutgoingMail.objects.exists()


class TestDocument:
    def test_the_durations_are_those_of_the_code(self) -> None:
        text = (ROOT / "docs/rgpd.md").read_text(encoding="utf-8")
        table = text.split("\n## Durées de conservation\n")[1].split("\n## ")[0]
        rows = [[cell.strip().strip("`") for cell in row.split("|")[1:-1]] for row in table.splitlines() if "|" in row]
        documented = {row[0]: int(row[2].split()[0]) for row in rows[2:]}
        assert documented == {retention.code: retention.keep.days for retention in retentions()}

    def test_every_room_that_knows_people_is_in_the_document(self) -> None:
        text = (ROOT / "docs/rgpd.md").read_text(encoding="utf-8")
        assert [source.name for source in privacy.sources() if f"`{source.name}`" not in text] == []

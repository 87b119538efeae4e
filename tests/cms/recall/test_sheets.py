"""Recall sheets: opened by every withdrawal, whichever door it came through; followed up, exported, closed."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.feed.models import FeedDocument
from cms.feed.transaction import editorial_transaction
from cms.media.models import Image
from cms.recall import recipients
from cms.recall.exports import as_csv, cell
from cms.recall.letters import announce_waiting
from cms.recall.models import Cause, RecallSheet
from cms.recall.recipients import Recipient, register_recipients
from cms.recall.services import acknowledge, add_recipient, close_sheet, open_sheet
from cms.recall.snapshot import documents_of
from cms.recall.taking_back import withdraw_image, withdraw_page
from cms.workflow.decisions import record
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.roles import Role
from tests import factories
from tests.recall_world import ASKED, admitted, article_with, committed, consent, picture_of
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def partners(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], list[int]]]:
    """A room that knows who fetched what."""
    asked: list[tuple[list[str], list[int]]] = []

    def fetched(document_ids: Any, image_ids: Any) -> list[Recipient]:
        asked.append((list(document_ids), list(image_ids)))
        return [
            Recipient("Ville de Créteil", "web@creteil.exemple", timezone.now(), "change 12"),
            Recipient("Ville de Créteil", "web@creteil.exemple", timezone.now(), "change 12"),
        ]

    monkeypatch.setattr(recipients, "_finders", [])
    register_recipients(fetched)
    register_recipients(fetched)
    return asked


class TestOpening:
    def test_it_works(self) -> None:
        article = factories.article(title="Kermesse")
        before = max(FeedDocument.objects.filter(page_id=article.pk).values_list("change", flat=True))
        before_by_audience = dict(FeedDocument.objects.filter(page_id=article.pk).values_list("audience", "change"))
        with editorial_transaction():
            sheet = withdraw_page(article, request=ASKED)
        [document] = sheet.documents
        assert (document["type"], document["locale"], document["state"]) == ("article", "fr", "live")
        assert document["change"] == before
        assert sorted(document["audiences"]) == ["open", "own", "partners"]
        assert dict(zip(document["audiences"], document["changes"], strict=True)) == before_by_audience
        assert sheet.content_id == article.translation_key
        assert sheet.cause == Cause.PORTRAIT

    def test_documents_that_only_show_the_picture_are_listed_as_such(self) -> None:
        image = factories.image()
        article_with(image)
        with editorial_transaction():
            sheet = withdraw_image(image, request=ASKED)
        assert [one["is_whole"] for one in sheet.documents] == [False]
        assert all(address.startswith("http://testserver/media/") for address in sheet.images[0]["addresses"])

    def test_recipients_come_from_the_rooms_that_know_them_once_each(self, partners: Any) -> None:
        article = article_with(factories.image())
        with editorial_transaction():
            sheet = withdraw_page(article, request=ASKED, pictures=[article.image_id])
        assert [one.name for one in sheet.recipients.all()] == ["Ville de Créteil"]
        assert partners[0] == ([sheet.documents[0]["id"]], [article.image_id])

    def test_ticking_withdrawn_in_the_form_of_a_picture_opens_one(self) -> None:
        image = factories.image()
        with editorial_transaction():
            image.is_withdrawn = True
            image.save()
        sheet = RecallSheet.objects.get()
        assert (sheet.cause, sheet.image_ids) == (Cause.FORM, [image.pk])
        assert sheet.images[0]["addresses"]
        with editorial_transaction():
            image.save()
        assert RecallSheet.objects.count() == 1

    def test_ending_a_consent_in_its_form_opens_one(self) -> None:
        image = picture_of("Nadia Ferrand")
        with editorial_transaction():
            row = image.consents.get()
            row.revoked_at = timezone.now()
            row.save()
        assert RecallSheet.objects.get().image_ids == [image.pk]

    def test_ending_several_consents_at_once_opens_one(self) -> None:
        first, second = picture_of("Nadia Ferrand"), picture_of("Nadia Ferrand")
        with editorial_transaction():
            for image in (first, second):
                row = image.consents.get()
                row.revoked_at = timezone.now()
                row.save()
        assert RecallSheet.objects.get().image_ids == [first.pk, second.pk]

    def test_a_withdrawn_signature_opens_one(self) -> None:
        portrait = admitted(factories.ambassador())
        with editorial_transaction():
            record(page=portrait, digest=fingerprint(portrait), kind=Kind.SIGN_OFF, outcome=Outcome.WITHDRAWN)
        sheet = RecallSheet.objects.get()
        assert (sheet.cause, sheet.content_id) == (Cause.DECISION, portrait.translation_key)

    @pytest.mark.parametrize("is_first", [True, False])
    def test_a_room_that_opens_its_own_takes_over_what_the_rows_opened(self, is_first: bool) -> None:
        image = picture_of("Nadia Ferrand")
        portrait = admitted(factories.ambassador(image=image))

        def announce() -> None:
            open_sheet(content_id=portrait.translation_key, title="Atelier", cause=Cause.SIGNER, image_ids=[image.pk])

        with editorial_transaction():
            if is_first:
                announce()
            record(page=portrait, digest=fingerprint(portrait), kind=Kind.SIGN_OFF, outcome=Outcome.WITHDRAWN)
            row = image.consents.get()
            row.revoked_at = timezone.now()
            row.save()
            if not is_first:
                announce()
        sheet = RecallSheet.objects.get()
        assert (sheet.cause, sheet.is_automatic) == (Cause.SIGNER, False)
        assert sheet.documents
        assert sheet.image_ids == [image.pk]

    def test_another_room_s_own_words_are_a_cause_too(self) -> None:
        with editorial_transaction():
            sheet = open_sheet(title="Atelier", cause="Retiré depuis le reçu")
        assert sheet.cause_label == "Retiré depuis le reçu"

    def test_a_rolled_back_withdrawal_leaves_no_sheet_and_no_mail(self) -> None:
        person("direction", Role.PUBLICATION)
        article = factories.article()

        def fail() -> None:
            with committed():
                withdraw_page(article, request=ASKED)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        assert not RecallSheet.objects.exists()
        assert mail.outbox == []


class TestMail:
    def test_goes_to_those_who_answer_by_law_and_to_those_who_know_the_partners(self) -> None:
        person("direction", Role.PUBLICATION)
        person("partenaires", Role.PARTNERSHIPS)
        person("redaction", Role.WRITING)
        article = factories.article(title="Kermesse & Cie")
        with committed():
            sheet = withdraw_page(article, request=ASKED)
        assert sorted(one.to[0] for one in mail.outbox) == ["direction@exemple.fr", "partenaires@exemple.fr"]
        [message, _other] = mail.outbox
        assert "Kermesse & Cie" in message.subject
        assert reverse("recall:sheet", args=[sheet.pk]) in message.body
        assert "Kermesse &amp; Cie" in message.alternatives[0].content
        assert "Nadia" not in message.body

    def test_names_documents_by_title_and_language_with_the_id_for_technicians(self) -> None:
        person("direction", Role.PUBLICATION)
        picture = factories.image(title="Fonderie")
        article = factories.article(title="Kermesse & Cie", image=picture)
        factories.translate(article, title="Fair & Co")
        with committed():
            sheet = withdraw_image(picture, request=ASKED)
        [message] = mail.outbox
        french, english = sorted(sheet.documents, key=lambda one: one["locale"] != "fr")
        assert f"Article «\xa0Kermesse & Cie\xa0» (français) – {french['id']}" in message.body
        assert f"Article «\xa0Fair & Co\xa0» (anglais) – {english['id']}" in message.body
        page = message.alternatives[0].content
        assert "Article «\xa0Kermesse &amp; Cie\xa0» (français)" in page
        assert french["id"] in page
        assert "article (fr)" not in message.body

    def test_never_names_what_was_never_shown_to_anybody(self) -> None:
        person("direction", Role.PUBLICATION)
        article = factories.article(title="SOUS EMBARGO")
        FeedDocument.objects.filter(page_id=article.pk).update(state="gone", was_shown=False)
        [document] = documents_of([article.translation_key], [])
        with committed():
            RecallSheet.objects.create(title="Fonderie", cause=Cause.FORM, documents=[document])
            announce_waiting()
        [message] = mail.outbox
        assert "SOUS EMBARGO" not in message.body + message.alternatives[0].content
        assert f"Article (français), non publié – {document['id']}" in message.body

    def test_a_page_that_was_deleted_is_named_by_its_id_once(self) -> None:
        person("direction", Role.PUBLICATION)
        article = factories.article(title="Kermesse")
        with committed():
            withdraw_page(article, request=ASKED)
            article.delete()
        [message] = mail.outbox
        public_id = str(FeedDocument.objects.filter(page_id=article.pk).values_list("document_id", flat=True)[0])
        assert message.body.count(public_id) == 1

    def test_is_sent_once(self) -> None:
        person("direction", Role.PUBLICATION)
        for _each in range(2):
            with committed():
                withdraw_image(factories.image(), request=ASKED)
        assert len(mail.outbox) == 2


class TestFollowingUp:
    @pytest.fixture
    def sheet(self) -> RecallSheet:
        with editorial_transaction():
            return withdraw_image(factories.image(), request=ASKED)

    def test_it_works(self, sheet: RecallSheet) -> None:
        agency = add_recipient(sheet, name="Agence Untel")
        counted = RecallSheet.objects.with_counts().get(pk=sheet.pk)
        assert (counted.recipient_count, counted.waiting_count) == (1, 1)
        acknowledge(agency, note="Retirée le matin même.")
        assert RecallSheet.objects.with_counts().get(pk=sheet.pk).waiting_count == 0
        assert close_sheet(sheet, note="Tout est retiré.")
        assert not close_sheet(sheet, note="Encore.")
        assert RecallSheet.objects.get(pk=sheet.pk).closing_note == "Tout est retiré."

    def test_open_sheets_come_first(self, sheet: RecallSheet) -> None:
        with editorial_transaction():
            newer = open_sheet(title="Plus récente", cause="essai")
        close_sheet(newer, note="Fini.")
        assert [one.pk for one in RecallSheet.objects.with_counts()] == [sheet.pk, newer.pk]


class TestExport:
    @pytest.mark.parametrize("text", ["=1+1", "+33 1", "-5", "@SUM(A1)", "\t=1", " =1", "＝1"])
    def test_no_cell_is_a_formula(self, text: str) -> None:
        assert cell(text) == f"'{text}"

    def test_plain_cells_stay_as_they_are(self) -> None:
        assert [cell(text) for text in ("Créteil", "a=b", "", None, 3)] == ["Créteil", "a=b", "", "", "3"]

    def test_one_line_per_recipient(self) -> None:
        with editorial_transaction():
            sheet = withdraw_image(factories.image(title="Four"), request=ASKED)
        add_recipient(sheet, name="=cmd()", contact="a@exemple.fr")
        add_recipient(sheet, name="Ville; de « Créteil »")
        with editorial_transaction():
            open_sheet(title="Sans personne", cause="essai")
        rows = list(csv.DictReader(io.StringIO(as_csv(RecallSheet.objects.all()).decode("utf-8-sig")), delimiter=";"))
        assert {row["Destinataire"] for row in rows} == {"'=cmd()", "Ville; de « Créteil »", ""}

    def test_json_has_everything(self, client: Client) -> None:
        image = factories.image(title="Four")
        with editorial_transaction():
            sheet = withdraw_image(image, request=ASKED)
        add_recipient(sheet, name="Ville de Créteil")
        client.force_login(person("chef", is_superuser=True))
        answer = client.get(reverse("recall:export_sheet", args=[sheet.pk, "json"]))
        assert answer["Cache-Control"].startswith("private, no-store")
        assert "attachment" in answer["Content-Disposition"]
        [found] = json.loads(answer.content)
        assert found["requested_by"] == "Nadia Ferrand"
        assert found["recipients"][0]["name"] == "Ville de Créteil"
        assert found["images"][0]["id"] == image.pk


class TestImages:
    def test_a_picture_made_withdrawn_opens_nothing(self) -> None:
        factories.image(is_withdrawn=True)
        assert not RecallSheet.objects.exists()

    def test_a_new_consent_opens_nothing(self) -> None:
        consent(factories.image(persons="identified"), "Ali Benali", revoked_at=timezone.now())
        assert not RecallSheet.objects.exists()
        assert Image.objects.exists()

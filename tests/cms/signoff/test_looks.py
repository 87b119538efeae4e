"""Mails and the receipt: rendered for whoever wants to look, and held to what they must say."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from pypdf import PdfReader

from cms.media.models import Image
from cms.signoff.deciding import refuse, remark, request_changes, sign
from cms.signoff.receipts import as_pdf, receipt_of
from cms.signoff.reminding import send_due_reminders
from cms.signoff.withdrawing import Scope, withdraw
from cms.workflow.roles import Role
from tests.signoff_world import ADDRESS, NAME, edit, link_of, photo, portrait, sent, token_in_mail, words, yes_to
from tests.workflow_world import person

pytestmark = pytest.mark.django_db
# Where to leave the files for whoever wants to look.
SHOTS = os.environ.get("SIGNOFF_SHOTS", "")


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def html_of(message: Any) -> str:
    return str(message.alternatives[0][0])


def every_mail(callbacks: Any) -> dict[str, Any]:
    """Return one mail of each kind, by name."""
    found: dict[str, Any] = {}
    rose = person("rose", Role.WRITING)

    def take(name: str, to: str) -> None:
        found[name] = [one for one in mail.outbox if one.to == [to]][-1]

    for name, answer in (("changes", request_changes), ("refused", refuse)):
        page = portrait(pictures=(), slug=name)
        _request, token = sent(page, callbacks, rose)
        take("invitation", ADDRESS)
        text = "Dites « fondeuse », pas « fondatrice »."
        remark(link_of(token), "fr", {"3": {"text": text, "excerpt": "Le métal n’attend pas."}})
        with callbacks(execute=True):
            answer(link_of(token), typed_name=NAME, comment="C’est presque cela.")
        take(name, "rose@exemple.fr")
        take(f"answer-{name}", ADDRESS)
    page = portrait(pictures=(photo(),), slug="signee")
    request, _token = sent(page, callbacks, rose)
    with callbacks(execute=True):
        send_due_reminders(timezone.now() + timedelta(days=6))
    take("reminder", ADDRESS)
    with callbacks(execute=True):
        edit(page, quote="Autre chose.")
    take("superseded", ADDRESS)
    request, token = sent(page, callbacks, rose)
    images = list(Image.objects.filter(pk__in=request.image_ids))
    with callbacks(execute=True):
        sign(link_of(token), typed_name=NAME, choices=yes_to(images, "site", "press"), wording=words())
    take("signed", "rose@exemple.fr")
    found["receipt"] = next(one for one in mail.outbox if one.attachments)
    mail.outbox.append(found["receipt"])
    with callbacks(execute=True):
        withdraw(link_of(token_in_mail()), Scope("use", use="press"))
    take("withdrawal", ADDRESS)
    take("withdrawn", "rose@exemple.fr")
    return found


class TestMails:
    def test_it_works(self, callbacks: Any) -> None:
        found = every_mail(callbacks)
        assert set(found) == {
            "invitation", "reminder", "superseded", "answer-changes", "answer-refused", "changes", "refused", "signed",
            "receipt", "withdrawal", "withdrawn",
        }  # fmt: skip
        for name, message in found.items():
            html = html_of(message)
            assert message.subject.strip()
            assert "{{" not in message.body + html
            assert "&#x27;" not in message.body, name
            assert "<script" not in html
            assert "http://testserver" not in message.body or "Fonderie" in message.body
            assert ("bat_" in message.body) == (name in {"invitation", "reminder"}), name
            assert ("recu_" in message.body) == (name == "receipt"), name
            if SHOTS:
                Path(SHOTS, f"mail-{name}.html").write_text(html, encoding="utf-8")
                Path(SHOTS, f"mail-{name}.txt").write_text(f"{message.subject}\n\n{message.body}", encoding="utf-8")

    def test_staff_never_get_a_link_that_opens_something(self, callbacks: Any) -> None:
        every_mail(callbacks)
        for message in mail.outbox:
            if message.to != [ADDRESS]:
                assert "bat_" not in message.body + html_of(message)
                assert "recu_" not in message.body + html_of(message)


class TestReceipt:
    def test_it_is_a_tagged_pdf_that_says_everything(self, callbacks: Any) -> None:
        images = (photo(), photo(default_alt="La coulée du jeudi."))
        request, token = sent(portrait(pictures=images), callbacks)
        choices = [*yes_to(images[:1], "site", "press"), *yes_to(images[1:])]
        with callbacks(execute=True):
            record, _token = sign(link_of(token), typed_name="nadia ferrand", choices=choices, wording=words())
        document = as_pdf(receipt_of(record))
        assert document is not None
        if SHOTS:
            Path(SHOTS, "receipt.pdf").write_bytes(document)
        reader = PdfReader(io.BytesIO(document))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in reader.trailer["/Root"]
        assert reader.trailer["/Root"]["/Lang"] == "fr"
        text = "".join("".join(page.extract_text().split()) for page in reader.pages)
        for said in (record.hash, request.digests["fr"], "nadiaferrand", "NadiaFerrand", "Lacouléedujeudi."):
            assert said in text

    def test_without_pango_the_mail_still_leaves_and_says_so(self, callbacks: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr("cms.signoff.receipts.as_pdf", lambda receipt: None)
        _request, token = sent(portrait(pictures=()), callbacks)
        with callbacks(execute=True):
            sign(link_of(token), typed_name=NAME, choices=[], wording=words())
        receipt = [one for one in mail.outbox if "recu_" in one.body][-1]
        assert receipt.attachments == []
        assert "PDF" in receipt.body

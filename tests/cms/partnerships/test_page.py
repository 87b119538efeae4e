"""The partner's own page: asking for a link, coming in, being out at once when it is closed."""

from __future__ import annotations

import datetime
import logging
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cms.partners.models import Partner, PartnerContact
from cms.partnerships import asking, cookies
from cms.partnerships.links import ASKED_LIFETIME, SENT_LIFETIME, digest, revoke_links
from cms.partnerships.models import PartnerLink
from cms.signoff import throttle
from tests.partner_page import come_in, link_in, mailed
from tests.partners_world import Known, contact, known, partner
from tests.workflow_world import person

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any, language: str = "fr") -> str:
    with translation.override(language):
        return reverse(f"partnerships:{name}", args=args)


START = "start"
KEYS = ("section", "keys", "")


def ask(email: str, capture: Any, client: Client | None = None) -> Any:
    with capture(execute=True):
        return (client or Client()).post(at(START), {"email": email})


class TestAsking:
    def test_it_works(self, camille: PartnerContact, django_capture_on_commit_callbacks: Any) -> None:
        answer = ask("Camille@ville-exemple.FR", django_capture_on_commit_callbacks)
        assert answer.status_code == 302
        (message,) = mail.outbox
        assert message.to == [camille.email]
        assert camille.partner.name in message.subject
        link = PartnerLink.objects.get()
        assert link.token_hash == digest(link_in(message).rstrip("/").rpartition("/")[2])
        assert link.expires_at - link.created_at == ASKED_LIFETIME
        assert Client().get(link_in(message)).status_code == 303

    def test_known_and_unknown_are_answered_alike(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        answers = [
            ask(email, django_capture_on_commit_callbacks) for email in (camille.email, "personne@ailleurs.example")
        ]
        first, second = ((one.status_code, one["Location"], one.content, sorted(one.cookies)) for one in answers)
        assert first == second
        pages = [Client().get(answers[0]["Location"]).content.decode() for _ in range(2)]
        assert 'role="status"' in pages[0]
        assert len(mail.outbox) == 1

    def test_nothing_is_sent_for_a_partner_on_hold(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        Partner.objects.update(is_active=False)
        assert ask(camille.email, django_capture_on_commit_callbacks).status_code == 302
        assert not mail.outbox
        assert not PartnerLink.objects.exists()

    def test_an_agency_gets_a_link_for_each_partner(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        contact(partner(), email=camille.email)
        ask(camille.email, django_capture_on_commit_callbacks)
        assert len({link_in(message) for message in mail.outbox}) == 2

    @pytest.mark.parametrize(
        "email", ["", "camille", "a@b", "x" * 300 + "@example.org", "a@example.org\nBcc: b@example.org"]
    )
    def test_what_is_no_address_is_told_so(self, email: str, django_capture_on_commit_callbacks: Any) -> None:
        answer = ask(email, django_capture_on_commit_callbacks)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
        assert not mail.outbox

    def test_one_mailbox_is_not_flooded(self, camille: PartnerContact, django_capture_on_commit_callbacks: Any) -> None:
        answers = {
            ask(camille.email, django_capture_on_commit_callbacks, Client(REMOTE_ADDR=f"192.0.2.{n}")).status_code
            for n in range(asking.MOST_PER_MAILBOX + 3)
        }
        assert answers == {302}
        assert len(mail.outbox) == asking.MOST_PER_MAILBOX

    def test_one_machine_may_not_ask_for_everybody(self, django_capture_on_commit_callbacks: Any) -> None:
        answers = [
            ask(f"a{number}@example.org", django_capture_on_commit_callbacks)
            for number in range(asking.MOST_PER_MACHINE + 1)
        ]
        assert [answer.status_code for answer in answers] == [302] * asking.MOST_PER_MACHINE + [429]
        assert 0 < int(answers[-1]["Retry-After"]) <= 3600

    def test_a_mail_that_does_not_leave_changes_no_answer_and_names_nobody(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any, monkeypatch: Any, caplog: Any
    ) -> None:
        def fail(contact: PartnerContact) -> None:
            raise OSError(f"no way to {contact.email}")

        monkeypatch.setattr("cms.partnerships.letters.send_link", fail)
        assert ask(camille.email, django_capture_on_commit_callbacks).status_code == 302
        assert "could not be sent: OSError" in caplog.text
        assert camille.email not in caplog.text

    def test_a_form_from_elsewhere_is_refused(self, camille: PartnerContact) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(at(START), {"email": camille.email}).status_code == 403


class TestComingIn:
    def test_it_works(self, camille: PartnerContact, django_capture_on_commit_callbacks: Any) -> None:
        browser = come_in(camille, django_capture_on_commit_callbacks)
        page = browser.get(at(*KEYS))
        assert page.status_code == 200
        assert camille.partner.name in page.content.decode()
        assert camille.name in page.content.decode()

    def test_the_token_stays_in_the_mail(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        path = mailed(camille, django_capture_on_commit_callbacks)
        answer = Client().get(path)
        token = path.rstrip("/").rpartition("/")[2]
        assert token not in answer["Location"]
        assert token not in str(answer.cookies)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]

    def test_a_machine_that_follows_links_changes_nothing(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        path = mailed(camille, django_capture_on_commit_callbacks)
        before = list(PartnerLink.objects.values())
        for _ in range(3):
            Client().get(path)
            Client().head(path)
        assert list(PartnerLink.objects.values()) == before
        assert Client().get(path).status_code == 303

    def test_the_cookie_is_for_these_pages_alone(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any, settings: Any
    ) -> None:
        settings.SESSION_COOKIE_SECURE = True
        answer = Client().get(mailed(camille, django_capture_on_commit_callbacks))
        assert {morsel["path"] for morsel in answer.cookies.values()} == {at(START), at(START, language="en")}
        for morsel in answer.cookies.values():
            assert (morsel["httponly"], morsel["samesite"], morsel["secure"]) == (True, "Lax", True)
            assert morsel["max-age"] == 12 * 3600

    def test_in_english_too(self, camille: PartnerContact, django_capture_on_commit_callbacks: Any) -> None:
        camille.language = "en"
        camille.save()
        path = mailed(camille, django_capture_on_commit_callbacks)
        assert path.startswith("/en/partners/")
        browser = Client()
        browser.get(path)
        for language in ("en", "fr"):
            assert browser.get(at(*KEYS, language=language)).status_code == 200

    def test_a_link_lasts_as_long_as_it_says(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        path = mailed(camille, django_capture_on_commit_callbacks, user=person("parvati"))
        link = PartnerLink.objects.get()
        assert link.expires_at - link.created_at == SENT_LIFETIME
        PartnerLink.objects.update(expires_at=timezone.now() + datetime.timedelta(seconds=30))
        assert Client().get(path).status_code == 303
        PartnerLink.objects.update(expires_at=timezone.now())
        assert Client().get(path).status_code == 404

    def test_whatever_opens_nothing_answers_one_page(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        revoked = mailed(camille, django_capture_on_commit_callbacks)
        revoke_links(camille)
        guesses = [revoked, *(at("enter", token) for token in ("x", "fvm_page_", "fvm_page_" + "a" * 43, "fvm_sk_x"))]
        answers = [Client(REMOTE_ADDR=f"192.0.2.{number}").get(path) for number, path in enumerate(guesses)]
        assert {answer.status_code for answer in answers} == {404}
        csrf = lambda answer: str(answer.context["csrf_token"])  # noqa: E731
        assert len({answer.content.decode().replace(csrf(answer), "") for answer in answers}) == 1

    def test_guessing_is_slowed_down(self) -> None:
        for _ in range(throttle.FREE_PER_ADDRESS + 1):
            assert Client().get(at("enter", "fvm_page_x")).status_code == 404
        answer = Client().get(at("enter", "fvm_page_x"))
        assert answer.status_code == 429
        assert int(answer["Retry-After"]) > 0

    def test_guessing_here_makes_no_signer_wait(self, rf: Any) -> None:
        for _ in range(throttle.FREE_PER_ADDRESS + 1):
            Client().get(at("enter", "fvm_page_x"))
        assert throttle.wait_s(rf.get("/"), "partner-page") > 0
        assert throttle.wait_s(rf.get("/")) == 0

    def test_no_log_holds_a_token(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any, caplog: Any
    ) -> None:
        for name in ("", "django", "django.request", "django.db.backends", "cms"):
            caplog.set_level(logging.DEBUG, logger=name)
        path = mailed(camille, django_capture_on_commit_callbacks)
        token = path.rstrip("/").rpartition("/")[2]
        Client().get(path)
        Client().get(path + "x/")
        logging.getLogger("cms").warning("asked for %s", path)
        assert "fvm_page_***" in caplog.text
        assert token not in caplog.text


class TestBeingOut:
    @pytest.fixture
    def browser(self, camille: PartnerContact, django_capture_on_commit_callbacks: Any) -> Client:
        return come_in(camille, django_capture_on_commit_callbacks)

    def is_in(self, browser: Client) -> bool:
        answer = browser.get(at(*KEYS))
        assert answer.status_code in (200, 302)
        return answer.status_code == 200

    def test_without_a_link_there_is_nothing(self) -> None:
        answer = Client().get(at(*KEYS))
        assert (answer.status_code, answer["Location"]) == (302, at(START) + "?closed")
        assert Client().post(at("section", "keys", "issue/"), {"kind": "secret", "newest": "0"}).status_code == 302

    def test_a_revoked_link(self, browser: Client, camille: PartnerContact) -> None:
        assert self.is_in(browser)
        assert revoke_links(camille) == 1
        assert not self.is_in(browser)

    def test_a_contact_who_left(self, browser: Client, camille: PartnerContact) -> None:
        camille.delete()
        assert not self.is_in(browser)

    def test_a_partner_on_hold(self, browser: Client) -> None:
        Partner.objects.update(is_active=False)
        assert not self.is_in(browser)

    def test_half_a_day_later(self, browser: Client, monkeypatch: Any) -> None:
        monkeypatch.setattr(cookies, "LIFETIME_S", -1)
        assert not self.is_in(browser)

    def test_the_end_of_the_link_is_not_the_end_of_the_visit(self, browser: Client) -> None:
        PartnerLink.objects.update(expires_at=timezone.now())
        assert self.is_in(browser)

    def test_a_forged_cookie(self, browser: Client) -> None:
        name, morsel = next((name, morsel) for name, morsel in browser.cookies.items() if name == "partner_page_fr")
        for value in ("", "x", morsel.value[:-1] + ("A" if morsel.value[-1] != "A" else "B"), morsel.value[5:]):
            stranger = Client()
            stranger.cookies[name] = value
            assert not self.is_in(stranger)

    def test_logging_out_closes_copies_of_the_cookie_as_well(self, browser: Client) -> None:
        copy = Client()
        copy.cookies["partner_page_fr"] = browser.cookies["partner_page_fr"].value
        assert self.is_in(copy)
        assert browser.post(at("leave")).status_code == 302
        assert not self.is_in(browser)
        assert not self.is_in(copy)

    def test_the_mail_opens_nothing_after_that(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        """A shared computer keeps the address in its history."""
        path, browser = mailed(camille, django_capture_on_commit_callbacks), Client()
        browser.get(path)
        assert "plus rien" in browser.post(at("leave"), follow=True).content.decode()
        assert browser.get(path).status_code == 404
        assert not self.is_in(browser)
        browser.get(mailed(camille, django_capture_on_commit_callbacks))
        assert self.is_in(browser)

    def test_logging_out_is_no_link(self, browser: Client) -> None:
        assert browser.get(at("leave")).status_code == 405
        assert self.is_in(browser)


class TestHeaders:
    def test_every_answer_is_for_one_person(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        browser = come_in(camille, django_capture_on_commit_callbacks)
        for path in (at(START), at(*KEYS), at("section", "origins", ""), at("section", "record", ""), at("enter", "x")):
            answer = browser.get(path)
            assert answer["Cache-Control"] == "private, no-store"
            assert "noindex" in answer["X-Robots-Tag"]
            policy = answer["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy

    def test_staff_only_sections_and_unknown_ones_are_not_there(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        browser = come_in(camille, django_capture_on_commit_callbacks)
        for name in ("access", "history", "nothing"):
            assert browser.get(at("section", name, "")).status_code == 404
        page = browser.get(at(*KEYS)).content.decode()
        assert "/access/" not in page

    def test_another_partner_s_keys_are_not_there(
        self, camille: PartnerContact, django_capture_on_commit_callbacks: Any
    ) -> None:
        other: Known = known()
        browser = come_in(camille, django_capture_on_commit_callbacks)
        key = other.partner.keys.first()
        assert browser.get(at("section", "keys", f"{key.pk}/revoke/")).status_code == 404
        assert browser.post(at("section", "keys", f"{key.pk}/revoke/")).status_code == 404
        key.refresh_from_db()
        assert key.revoked_at is None
        assert other.partner.name not in browser.get(at("section", "record", "")).content.decode()

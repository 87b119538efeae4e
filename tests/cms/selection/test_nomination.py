"""The public form of the challenge: kept once, robots kept out, nothing typed ever lost."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.cache import cache
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cms.selection import robots
from cms.selection.models import Attachment, Call, Candidate
from cms.selection.papers import MOST_BODY_BYTES, MOST_BYTES
from cms.selection.states import Origin
from tests import factories, selection_world

pytestmark = pytest.mark.django_db
PDF, PNG, JPEG = b"%PDF-1.7\n%", b"\x89PNG\r\n\x1a\n" + b"0" * 60, factories.picture_bytes(width=8, height=8)
GOOD = {
    "company_name": "Émaux de la Marne", "commune": "94028", "made_here": "bijoux émaillés", "siren": "732 829 320",
    "website": "https://emaux.example/", "leader_name": "Lise Roy", "why": "Trois apprentis formés ici.",
    "contact_name": "Paul Martin", "contact_tie": "neighbour", "contact_email": "paul@example.org",
    "contact_phone": "01 02 03 04 05", "agrees": "on",
}  # fmt: skip


def address(language: str = "fr") -> str:
    with translation.override(language):
        return reverse("selection:nominate")


def opened(seconds_ago: int = 60) -> str:
    """Return the token of a form that was opened a while ago."""
    from django.core import signing

    real = signing.time.time
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing.time, "time", lambda: real() - seconds_ago)
        return robots.open_form()


def send(client: Client, path: str = "", *, seconds_ago: int = 60, token: str | None = None, **changes: Any) -> Any:
    data = {**GOOD, "opened": opened(seconds_ago) if token is None else token, **changes}
    headers = changes.pop("headers", {})
    data.pop("headers", None)
    return client.post(path or address(), data, headers=headers)


def summary(response: Any) -> str:
    found = BeautifulSoup(response.content, "html.parser").select_one("#erreurs")
    return found.get_text(" ") if found else ""


@pytest.fixture
def call(db: None) -> Call:
    return selection_world.call(cohort=factories.cohort())


class TestSending:
    def test_it_works(self, client: Client, call: Call, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            response = send(client, papers=[SimpleUploadedFile("plaquette.pdf", PDF)])
        assert response.status_code == 302
        candidate = Candidate.objects.get()
        assert (candidate.origin, candidate.state, candidate.call, candidate.cohort) == (
            Origin.PUBLIC, "received", call, call.cohort,
        )  # fmt: skip
        assert (candidate.siren, candidate.company_name) == ("732829320", "Émaux de la Marne")
        assert candidate.consent_at is not None
        assert candidate.attachments.get().file_name == "plaquette.pdf"
        confirmation = client.get(response["Location"])
        assert candidate.receipt in confirmation.content.decode()
        assert confirmation["X-Robots-Tag"] == "noindex"
        assert "no-store" in confirmation["Cache-Control"]
        assert [message.to for message in mail.outbox] == [["paul@example.org"]]
        assert candidate.receipt in mail.outbox[0].subject
        assert candidate.receipt in mail.outbox[0].body
        assert candidate.receipt in str(mail.outbox[0].alternatives[0][0])

    def test_it_speaks_english(self, client: Client, call: Call, django_capture_on_commit_callbacks: Any) -> None:
        assert b"Nominate a company" in client.get(address("en")).content
        with django_capture_on_commit_callbacks(execute=True):
            send(client, address("en"))
        assert Candidate.objects.get().language == "en"
        assert mail.outbox[0].subject.startswith("Nomination received")

    def test_the_addresses_are_words(self, call: Call) -> None:
        assert (address("fr"), address("en")) == ("/candidater/", "/en/nominate/")

    def test_it_sets_no_cookie(self, client: Client, call: Call) -> None:
        response = client.get(address())
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]
        assert not send(client).cookies

    def test_fourteen_digits_are_a_siret(self, client: Client, call: Call) -> None:
        send(client, siren="732 829 320 00074")
        candidate = Candidate.objects.get()
        assert (candidate.siren, candidate.siret) == ("732829320", "73282932000074")

    def test_sent_twice_it_is_kept_once(self, client: Client, call: Call) -> None:
        token = opened()
        first, second = send(client, token=token), send(client, token=token, why="Autre chose.")
        assert first["Location"].split("/")[:3] == second["Location"].split("/")[:3]
        assert Candidate.objects.count() == 1
        assert Candidate.objects.get().receipt in client.get(second["Location"]).content.decode()

    def test_nobody_leafs_through_receipts(self, client: Client, call: Call) -> None:
        candidate = selection_world.candidate()
        for token in (candidate.receipt, f'"{candidate.receipt}":x:y', "x"):
            assert client.get(reverse("selection:received", args=[token])).status_code == 404


class TestMistakes:
    def test_everything_typed_is_still_there(self, client: Client, call: Call) -> None:
        response = send(client, siren="732829321", contact_email="paul@", commune="")
        assert response.status_code == 422
        page = BeautifulSoup(response.content, "html.parser")
        for name in ("company_name", "made_here", "website", "leader_name", "contact_name", "contact_phone"):
            assert page.select_one(f"[name={name}]")["value"] == GOOD[name]
        assert page.select_one("[name=contact_email]")["value"] == "paul@"
        assert page.select_one("[name=why]").get_text().strip() == GOOD["why"]
        assert page.select_one("[name=contact_tie] [selected]")["value"] == "neighbour"
        assert page.select_one("[name=agrees]").has_attr("checked")
        assert not Candidate.objects.exists()

    def test_the_summary_links_each_field_which_is_tied_to_its_error(self, client: Client, call: Call) -> None:
        response = client.post(address(), {"opened": opened()})
        page = BeautifulSoup(response.content, "html.parser")
        links = [link["href"] for link in page.select("#erreurs a")]
        assert len(links) == 8
        for link in links:
            field = page.select_one(link)
            assert field.get("aria-invalid") == "true"
            described = field["aria-describedby"].split()
            assert all(page.select_one(f"#{one}") for one in described), (link, described)
            assert any(one.endswith("_error") for one in described), link
            assert page.select_one(f'label[for="{link[1:]}"]')
        assert page.title.get_text().startswith(("Error", "Erreur"))

    def test_who_fills_in_the_form_is_helped_by_the_browser(self, client: Client, call: Call) -> None:
        page = BeautifulSoup(client.get(address()).content, "html.parser")
        found = {field["name"]: field.get("autocomplete") for field in page.select("form [name]")}
        assert {name: found[name] for name in ("company_name", "contact_name", "contact_email", "contact_phone")} == {
            "company_name": "organization", "contact_name": "name", "contact_email": "email", "contact_phone": "tel",
        }  # fmt: skip

    def test_a_nul_or_an_endless_text_is_refused_and_not_an_error(self, client: Client, call: Call) -> None:
        assert send(client, company_name="a\x00b").status_code == 422
        assert send(client, why="x" * 3001).status_code == 422


class TestRobots:
    def test_the_trap(self, client: Client, call: Call) -> None:
        response = send(client, **{robots.HONEYPOT: "https://spam.example/"})
        assert response.status_code == 422
        assert GOOD["why"] in response.content.decode()
        assert not Candidate.objects.exists()

    def test_too_fast_and_then_not(self, client: Client, call: Call) -> None:
        token = opened(seconds_ago=1)
        response = send(client, token=token)
        assert response.status_code == 422
        again = BeautifulSoup(response.content, "html.parser").select_one("[name=opened]")["value"]
        assert again == token
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cms.selection.nomination_form.SHORTEST_FILLING_S", 0)
            assert send(client, token=again).status_code == 302

    @pytest.mark.parametrize("token", ["", "x", "a:b:c", "0" * 32])
    def test_a_made_up_form_gets_a_fresh_one(self, client: Client, call: Call, token: str) -> None:
        response = send(client, token=token)
        assert response.status_code == 422
        fresh = BeautifulSoup(response.content, "html.parser").select_one("[name=opened]")["value"]
        assert robots.read_form(fresh) is not None
        assert not Candidate.objects.exists()

    def test_a_day_old_form_keeps_its_text(self, client: Client, call: Call) -> None:
        response = send(client, seconds_ago=robots.LONGEST_FILLING_S + 60)
        assert response.status_code == 422
        assert GOOD["why"] in response.content.decode()

    def test_so_many_per_address_and_hour(self, client: Client, call: Call) -> None:
        answers = [send(client).status_code for _each in range(robots.PER_ADDRESS_HOUR + 1)]
        assert answers == [302] * robots.PER_ADDRESS_HOUR + [429]
        refused = send(client)
        assert refused["Retry-After"] == "3600"
        assert GOOD["why"] in refused.content.decode()
        client.defaults["REMOTE_ADDR"] = "203.0.113.9"
        assert send(client).status_code == 302

    def test_so_many_overall(self, client: Client, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(robots, "OVERALL_HOUR", 3)
        answers = []
        for number in range(4):
            client.defaults["REMOTE_ADDR"] = f"203.0.113.{number}"
            answers.append(send(client).status_code)
        assert answers == [302, 302, 302, 429]

    def test_an_ipv6_visitor_is_its_network(self, client: Client, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(robots, "PER_ADDRESS_HOUR", 1)
        answers = []
        for text in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"):
            client.defaults["REMOTE_ADDR"] = text
            answers.append(send(client).status_code)
        assert answers == [302, 429, 302]

    def test_no_address_is_kept(self, client: Client, call: Call, settings: Any) -> None:
        # A cache one can look into.
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
        client.defaults["REMOTE_ADDR"] = "203.0.113.77"
        send(client)
        values = [cache.get(key.split(":", 2)[2]) for key in list(cache._cache)]  # type: ignore[attr-defined]
        kept = repr(list(cache._cache)) + repr(values)  # type: ignore[attr-defined]
        assert "203.0.113" not in kept

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Origin": "https://elsewhere.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 302),
            ({"Origin": "http://testserver"}, 302),
            ({}, 302),
        ],
    )
    def test_another_sites_page_is_turned_away(
        self, client: Client, call: Call, headers: dict[str, str], status: int
    ) -> None:
        assert send(client, headers=headers).status_code == status


class TestPapers:
    @pytest.mark.parametrize(
        ("name", "data", "status"),
        [
            ("a.pdf", PDF, 302),
            ("a.jpg", JPEG, 302),
            ("a.png", PNG, 302),
            ("virus.exe", PDF, 302),  # the content decides, not the name
            ("a.pdf", b"MZ\x90\x00" + b"\x00" * 60, 422),
            ("a.pdf", b"<html><script>%PDF-</script>", 422),
            ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
            ("a.pdf", b"", 422),
            ("a.pdf", PDF + b"0" * MOST_BYTES, 422),
        ],
    )
    def test_they_are_judged_by_their_content(
        self, client: Client, call: Call, name: str, data: bytes, status: int
    ) -> None:
        response = send(client, papers=[SimpleUploadedFile(name, data)])
        assert response.status_code == status
        assert Attachment.objects.exists() is (status == 302)
        if status == 422:
            assert name in summary(response)

    def test_the_stored_name_says_nothing_and_has_no_address(self, client: Client, call: Call) -> None:
        send(client, papers=[SimpleUploadedFile("../../etc/secret.exe", PDF)])
        paper = Attachment.objects.get()
        assert re.fullmatch(r"selection/[0-9a-f]{32}\.pdf", paper.file.name)
        assert "/" not in paper.file_name
        with pytest.raises(ValueError):
            paper.file.url  # noqa: B018 (asking is what fails)

    def test_three_at_most(self, client: Client, call: Call) -> None:
        uploads = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(4)]
        assert send(client, papers=uploads).status_code == 422
        for upload in uploads:
            upload.seek(0)
        assert send(client, papers=uploads[:3]).status_code == 302
        assert Attachment.objects.count() == 3

    def test_a_body_too_heavy_is_not_read(self, client: Client, call: Call) -> None:
        response = client.generic(
            "POST",
            address(),
            b"",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(MOST_BODY_BYTES + 1),
        )
        assert response.status_code == 413
        assert summary(response)

    def test_no_file_stays_behind_a_failure(self, client: Client, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError("no mail today")

        monkeypatch.setattr("cms.selection.nomination.send", fail)
        storage = storages["originals"]
        before = set(storage.listdir("selection")[1]) if storage.exists("selection") else set()
        with pytest.raises(RuntimeError):
            send(client, papers=[SimpleUploadedFile("a.pdf", io.BytesIO(PDF).getvalue())])
        assert set(storage.listdir("selection")[1]) == before
        assert not Candidate.objects.exists()


class TestDates:
    def test_without_a_call_there_is_a_kind_word(self, client: Client) -> None:
        response = client.get(address())
        assert response.status_code == 200
        assert b"<form" not in response.content.split(b"<main")[1]
        assert send(client).status_code == 200
        assert not Candidate.objects.exists()

    def test_before_it_opens_the_page_says_when(self, client: Client) -> None:
        now = timezone.now()
        selection_world.call(title="Défi 2027", opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=9))
        assert "Défi 2027" in client.get(address()).content.decode()

    @pytest.mark.parametrize(
        ("closed_since_min", "seconds_ago", "status"),
        [(10, 20 * 60, 302), (10, 5 * 60, 200), (70, 80 * 60, 200)],
        ids=["begun before the end", "begun after it", "an hour later"],
    )
    def test_who_began_before_the_end_may_finish(
        self, client: Client, call: Call, closed_since_min: int, seconds_ago: int, status: int
    ) -> None:
        Call.objects.update(closes_at=timezone.now() - timedelta(minutes=closed_since_min))
        assert send(client, seconds_ago=seconds_ago).status_code == status
        assert Candidate.objects.exists() is (status == 302)

    def test_two_calls_are_not_open_at_once(self, call: Call) -> None:
        from django.core.exceptions import ValidationError

        other = Call(title="Autre", opens_at=call.opens_at, closes_at=call.closes_at)
        with pytest.raises(ValidationError):
            other.full_clean()

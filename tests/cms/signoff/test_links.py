"""Who follows a link without being the person: scanners, guessers, browsers that look ahead. They decide nothing."""

from __future__ import annotations

import itertools
import logging
import secrets
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.signoff import throttle
from cms.signoff.choices import Purpose
from cms.signoff.models import MagicLink, PersonalPart, SignOffRecord, SignOffRequest
from cms.signoff.tokens import PREFIXES
from cms.workflow.models import Decision
from tests.signoff_world import answers, enter, page_text, photo, portrait, sent, token_in_mail

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT")
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Microsoft Office/16.0 (Microsoft Outlook 16.0; Pro)",
    "Mozilla/5.0 (compatible; SafeLinks/1.0; Microsoft Defender for Office 365)",
    "Barracuda Sentinel (EE)",
    "Mozilla/5.0 (compatible; proofpoint-urldefense)",
    "GoogleImageProxy",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1",
    "curl/8.5.0",
    "Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36",
)
HEADERS = ({}, {"HTTP_SEC_PURPOSE": "prefetch;prerender", "HTTP_PURPOSE": "prefetch"})
SCANNERS = list(itertools.product(METHODS, AGENTS, range(len(HEADERS))))


@pytest.fixture
def callbacks(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def state() -> tuple[Any, ...]:
    """Everything that a link could change."""
    return (
        list(SignOffRequest.objects.values()),
        list(SignOffRecord.objects.values_list("hash", flat=True)),
        list(PersonalPart.objects.values()),
        list(MagicLink.objects.values()),
        Decision.objects.count(),
    )


class TestScanners:
    def test_there_are_a_hundred_patterns(self) -> None:
        assert len(SCANNERS) == 100

    @pytest.mark.parametrize(("method", "agent", "headers"), SCANNERS)
    def test_none_changes_anything(self, callbacks: Any, method: str, agent: str, headers: int) -> None:
        """Each fetches the link, follows where it leads with its cookies, and everything it finds there."""
        image = photo()
        _request, token = sent(portrait(pictures=(image,)), callbacks)
        before = state()
        scanner = Client(HTTP_USER_AGENT=agent, enforce_csrf_checks=True, **HEADERS[headers])
        scanner.generic(method, reverse("signoff:enter", args=[token]))
        for address in (
            reverse("signoff:start"),
            reverse("signoff:proof", args=["fr"]),
            reverse("signoff:decision"),
            reverse("signoff:picture", args=[image.pk]),
            reverse("signoff:receipt"),
            reverse("signoff:withdrawal"),
        ):
            response = scanner.generic(method, address)
            assert response.status_code in {200, 302, 303, 403, 404, 405}
        assert state() == before

    def test_looking_without_opening_shows_neither_text_nor_photo(self, callbacks: Any) -> None:
        image = photo()
        _request, token = sent(portrait(pictures=(image,)), callbacks)
        scanner = Client()
        first = scanner.get(reverse("signoff:enter", args=[token]), follow=True)
        assert "Le métal n’attend pas" not in page_text(first)
        assert scanner.get(reverse("signoff:proof", args=["fr"]))["Location"] == reverse("signoff:start")
        assert scanner.get(reverse("signoff:picture", args=[image.pk])).status_code == 404

    def test_a_form_without_its_csrf_token_is_refused(self, callbacks: Any) -> None:
        image = photo()
        _request, token = sent(portrait(pictures=(image,)), callbacks)
        scanner = Client(enforce_csrf_checks=True)
        scanner.get(reverse("signoff:enter", args=[token]))
        SignOffRequest.objects.update(first_opened_at=timezone.now())
        before = state()
        assert scanner.post(reverse("signoff:decision"), answers([image])).status_code == 403
        assert state() == before

    def test_a_machine_that_presses_every_button_decides_nothing(self, callbacks: Any) -> None:
        image = photo()
        _request, token = sent(portrait(pictures=(image,)), callbacks)
        scanner = Client()
        enter(scanner, token)
        decision = reverse("signoff:decision")
        for data in ({}, {"outcome": "sign"}, {"outcome": "sign", "typed_name": "Scanner Bot"}, {"typed_name": "x"}):
            assert scanner.post(decision, data).status_code == 422
        everything = {**answers([image]), "typed_name": ""}
        assert scanner.post(decision, everything).status_code == 422
        assert list(SignOffRecord.objects.values_list("kind", flat=True)) == ["invited"]
        assert not Decision.objects.filter(kind="sign_off").exists()


class TestHeaders:
    def test_the_link_itself_shows_nothing_and_leads_on(self, callbacks: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        response = Client().get(reverse("signoff:enter", args=[token]))
        assert (response.status_code, response.content) == (303, b"")
        assert response["Location"] == reverse("signoff:start")
        assert response["Referrer-Policy"] == "no-referrer"
        cookie = response.cookies["signoff_proof"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == reverse("signoff:start")
        assert token not in cookie.value

    def test_every_page_is_private_and_runs_nothing(self, callbacks: Any) -> None:
        image = photo()
        _request, token = sent(portrait(pictures=(image,)), callbacks)
        client = Client()
        enter(client, token)
        for address in (
            reverse("signoff:start"),
            reverse("signoff:proof", args=["fr"]),
            reverse("signoff:decision"),
            reverse("signoff:picture", args=[image.pk]),
            reverse("signoff:enter", args=["rien"]),
        ):
            response = client.get(address)
            assert "script-src 'none'" in response["Content-Security-Policy"]
            assert "no-store" in response["Cache-Control"]
            assert "noindex" in response["X-Robots-Tag"]
            assert response["X-Frame-Options"] == "DENY"
            if address == reverse("signoff:picture", args=[image.pk]):
                assert response.content.startswith(b"\xff\xd8")
            else:
                html = response.content.decode()
                assert "<script" not in html
                assert "style=" not in html
                assert token not in html

    def test_a_cookie_forged_or_of_the_other_kind_opens_nothing(self, callbacks: Any) -> None:
        _request, token = sent(portrait(), callbacks)
        client = Client()
        enter(client, token)
        client.cookies["signoff_receipt"] = client.cookies["signoff_proof"].value
        assert client.get(reverse("signoff:receipt")).status_code == 404
        client.cookies["signoff_proof"] = "W10:1abc:forged"
        assert client.get(reverse("signoff:start")).status_code == 404

    def test_a_photo_that_is_not_cleared_is_seen_by_the_subject_alone(self, callbacks: Any) -> None:
        image = photo()
        _request, token = sent(portrait(pictures=(image,)), callbacks)
        client, stranger = Client(), Client()
        enter(client, token)
        assert client.get(reverse("signoff:picture", args=[image.pk])).status_code == 200
        assert stranger.get(reverse("signoff:picture", args=[image.pk])).status_code == 404
        rendition = f"/media/renditions/{image.preset_renditions.first().name}"
        assert [one.get(rendition).status_code for one in (client, stranger)] == [404, 404]
        assert rendition.encode() not in client.get(reverse("signoff:proof", args=["fr"])).content

    def test_a_photo_of_another_page_is_not_shown(self, callbacks: Any) -> None:
        other = photo()
        _request, token = sent(portrait(), callbacks)
        client = Client()
        enter(client, token)
        assert client.get(reverse("signoff:picture", args=[other.pk])).status_code == 404


class TestGuesses:
    @pytest.mark.slow
    def test_ten_thousand_open_nothing_and_are_slowed_down(self, callbacks: Any, monkeypatch: Any) -> None:
        sent(portrait(), callbacks)
        looked_up = []
        monkeypatch.setattr("cms.signoff.views.entering.find_link", lambda token: looked_up.append(token) or None)
        client, answered = Client(), []
        for _number in range(10_000):
            token = PREFIXES[Purpose.PROOF] + secrets.token_urlsafe(32)
            answered.append(client.get(reverse("signoff:enter", args=[token])).status_code)
        assert set(answered) == {404, 429}
        # Some seconds pass while ten thousand are tried: a handful more than the free ones may have been looked at.
        assert len(looked_up) == answered.count(404) <= throttle.FREE_PER_ADDRESS + 12
        assert answered[-1] == 429

    def test_the_real_lookup_finds_none_of_them(self, callbacks: Any) -> None:
        from cms.signoff.opening import find_link

        _request, token = sent(portrait(), callbacks)
        near = [
            token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))
        ]
        assert [one for one in [*near, token[:-1], token + "A", token.upper(), ""] if find_link(one)] == []
        assert find_link(token) is not None

    def test_every_wrong_link_gets_the_same_answer(self, callbacks: Any) -> None:
        sent(portrait(), callbacks)
        pages = set()
        for guess in ("bat_" + "x" * 43, "recu_" + "y" * 43, "n-importe-quoi", "bat_"):
            cache.clear()
            response = Client().get(reverse("signoff:enter", args=[guess]))
            assert response.status_code == 404
            pages.add(response.content)
        assert len(pages) == 1

    def test_the_wait_grows_and_is_told(self, monkeypatch: Any) -> None:
        now = [1_000_000.0]
        monkeypatch.setattr("cms.signoff.throttle.time.time", lambda: now[0])
        client, waits = Client(), []
        for _number in range(30):
            response = client.get(reverse("signoff:enter", args=["bat_" + secrets.token_urlsafe(32)]))
            if response.status_code == 429:
                waits.append(int(response["Retry-After"]))
                now[0] += waits[-1]
        assert waits[:3] == [3, 5, 9]
        assert waits == sorted(waits)
        assert max(waits) <= throttle.LONGEST_WAIT_S + 1

    def test_guesses_from_elsewhere_lock_nobody_out(self, callbacks: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr(throttle, "FREE_FOR_ALL", 20)
        _request, token = sent(portrait(), callbacks)
        for number in range(throttle.FREE_FOR_ALL + 60):
            Client(REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}").get(reverse("signoff:enter", args=["bat_x"]))
        slow = Client(REMOTE_ADDR="10.0.0.1").get(reverse("signoff:enter", args=["bat_x"]))
        assert slow.status_code == 429
        assert Client(REMOTE_ADDR="192.0.2.7").get(reverse("signoff:enter", args=[token])).status_code == 303

    def test_no_address_is_kept_in_clear(self) -> None:
        Client(REMOTE_ADDR="192.0.2.99").get(reverse("signoff:enter", args=["bat_x"]))
        kept = getattr(cache, "_cache", None)
        if kept is None:
            pytest.skip("Only the cache in memory can be looked into.")
        assert "192.0.2.99" not in repr(kept)

    def test_one_subscriber_has_a_whole_network_of_addresses(self) -> None:
        from django.test import RequestFactory

        addresses = [
            throttle.address_of(RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:1:2::{number}")) for number in (1, 2)
        ]
        assert addresses[0] == addresses[1]

    def test_only_our_own_proxies_are_believed(self, settings: Any) -> None:
        from django.test import RequestFactory

        request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.1")
        assert throttle.address_of(request) == "10.0.0.1"
        settings.TRUSTED_PROXIES = 1
        assert throttle.address_of(request) == "192.0.2.1"


class Everything(logging.Handler):
    """Keeps every line of every logger, as a file would."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class TestLogs:
    def test_no_token_is_in_any_log(self, callbacks: Any, settings: Any) -> None:
        """The whole way, with every logger at its most talkative, and what servers log of each address."""
        settings.DEBUG = True
        handler = Everything()
        names = [None, *logging.root.manager.loggerDict]
        loggers = [logging.getLogger(name) for name in names]
        before = [(logger, logger.level, logger.propagate) for logger in loggers]
        for logger in loggers:
            logger.setLevel(logging.DEBUG)
            logger.addHandler(handler)
        try:
            image = photo()
            _request, token = sent(portrait(pictures=(image,)), callbacks)
            client = Client(raise_request_exception=False)
            enter(client, token)
            with callbacks(execute=True):
                client.post(reverse("signoff:decision"), answers([image]))
            receipt = token_in_mail()
            client.get(reverse("signoff:enter", args=[receipt]))
            # What fails is logged with its path: a link cut by a full stop, a method that is refused, an error.
            client.get(reverse("signoff:enter", args=[token]) + "x/")
            client.delete(reverse("signoff:enter", args=[token]))
            client.get(f"/{token}")
            for secret in (token, receipt):
                path = reverse("signoff:enter", args=[secret])
                logging.getLogger("django.server").info('"%s" %s %s', f"GET {path} HTTP/1.1", "303", "0")
                logging.getLogger("granian.access").info(
                    '%(addr)s "%(method)s %(path)s" %(status)d',
                    {"addr": "::1", "method": "GET", "path": path, "status": 303},
                )
                try:
                    raise ValueError(f"broken at {path}")
                except ValueError:
                    logging.getLogger("django.request").exception("Internal Server Error: %s", path)
        finally:
            for logger, level, propagate in before:
                logger.removeHandler(handler)
                logger.setLevel(level)
                logger.propagate = propagate
        everything = "\n".join(handler.lines)
        assert "bat_***" in everything, "the paths were logged"
        for secret in (token, receipt):
            assert secret not in everything
            assert secret.partition("_")[2][:20] not in everything

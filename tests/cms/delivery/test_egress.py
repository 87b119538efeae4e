"""The way out of the house leads to the public internet alone, and ends in time."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from cms.delivery import egress, egress_addresses
from cms.delivery.egress import EgressFailed, post
from cms.delivery.egress_addresses import AddressRefused, is_public, target_of
from tests.cms.delivery.webhooks.listener import Arrived, Listener, listening, status

pytestmark = pytest.mark.once

INTERNAL = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.1.2.3",
    "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.254", "192.0.0.1", "192.0.0.170",
    "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.254", "198.18.0.1", "198.19.255.254", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:0:7f00:1::", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1",
    "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fd12:3456::1", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1",
    "ff0e::1",
)  # fmt: skip
# Ways of writing this machine, its neighbours, or a name of the house.
FORMS = (
    "2130706433", "0x7f000001", "017700000001", "127.1", "127.0.1", "0177.0.0.1", "0x7f.0.0.1", "127.0.0.01",
    "127.0.0.0x1", "0", "1", "127.0.0.1.", "①②⑦.⓪.⓪.①", "127。0。0。1", "localhost", "localhost.", "LOCALHOST",
    "api.localhost", "db.internal", "printer.local", "router.home.arpa", "intranet", "metadata", "[::1]",
    "[::ffff:7f00:1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]", "[fe80::1%25lo]", "[::]",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "1.1.1.1", "193.252.19.3", "2606:4700:4700::1111", "2a01:e0a::1", "2001:4860:4860::8888")


@pytest.fixture
def connects(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note where anything is connected to; nothing leaves for the internet."""
    found: list[Any] = []
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        found.append(address[0])
        if address[0] not in ("127.0.0.1", "::1"):
            raise OSError("the tests have no internet")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    return found


@pytest.fixture
def witness(monkeypatch: pytest.MonkeyPatch, connects: list[Any]) -> Iterator[Listener]:
    """Listen on this machine, on a port that is admitted: the address alone stands between us and it."""
    with listening() as listener:
        monkeypatch.setattr(egress_addresses, "PORTS", (443, listener.port))
        yield listener


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Say what a name resolves to, look-up after look-up."""

    def say(*answers: tuple[str, ...]) -> list[str]:
        left = list(answers)
        asked: list[str] = []

        def getaddrinfo(host: str, port: int, **_kwargs: Any) -> list[Any]:
            asked.append(host)
            answer = left.pop(0) if len(left) > 1 else left[0]
            return [
                (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port, 0, 0))
                for one in answer
            ]

        monkeypatch.setattr(egress.socket, "getaddrinfo", getaddrinfo)
        return asked

    return say


def send(url: str, **options: Any) -> egress.Reply:
    return post(url, body=b"{}", headers={"Content-Type": "application/json"}, **options)


class TestInternalAddresses:
    def test_there_are_eighty(self) -> None:
        assert len(set(INTERNAL)) + len(set(FORMS)) >= 80

    @pytest.mark.parametrize("address", INTERNAL)
    def test_a_name_that_leads_there_is_refused(
        self, address: str, witness: Listener, names: Any, connects: list[Any]
    ) -> None:
        names((address,))
        with pytest.raises(AddressRefused):
            send(f"https://hooks.example.org:{witness.port}/in")
        assert connects == []
        assert witness.connections == 0

    @pytest.mark.parametrize("host", FORMS)
    def test_written_as_it_may_be_it_is_refused(self, host: str, witness: Listener, connects: list[Any]) -> None:
        with pytest.raises(AddressRefused):
            send(f"https://{host}:{witness.port}/in")
        assert connects == []
        assert witness.connections == 0

    @pytest.mark.parametrize("address", PUBLIC)
    def test_the_internet_is_not(self, address: str) -> None:
        assert is_public(address)

    def test_one_internal_address_among_public_ones_is_enough(self, names: Any, connects: list[Any]) -> None:
        names(("8.8.8.8", "10.0.0.1"))
        with pytest.raises(AddressRefused):
            send("https://hooks.example.org/in")
        assert connects == []


class TestRebinding:
    @pytest.mark.parametrize("address", ["127.0.0.1", "::1", "169.254.169.254", "::ffff:127.0.0.1"])
    def test_the_connection_is_made_to_what_was_looked_at(
        self, address: str, witness: Listener, names: Any, connects: list[Any]
    ) -> None:
        asked = names(("8.8.8.8",), (address,))
        with pytest.raises(EgressFailed):
            send(f"https://rebind.example.org:{witness.port}/in")
        assert asked == ["rebind.example.org"]
        assert connects == ["8.8.8.8"]
        with pytest.raises(AddressRefused):
            send(f"https://rebind.example.org:{witness.port}/in")
        assert connects == ["8.8.8.8"], "looked at anew at each attempt"
        assert witness.connections == 0

    def test_no_proxy_is_asked(
        self, witness: Listener, names: Any, connects: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, witness.url)
        names(("8.8.8.8",))
        with pytest.raises(EgressFailed):
            send("https://hooks.example.org/in")
        assert connects == ["8.8.8.8"]


class TestForms:
    @pytest.mark.parametrize(
        ("url", "code"),
        [
            ("http://hooks.example.org/", "scheme"),
            ("ftp://hooks.example.org/", "scheme"),
            ("gopher://hooks.example.org/", "scheme"),
            ("file:///etc/passwd", "form"),
            ("//hooks.example.org/", "scheme"),
            ("https://", "form"),
            ("https:///path", "form"),
            ("https://user:secret@hooks.example.org/", "credentials"),
            ("https://user@hooks.example.org/", "credentials"),
            ("https://hooks.example.org@127.0.0.1/", "credentials"),
            ("https://hooks.example.org:22/", "port"),
            ("https://hooks.example.org:0/", "port"),
            ("https://hooks.example.org:6379/", "port"),
            ("https://hooks.example.org:99999/", "form"),
            ("https://hooks.example.org:https/", "form"),
            ("https://hooks.example.org\\@127.0.0.1/", "form"),
            ("https://hooks.example.org/#part", "form"),
            ("https://hooks.example.org/a b", "form"),
            ("https://hooks.example.org/\r\nHost: internal", "form"),
            ("https://hooks.exam\tple.org/", "form"),
            (" https://hooks.example.org/", "form"),
            ("https://hooks.example.org/é", "form"),
            ("https://hooks..example.org/", "name"),
            ("https://-hooks.example.org/", "name"),
            ("https://hooks.example.org%00.internal/", "name"),
            ("https://[::1", "form"),
            ("https://" + "a" * 64 + ".example.org/", "name"),
            ("https://hooks.example.org/" + "a" * 500, "form"),
        ],
    )
    def test_it_is_refused(self, url: str, code: str) -> None:
        with pytest.raises(AddressRefused) as refused:
            target_of(url)
        assert refused.value.code == code

    @pytest.mark.parametrize(
        ("url", "host", "port", "path"),
        [
            ("https://hooks.example.org", "hooks.example.org", 443, "/"),
            ("https://HOOKS.Example.ORG:8443/in?a=1", "hooks.example.org", 8443, "/in?a=1"),
            ("https://hooks.example.org./in", "hooks.example.org", 443, "/in"),
            ("https://mairie-évry.example.org/x", "xn--mairie-vry-h7a.example.org", 443, "/x"),
            ("https://8.8.8.8/in", "8.8.8.8", 443, "/in"),
            ("https://[2606:4700:4700::1111]/in", "2606:4700:4700::1111", 443, "/in"),
        ],
    )
    def test_it_is_understood(self, url: str, host: str, port: int, path: str) -> None:
        target = target_of(url)
        assert (target.host, target.port, target.path) == (host, port, path)


class TestAnswers:
    @pytest.fixture(autouse=True)
    def _here(self, settings: Any) -> None:
        settings.WEBHOOKS_ALLOW_LOOPBACK = True

    @pytest.fixture
    def listener(self) -> Iterator[Listener]:
        with listening() as found:
            yield found

    def test_it_arrives_whole(self, listener: Listener) -> None:
        assert send(listener.url + "?a=1").status == 204
        arrived = listener.arrived[0]
        assert (arrived.path, arrived.body) == ("/hook?a=1", b"{}")
        assert arrived.headers["host"] == f"127.0.0.1:{listener.port}"

    def test_loopback_opens_nothing_but_this_machine(self, names: Any, connects: list[Any]) -> None:
        names(("10.0.0.1",))
        with pytest.raises(AddressRefused):
            send("https://hooks.example.org/in")
        with pytest.raises(AddressRefused):
            send("http://hooks.example.org/in")

    @pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
    def test_a_redirect_is_not_followed(self, listener: Listener, code: int) -> None:
        listener.answer = status(code, Location=listener.url + "/elsewhere")
        assert send(listener.url).status == code
        assert [one.path for one in listener.arrived] == ["/hook"]

    def test_an_endless_answer_is_left(self, listener: Listener) -> None:
        sent: list[int] = []

        def pour(handler: BaseHTTPRequestHandler, _arrived: Arrived) -> None:
            handler.send_response(200)
            handler.end_headers()
            try:
                while len(sent) < 100_000:
                    handler.wfile.write(b"x" * 1024)
                    sent.append(1024)
            except OSError:
                return

        listener.answer = pour
        started = time.monotonic()
        assert send(listener.url).is_success
        assert time.monotonic() - started < 10
        assert sum(sent) < 50_000_000

    def test_an_endless_head_is_left(self, listener: Listener) -> None:
        def pour(handler: BaseHTTPRequestHandler, _arrived: Arrived) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: y\r\n" * 5_000)

        listener.answer = pour
        assert outcome(listener.url) == "answer"

    def test_a_trickle_ends_in_time(self, listener: Listener) -> None:
        """Each byte comes in time, the whole does not."""

        def trickle(handler: BaseHTTPRequestHandler, _arrived: Arrived) -> None:
            for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200:
                try:
                    handler.wfile.write(bytes([byte]))
                except OSError:
                    return
                time.sleep(0.05)

        listener.answer = trickle
        started = time.monotonic()
        assert outcome(listener.url, total_s=0.6) == "timeout"
        assert time.monotonic() - started < 8, "the whole takes ten"

    def test_silence_ends_in_time(self, listener: Listener) -> None:
        listener.answer = lambda _handler, _arrived: time.sleep(2)
        assert outcome(listener.url, total_s=0.3) == "timeout"

    def test_a_slow_body_after_a_good_status_is_a_success(self, listener: Listener) -> None:
        def slow(handler: BaseHTTPRequestHandler, _arrived: Arrived) -> None:
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            is_over.wait(20)

        is_over = threading.Event()
        listener.answer = slow
        started = time.monotonic()
        assert send(listener.url).is_success
        assert time.monotonic() - started < 10
        is_over.set()

    @pytest.mark.parametrize(
        "data",
        [b"", b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 999 x\r\n\r\n", b"HTTP/1.1 200 OK"],
    )
    def test_what_is_no_answer_is_a_failure(self, listener: Listener, data: bytes) -> None:
        listener.answer = lambda handler, _arrived: handler.wfile.write(data) and None
        assert outcome(listener.url) == "answer"

    def test_nobody_there(self, listener: Listener) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            assert outcome(f"http://127.0.0.1:{free.getsockname()[1]}/") == "connection"

    def test_an_unknown_name(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*args: Any, **kwargs: Any) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

        monkeypatch.setattr(egress.socket, "getaddrinfo", unknown)
        assert outcome("https://nowhere.example.org/") == "address"

    def test_nothing_is_said_after_the_time_is_up(self, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
        real = egress.resolve

        def slow(host: str, port: int) -> Any:
            time.sleep(0.3)
            return real(host, port)

        monkeypatch.setattr(egress, "resolve", slow)
        assert outcome(listener.url, total_s=0.2) == "timeout"
        assert listener.connections == 0


class TestCertificates:
    @pytest.fixture(autouse=True)
    def _here(self, settings: Any) -> None:
        settings.WEBHOOKS_ALLOW_LOOPBACK = True

    @pytest.mark.parametrize(
        ("issued_for", "is_trusted", "result"),
        [("localhost", True, "2xx"), ("localhost", False, "tls"), ("hooks.example.org", True, "tls")],
    )
    def test_it_must_be_valid_for_the_name(
        self, issued_for: str, is_trusted: bool, result: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        certificate, key = _certificate(tmp_path, issued_for)
        trusting = ssl.create_default_context(cafile=str(certificate) if is_trusted else None)
        monkeypatch.setattr(egress, "_tls", lambda: trusting)
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(certificate, key)
        with listening(tls=serving) as listener:
            assert outcome(f"https://localhost:{listener.port}/hook") == result
            assert len(listener.arrived) == (1 if result == "2xx" else 0)


def outcome(url: str, **options: Any) -> str:
    """Return the class of what came of a call."""
    try:
        return f"{send(url, **options).status // 100}xx"
    except EgressFailed as failed:
        return failed.outcome


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate that vouches for itself, for one name and a day."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={name}",
            "-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(certificate),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return certificate, key

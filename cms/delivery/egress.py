"""The way out: one POST to an address that somebody outside chose, and never to a machine of our own network.

Every face that calls out goes through here. A name is resolved once; every address it has must be one of the public
internet; the connection is made to the very address that was looked at. So a name that answers otherwise a moment later
(rebinding) changes nothing. No redirect is followed, no proxy is asked, and everything ends in time.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from http.client import parse_headers

from cms.delivery.egress_addresses import AddressRefused, Target, check_address, target_of

CONNECT_S = 5.0
TOTAL_S = 15.0
LONGEST_HEAD_BYTES = 16 * 1024
LONGEST_BODY_BYTES = 1024
# What is left of an answer is read out of politeness only, and not for long.
POLITE_S = 1.0
MOST_ADDRESSES = 4
USER_AGENT = "fabrique-94/1.0 (+webhooks)"


class EgressFailed(OSError):
    """No answer came. Shape: `outcome` is a class: "connection", "timeout", "tls", "answer" or "address"."""

    def __init__(self, outcome: str) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True)
class Reply:
    """What is kept of an answer: never its body. Units: `retry_after_s` is seconds, None if none was named."""

    status: int
    retry_after: str = ""

    @property
    def is_success(self) -> bool:
        """Anything from 200 to 299."""
        return 200 <= self.status < 300


class _Clock:
    """How much time is left. Errors: EgressFailed("timeout") once there is none."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, at_most: float = TOTAL_S) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise EgressFailed("timeout")
        return min(left, at_most)


def post(url: str, *, body: bytes, headers: Mapping[str, str], total_s: float = TOTAL_S) -> Reply:
    """Send one POST and return what came of it. Nothing is sent later than `total_s` after the call.

    Errors: AddressRefused if the address is not one we send to; EgressFailed if no answer came.
    """
    clock = _Clock(total_s)
    try:
        target = target_of(url)
        with _connected(target, clock) as plain, _encrypted(plain, target, clock) as connection:
            # The last look at the clock before anything is said: a process that was stopped meanwhile says nothing.
            connection.settimeout(clock.left())
            connection.sendall(_request(target, body, headers))
            return _reply(connection, clock)
    except AddressRefused:
        raise
    except EgressFailed:
        raise
    except TimeoutError as error:
        raise EgressFailed("timeout") from error
    except ssl.SSLError as error:
        raise EgressFailed("tls") from error
    except OSError as error:
        raise EgressFailed("connection") from error


def resolve(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Return every address of a name. Errors: EgressFailed("address") if it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise EgressFailed("address") from error
    return [(family, address[:2]) for family, _type, _protocol, _name, address in found]  # type: ignore[misc]


def _connected(target: Target, clock: _Clock) -> socket.socket:
    """Connect to one of the addresses that were looked at. Errors: AddressRefused if any of them is not public."""
    found = resolve(target.host, target.port)
    for _family, (address, *_rest) in found:
        check_address(address)
    failure: OSError = EgressFailed("address")
    connecting = _Clock(clock.left(CONNECT_S))
    for family, (address, port) in found[:MOST_ADDRESSES]:
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(connecting.left())
            connection.connect((address, port))
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def _encrypted(connection: socket.socket, target: Target, clock: _Clock) -> socket.socket:
    """Return the connection under TLS: the certificate must be for the name, whatever address it has."""
    if not target.is_encrypted:
        return connection
    connection.settimeout(clock.left(CONNECT_S))
    return _tls().wrap_socket(connection, server_hostname=target.host)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Return the context: the system's authorities, TLS 1.2 at least."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = {
        "Host": target.host_header,
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Connection": "close",
        "Content-Length": str(len(body)),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {target.path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


def _reply(connection: socket.socket, clock: _Clock) -> Reply:
    """Read the head of the answer, and no more of its body than LONGEST_BODY_BYTES."""
    data = b""
    while True:
        while b"\r\n\r\n" not in data:
            connection.settimeout(clock.left())
            chunk = connection.recv(4096)
            data += chunk
            if not chunk or len(data) > LONGEST_HEAD_BYTES:
                raise EgressFailed("answer")
        head, _end, data = data.partition(b"\r\n\r\n")
        status, headers = _parsed(head)
        if status >= 200:
            break
    _read_politely(connection, LONGEST_BODY_BYTES - len(data), clock)
    return Reply(status, str(headers.get("Retry-After", "")).strip())


def _parsed(head: bytes) -> tuple[int, Message]:
    line, _end, rest = head.partition(b"\r\n")
    version, _space, after = line.partition(b" ")
    if not version.startswith(b"HTTP/1.") or not after[:3].isdigit():
        raise EgressFailed("answer")
    status = int(after[:3])
    if not 100 <= status <= 599:
        raise EgressFailed("answer")
    try:
        return status, parse_headers(io.BytesIO(rest + b"\r\n\r\n"))
    except Exception as error:  # http.client's errors share no base with those of email.parser
        raise EgressFailed("answer") from error


def _read_politely(connection: socket.socket, left: int, clock: _Clock) -> None:
    """Let a short answer end, so that its sender sees no broken connection. What is read is thrown away."""
    try:
        polite = _Clock(clock.left(POLITE_S))
        while left > 0:
            connection.settimeout(polite.left())
            chunk = connection.recv(left)
            if not chunk:
                return
            left -= len(chunk)
    except OSError:
        # The status is known: how the rest of the answer ends changes nothing.
        return

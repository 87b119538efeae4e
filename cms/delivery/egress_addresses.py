"""Which addresses we send to: https, a name as browsers write it, and machines of the public internet alone."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

PORTS = (443, 8443)
LONGEST_URL = 500
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Names that never lead out of a house (RFC 6761, 6762, 7686, 8375; ICANN's reservation of .internal).
_INSIDE = ("localhost", "local", "internal", "home.arpa", "onion", "invalid", "intranet", "lan", "corp", "home")
# IANA's registries of special-purpose addresses, RFC 6890 and its updates; what `ipaddress` knows differs by version.
_REFUSED_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
# Of IPv6 only the unicast space that is given out, without what carries an IPv4 address or was set apart in it:
# protocol assignments with Teredo and benchmarks, 6to4, two ranges for documentation, AS112. Everything else
# (loopback, mapped, NAT64, local, multicast) lies outside.
_GIVEN_OUT_6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class AddressRefused(ValueError):
    """We do not send there. Shape: `code` says why: "form", "scheme", "port", "credentials", "name" or "internal"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Target:
    """Where to send: `host` in ASCII as it is resolved, sent as SNI and looked for in the certificate."""

    host: str
    port: int
    path: str
    is_encrypted: bool

    @property
    def host_header(self) -> str:
        """The value of `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_encrypted else 80) else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """Return where a URL leads to, without asking anybody. Errors: AddressRefused."""
    # What urlsplit silently drops (tabs, line ends, blanks at the ends) must not pass.
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url or "\\" in url:
        raise AddressRefused("form")
    try:
        parts = urlsplit(url)
        port, name = parts.port, parts.hostname or ""
    except ValueError as error:
        raise AddressRefused("form") from error
    if not name or parts.fragment or not (parts.path + parts.query).isascii():
        raise AddressRefused("form")
    if "@" in parts.netloc:
        raise AddressRefused("credentials")
    host = _host(name)
    is_loopback = settings.WEBHOOKS_ALLOW_LOOPBACK and _is_loopback(host)
    if parts.scheme != "https" and not (is_loopback and parts.scheme == "http"):
        raise AddressRefused("scheme")
    port = port if port is not None else (443 if parts.scheme == "https" else 80)
    if port not in PORTS and not is_loopback:
        raise AddressRefused("port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, path, parts.scheme == "https")


def check_address(address: str) -> None:
    """Admit an address of the public internet. Errors: AddressRefused("internal") for every other."""
    if settings.WEBHOOKS_ALLOW_LOOPBACK and _is_loopback(address):
        return
    if not is_public(address):
        raise AddressRefused("internal")


def is_public(address: str) -> bool:
    """Tell whether an address, as the resolver writes it, is one of the public internet."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if not parsed.is_global or parsed.is_multicast or parsed.is_reserved:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _REFUSED_4)
    if parsed.scope_id is not None or parsed not in _GIVEN_OUT_6:
        return False
    return not any(parsed in network for network in _REFUSED_6)


def _host(name: str) -> str:
    """Return a host in ASCII. Errors: AddressRefused for what resolvers and browsers read in different ways."""
    if ":" in name or "%" in name:
        # A zone ("fe80::1%eth0") is a matter between neighbours.
        return _literal(ipaddress.IPv6Address, name.replace("%", " "))
    try:
        host = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise AddressRefused("name") from error
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused("name")
    if _NUMBER.fullmatch(labels[-1]):
        # 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1 to some: only four plain decimal numbers are an address.
        return _literal(ipaddress.IPv4Address, host)
    if settings.WEBHOOKS_ALLOW_LOOPBACK and host == "localhost":
        return host
    if len(labels) < 2 or any(host.endswith(f".{inside}") for inside in _INSIDE):
        raise AddressRefused("name")
    return host


def _literal(kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address], text: str) -> str:
    """Return an address that stands for a host. Errors: AddressRefused, also if it is none of the internet."""
    try:
        address = str(kind(text))
    except ValueError as error:
        raise AddressRefused("name") from error
    check_address(address)
    return address


def _is_loopback(host: str) -> bool:
    return host in ("127.0.0.1", "::1", "localhost")

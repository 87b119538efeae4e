"""Origins of browsers, written as browsers write them (RFC 6454, section 6.2; the URL standard's serialised origin)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DEFAULT_PORTS = {"http": 80, "https": 443}
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-_\[\]:]+")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# Python writes names by IDNA 2003, browsers by UTS 46: of these letters each makes another name, faß.de for fass.de.
_READ_TWO_WAYS = frozenset("ßẞς\u200c\u200d")
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def normalise_origin(text: str) -> str:
    """Return an origin as a browser sends it: lower case, punycode, without a default port.

    Errors: ValidationError if the text is no origin, names a path or a wildcard, or is not https (http is admitted on
    this machine alone, for development).
    """
    wrong = ValidationError(
        _("“%(text)s” is not an origin. Write scheme and host alone, for instance https://www.ville-creteil.fr."),
        params={"text": text},
    )
    if _READ_TWO_WAYS.intersection(text):
        raise ValidationError(
            _("“%(text)s” holds a letter that browsers write in another way. Copy the origin from a browser: xn--…"),
            params={"text": text},
        )
    try:
        parts = urlsplit(text.strip().rstrip("/"))
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower() if parts.hostname else ""
    except (ValueError, UnicodeError) as error:
        raise wrong from error
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc or parts.scheme not in DEFAULT_PORTS:
        raise wrong
    if ":" in host:
        host = f"[{host}]"
    elif not host or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise wrong
    if parts.scheme == "http" and host not in _LOCAL_HOSTS:
        raise ValidationError(
            _("“%(text)s” is not encrypted: anybody on the way could change what is shown. Use https://."),
            params={"text": text},
        )
    shown_port = "" if port is None or port == DEFAULT_PORTS[parts.scheme] else f":{port}"
    return f"{parts.scheme}://{host}{shown_port}"


def origin_of(address: str) -> str:
    """Return the origin of an absolute address, or nothing if it has none that is fit for a header."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    return origin if _ORIGIN.fullmatch(origin) else ""

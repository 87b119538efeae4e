"""Which sites there are, and which of them an absolute address is on."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest
from wagtail.models import Site

USUAL_PORTS = (80, 443)


def site_at(url: str, *, request: HttpRequest) -> Site | None:
    """Return the site that an absolute address is on, or None where it is none of ours or no address at all.

    Shape: the host that the request asks is ours too, whatever its name; the usual ports are one, as http leads to
    https.
    """
    try:
        parts = urlsplit(url)
        host, ports = parts.hostname or "", _ports(parts)
    except ValueError:
        return None
    asked = urlsplit(f"{request.scheme}://{request.get_host()}")
    if (host, ports) == (asked.hostname, _ports(asked)):
        return Site.find_for_request(request)
    return Site.objects.filter(hostname__iexact=host, port__in=ports).order_by("-is_default_site", "pk").first()


def root_urls() -> list[str]:
    """Return the address of every site, without a last slash. Wagtail keeps them in the cache."""
    return sorted({entry.root_url for entry in Site.get_site_root_paths()})


def _ports(parts: SplitResult) -> tuple[int, ...]:
    """Return the ports that an address may mean. Errors: ValueError where its port is no number of a port."""
    port = parts.port
    return USUAL_PORTS if port is None or port in USUAL_PORTS else (port,)

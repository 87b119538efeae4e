"""The site's address and identity, so that every absolute address of the feed is one that answers."""

from __future__ import annotations

from wagtail.models import Site

from cms.feed.transaction import editorial_transaction
from cms.pages.models import SiteIdentity

HOST = "127.0.0.1"
# Anything else was chosen by a person and stays.
OUR_HOSTS = {"localhost", HOST}
CONTACT = "redaction@demonstration.example"


def set_address(port: int) -> Site:
    """Give the default site the address of the demonstration; write only if it differs."""
    site = Site.objects.get(is_default_site=True)
    if site.hostname in OUR_HOSTS and (site.hostname, site.port) != (HOST, port):
        site.hostname, site.port = HOST, port
        with editorial_transaction():
            site.save()
    return site


def set_identity(site: Site) -> None:
    """Fill the site's identity if nobody has, and its name in the admin."""
    identity = SiteIdentity.objects.filter(site=site).first()
    with editorial_transaction():
        if identity is None:
            SiteIdentity.objects.create(site=site, contact_email=CONTACT)
        if not site.site_name:
            site.site_name = "Fabriqué en Val-de-Marne"
            site.save()

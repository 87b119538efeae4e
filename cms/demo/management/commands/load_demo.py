"""`manage.py load_demo`: a whole small site to try the product with. Can be run again without harm."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from cms.demo.committee import load_committee
from cms.demo.content import read, read_all
from cms.demo.english import load_english
from cms.demo.partners import CONTACT, NAME, load_partner
from cms.demo.people import ROLES, load_people
from cms.demo.pictures import load_pictures
from cms.demo.place import set_address, set_identity
from cms.demo.shelf import Shelf, load_categories, load_cohorts
from cms.demo.states import load_states
from cms.demo.tree import load_french
from cms.demo.usage import load_usage
from cms.feed.sandbox.writing import load_sandbox
from cms.partners.choices import KeyKind
from cms.settings.env import env_int

HIGHEST_PORT = 65535


class Command(BaseCommand):
    """Load the demonstration."""

    help = "Load the demonstration: pages, drawings, accounts. A second run adds nothing and overwrites nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the port."""
        parser.add_argument(
            "--port",
            type=int,
            default=env_int("PORT", 8000),
            help="Port of the site's addresses (default: PORT or 8000).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing, then print the addresses and the accounts.

        Errors: CommandError outside a demonstration, and for a port that cannot be.
        """
        if not getattr(settings, "DEMO_ALLOWED", False):
            raise CommandError(
                "The demonstration is refused here: its passwords are public. It runs with the development settings "
                "only (cms.settings.dev)."
            )
        port = options["port"]
        if not 0 < port <= HIGHEST_PORT:
            raise CommandError(f"The port {port} does not exist: choose one between 1 and {HIGHEST_PORT}.")
        # Wagtail tells of every page and WeasyPrint of every font; the newcomer waits for the addresses.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        with _mails_lead_to(port):
            self._load(port)

    def _load(self, port: int) -> None:
        site = set_address(port)
        set_identity(site)
        people = load_people()
        shelf = Shelf(
            pictures=load_pictures(_alts()),
            cohorts=load_cohorts(),
            categories=load_categories(),
            writer=people["redaction"],
            reviewer=people["relecture"],
            publisher=people["publication"],
        )
        added = load_french(shelf) + load_english(shelf) + load_states(shelf)
        load_committee(people)
        load_sandbox()
        keys = load_partner()
        load_usage()
        self._report(site.root_url, added, keys)

    def _report(self, root: str, added: int, keys: list[tuple[KeyKind, str]]) -> None:
        lines = [
            f"Demonstration loaded: {added} pages added." if added else "Demonstration already loaded: nothing to add.",
            "",
            f"  Site (French)      {root}/",
            f"  Site (English)     {root}/en/",
            f"  Editors’ admin     {root}/admin/",
            f"  API                {root}/api/v1/",
            f"  API documentation  {root}/api/v1/docs",
            f"  Partner’s page     {root}{reverse('partnerships:start')} (ask for a link as {CONTACT},",
            f"                     read the mail at {root}/dev/mail/)",
            f"  Partners’ sandbox  {root}/sandbox/",
            "",
            f"  {'Role':<30}{'User':<16}Password",
            *(f"  {role.group:<30}{role.username:<16}{role.password}" for role in ROLES),
        ]
        if keys:
            lines += ["", f"  Keys of {NAME}, shown this once:"]
            lines += [f"  {kind.value:<19}{key}" for kind, key in keys]
        self.stdout.write("\n".join(lines))


@contextmanager
def _mails_lead_to(port: int) -> Iterator[None]:
    """Let the mails written here lead to where the site will be served."""
    before = settings.WAGTAILADMIN_BASE_URL
    settings.WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{port}"
    try:
        yield
    finally:
        settings.WAGTAILADMIN_BASE_URL = before


def _alts() -> dict[str, str]:
    """Return the alternative text of each drawing that a text uses."""
    names = ("home", "ambassadors", "news", "whitepapers", "whitepaper")
    entries = [read("pages", name) for name in names]
    for kind in ("news", "chapters", "ambassadors"):
        entries += read_all(kind)
    return {entry.head["drawing"]: entry.head["alt"] for entry in entries}

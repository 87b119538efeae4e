"""Erase a person in every room (RGPD, article 17). Without --confirm nothing stays changed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.feed.transaction import editorial_transaction
from cms.workflow.privacy import Erasure, erase, person


class _OnlyLooking(Exception):
    """Rolls a dry run back."""


class Command(BaseCommand):
    """Says what goes, what is kept and why; with --confirm does it."""

    help = "Erases a person everywhere; says what goes, what is kept and why. A dry run unless --confirm is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom it is about, and whether it is meant."""
        parser.add_argument("--email", default="", help="The person's address.")
        parser.add_argument("--name", action="append", default=[], help="A name of theirs; may be given several times.")
        parser.add_argument("--confirm", action="store_true", help="Do it. Without it, everything is rolled back.")

    def handle(self, *args: Any, email: str, name: list[str], confirm: bool, **options: Any) -> None:
        """Ask every room to forget, in one editorial transaction: what was public is a tombstone at that commit."""
        if not email.strip() and not any(one.strip() for one in name):
            raise CommandError(_("Say whom it is about: --email or --name."))
        about = person(email=email, names=name)
        self.stdout.write(
            _("Address: %(email)s; names: %(names)s")
            % {"email": about.email or "–", "names": ", ".join(about.names) or "–"}
        )
        if not confirm:
            self.stdout.write(_("A dry run: nothing stays changed. Check that nobody else has the same name."))
        report: dict[str, list[Erasure]] = {}
        try:
            with editorial_transaction():
                report = erase(about)
                if not confirm:
                    raise _OnlyLooking
        except _OnlyLooking:
            pass
        self._tell(report, confirm=confirm)

    def _tell(self, report: dict[str, list[Erasure]], *, confirm: bool) -> None:
        if not report:
            self.stdout.write(_("Nothing is known about this person."))
        for room, lines in sorted(report.items()):
            self.stdout.write(f"{room}:")
            for line in lines:
                if line.what:
                    self.stdout.write(f"  - {line.count} {line.what}")
                if line.kept:
                    self.stdout.write(_("    kept: %(why)s") % {"why": line.kept})
        if report:
            self.stdout.write(_("Done.") if confirm else _("Run it again with --confirm to do this."))

"""Remind of what is due, send the daily digests. May run every minute: each mail leaves once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.workflow.reminders import send_reminders


class Command(BaseCommand):
    help = "Send the reminders and digests that are due. Safe to run every minute: each leaves once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would be sent, and send nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = send_reminders(dry_run=options["dry_run"])
        for line in report.lines:
            self.stdout.write(line)
        verb = "to send" if options["dry_run"] else "sent"
        if options["verbosity"] > 1 or options["dry_run"] or report.mails:
            self.stdout.write(f"{report.mails} mails {verb}.")
        if report.failures:
            raise CommandError(f"{report.failures} could not be sent: the log says why.")

"""Send the daily digests alone, for those who schedule them apart from the reminders."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.workflow.digest import send_digests
from cms.workflow.due import Report, is_time


class Command(BaseCommand):
    help = "Send the digest of the day to those who asked for one and have not had it today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would be sent, and send nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        now, report = timezone.now(), Report()
        if is_time(now):
            send_digests(now, report, dry_run=options["dry_run"])
        for line in report.lines:
            self.stdout.write(line)
        if report.failures:
            raise CommandError(f"{report.failures} could not be sent: the log says why.")

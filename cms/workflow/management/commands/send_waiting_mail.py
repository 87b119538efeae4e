"""Tell what has not been told yet, and try again the mails that did not leave. Run every minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.workflow import mailing, notices


class Command(BaseCommand):
    help = "Send the mails that wait: those that failed before, those whose process ended too early."

    def handle(self, *args: Any, **options: Any) -> None:
        notices.work_off()
        sent, failed = mailing.send_waiting()
        if failed:
            self.stderr.write(f"{failed} mails did not leave; they will be tried again.")
        if sent and options["verbosity"] > 1:
            self.stdout.write(f"{sent} mails sent.")

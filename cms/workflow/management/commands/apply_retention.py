"""Let go of personal data whose time is over (docs/rgpd.md). Run it daily."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.feed.transaction import editorial_transaction
from cms.workflow.privacy import retentions


class _OnlyLooking(Exception):
    """Rolls a dry run back."""


class Command(BaseCommand):
    """Each kind of data in a transaction of its own: one that fails does not keep the others."""

    help = "Lets go of personal data whose time is over, as docs/rgpd.md says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether it is meant."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would go; change nothing.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Apply every duration."""
        now = timezone.now()
        failed = []
        for retention in retentions():
            count = 0
            try:
                with editorial_transaction():
                    count = retention.run(now)
                    if dry_run:
                        raise _OnlyLooking
            except _OnlyLooking:
                pass
            except Exception as error:  # noqa: BLE001 (told below; the others must still be let go)
                failed.append(f"{retention.code}: {type(error).__name__}")
                continue
            self.stdout.write(f"{retention.code}: {count}{' (dry run)' if dry_run else ''}")
        if failed:
            self.stderr.write("Not done: " + "; ".join(failed))
            raise SystemExit(1)

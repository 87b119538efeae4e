from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.feed.clock import start_new_epoch
from cms.feed.rebuild import TooManyRemovals, rebuild_feed
from cms.feed.statistics import refresh_statistics
from cms.feed.transaction import editorial_transaction


class Command(BaseCommand):
    """Make the feed anew from the pages."""

    help = "Bring every document in step with its page. Only documents that differ get a new change number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="Remove however many documents it takes.")
        parser.add_argument(
            "--max-removed", type=float, default=10.0, metavar="PERCENT", help="Refuse to remove more (default: 10)."
        )

        parser.add_argument(
            "--new-epoch",
            action="store_true",
            help="After a restore: refuse every cursor given out before, so that followers start from a snapshot.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["max_removed"] <= 100:
            raise CommandError("--max-removed is a percentage, from 0 to 100.")

        if options["new_epoch"]:
            with editorial_transaction():
                self.stdout.write(f"epoch: {start_new_epoch()}")

        def progress(done: int, total: int) -> None:
            if options["verbosity"] > 0:
                self.stderr.write(f"\r{done}/{total} pages", ending="" if done < total else "\n")

        try:
            rebuilt = rebuild_feed(
                max_removed_share=options["max_removed"] / 100, force=options["force"], progress=progress
            )
        except TooManyRemovals as error:
            raise CommandError(str(error)) from error
        refresh_statistics()
        self.stdout.write(f"pages: {rebuilt.pages}, changes: {rebuilt.changes}, removals: {rebuilt.removals}")

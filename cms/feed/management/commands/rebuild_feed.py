from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.feed.rebuild import TooManyRemovals, rebuild_feed


class Command(BaseCommand):
    """Make the feed anew from the pages."""

    help = "Bring every document in step with its page. Only documents that differ get a new change number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="Remove however many documents it takes.")
        parser.add_argument(
            "--max-removed", type=float, default=10.0, metavar="PERCENT", help="Refuse to remove more (default: 10)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 <= options["max_removed"] <= 100:
            raise CommandError("--max-removed is a percentage, from 0 to 100.")

        def progress(done: int, total: int) -> None:
            if options["verbosity"] > 0:
                self.stderr.write(f"\r{done}/{total} pages", ending="" if done < total else "\n")

        try:
            rebuilt = rebuild_feed(
                max_removed_share=options["max_removed"] / 100, force=options["force"], progress=progress
            )
        except TooManyRemovals as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"pages: {rebuilt.pages}, changes: {rebuilt.changes}, removals: {rebuilt.removals}")

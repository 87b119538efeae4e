import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.feed.scheduling import due_for_expiry, due_for_publication, expire, publish
from cms.feed.transaction import editorial_transaction

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Wagtail's command of the same name, one transaction a page: one that fails does not stop the rest."""

    help = "Publish what is due and unpublish what has expired. Exit status 1 if any page failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dryrun", action="store_true", help="Only list what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for found, act, verb in ((due_for_expiry(), expire, "expire"), (due_for_publication(), publish, "publish")):
            for due in found:
                if options["dryrun"]:
                    self.stdout.write(f"would {verb}: {due}")
                    continue
                try:
                    with editorial_transaction():
                        act(due)
                except Exception:
                    failed += 1
                    logger.exception("Could not %s %s: nothing of it was changed.", verb, due)
                    self.stderr.write(f"failed to {verb}: {due}")
        if failed:
            raise SystemExit(1)

from typing import Any

from django.core.management.base import BaseCommand

from cms.feed.statistics import refresh_statistics
from cms.feed.sweep import sweep


class Command(BaseCommand):
    """One round of the sweeper. Run it every minute."""

    help = "Write what time has changed since the last round, and what was changed without a signal."

    def handle(self, *args: Any, **options: Any) -> None:
        swept = sweep()
        refresh_statistics()
        if options["verbosity"] > 1 or swept.due or swept.marks or swept.forgotten:
            self.stdout.write(f"due: {swept.due}, marks: {swept.marks}, forgotten: {swept.forgotten}")

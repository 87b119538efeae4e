from typing import Any

from django.core.management.base import BaseCommand

from cms.feed.sandbox.writing import tend


class Command(BaseCommand):
    """One round of the sandbox: what ends at the full hour, and the play. Run it every minute."""

    help = "Write what the hour has changed in the sandbox; play the next scene where nobody has for a while."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do nothing where there is no sandbox."""
        changes = tend()
        if options["verbosity"] > 1 or changes:
            self.stdout.write(f"sandbox: {changes} changes")

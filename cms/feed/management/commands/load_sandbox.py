from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from cms.feed.sandbox.writing import load_sandbox


class Command(BaseCommand):
    """Make the invented documents that partners try their readers with."""

    help = "Make the sandbox what it should be, under /sandbox/. A second run writes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it. Errors: CommandError where there is no default site."""
        try:
            loaded = load_sandbox()
        except Site.DoesNotExist as error:
            raise CommandError("No site is the default one: without it no document has an address.") from error
        self.stdout.write(f"sandbox: {loaded.documents} documents, {loaded.changes} changes written")

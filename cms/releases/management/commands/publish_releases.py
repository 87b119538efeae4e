from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.releases.models import Release, State
from cms.releases.publishing import due_releases, publish_release


class Command(BaseCommand):
    """Run it every minute. Two at once do no harm: the second finds the work done."""

    help = "Publish the releases whose time has come, each in one transaction. Exit status 1 if one was stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dryrun", action="store_true", help="Only list what would be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = 0
        for release in due_releases():
            if options["dryrun"]:
                self.stdout.write(f"would publish: {release.pk} {release}")
            elif publish_release(release):
                self.stdout.write(f"published: {release.pk} {release}")
            elif Release.objects.filter(pk=release.pk, state=State.STOPPED).exists():
                stopped += 1
                self.stderr.write(f"stopped: {release.pk} {release}")
        if stopped:
            raise SystemExit(1)

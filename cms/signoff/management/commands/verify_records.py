import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.signoff.verification import verify


class Command(BaseCommand):
    """Check the chain of the sign-offs."""

    help = "Say which record of a sign-off was altered, removed, put in or moved. Ends with 1 if any was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Report for machines.")
        parser.add_argument("--head", default="", help="Hash noted before, for instance from a receipt: must be there.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify(expected_head=options["head"].strip().lower())
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            for fault in report.faults:
                self.stdout.write(f"{fault.code}: {fault.message}")
            self.stdout.write(f"{report.count} records, {report.erased} with an erased person.")
            self.stdout.write(f"Head: {report.head or 'none yet'}")
        if not report.is_clean:
            raise CommandError(f"{len(report.faults)} faults in the chain of the sign-offs.")

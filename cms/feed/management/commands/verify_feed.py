import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.feed.repair import repair
from cms.feed.transaction import editorial_transaction
from cms.feed.verify import Report, verify_feed


class Command(BaseCommand):
    """Prove that the stored feed equals a fresh one."""

    help = "Compare every stored document with a fresh view of its page. Exit status 1 on any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Write what differs, then compare again.")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        with editorial_transaction():
            report = verify_feed()
        if options["repair"] and not report.is_clean:
            before = report
            repair(report)
            with editorial_transaction():
                report = verify_feed()
            if not options["json"]:
                self.stdout.write(f"repaired: {sum(before.differences.values())} differences")
        self._print(report, as_json=options["json"])
        if not report.is_clean:
            sys.exit(1)

    def _print(self, report: Report, *, as_json: bool) -> None:
        if as_json:
            body = {
                "pages": report.pages,
                "documents": report.documents,
                "due": report.due,
                "differences": dict(report.differences),
                "examples": report.examples,
            }
            self.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"pages: {report.pages}, documents: {report.documents}, due: {report.due}")
        for kind, count in sorted(report.differences.items()):
            self.stdout.write(f"{kind}: {count}")
            for example in report.examples[kind]:
                self.stdout.write(f"  {example}")
        self.stdout.write("differences: " + str(sum(report.differences.values())))

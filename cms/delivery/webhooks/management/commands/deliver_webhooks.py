import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.delivery.webhooks.worker import ROUND_S, THREADS, Worker


class Command(BaseCommand):
    """Tell the partners' endpoints what changed."""

    help = "Send the webhooks that are due, and end; or, with --forever, go on until SIGTERM, looking each second."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="The long-running worker of production.")
        parser.add_argument("--threads", type=int, default=THREADS, help="How many messages are sent at once.")
        parser.add_argument("--seconds", type=float, default=ROUND_S, help="When a single round ends at the latest.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send. Exit status 1 if something of ours failed; an endpoint that refuses is no failure of ours."""
        worker = Worker(threads=options["threads"])
        if options["forever"]:
            stop = threading.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
            tally = worker.run_forever(stop)
        else:
            tally = worker.run_round(seconds=options["seconds"])
        if options["verbosity"] > 0:
            self.stdout.write(f"{tally.sent} webhooks arrived, {tally.failed} attempts failed")
        if tally.errors and not options["forever"]:
            self.stderr.write(f"{tally.errors} errors: see the log")
            raise SystemExit(1)

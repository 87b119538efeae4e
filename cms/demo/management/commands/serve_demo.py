"""Serve the demonstration: the site, and the minute's clock beside it."""

import subprocess
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

ROUND_S = 60


class Command(BaseCommand):
    """Serve on one machine what production splits in two: the web server, and the schedulers."""

    help = "Serve the demonstration on 127.0.0.1, with publish_scheduled and sweep every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("The demonstration is refused with these settings: it is not for production.")
        stop = threading.Event()
        clock = threading.Thread(target=self._keep_time, args=(stop,), daemon=True)
        clock.start()
        try:
            call_command("runserver", f"127.0.0.1:{options['port']}", use_reloader=False, insecure_serving=True)
        finally:
            stop.set()

    def _keep_time(self, stop: threading.Event) -> None:
        # Processes of their own: a failing round must not take the site with it, and says so on the same terminal.
        while not stop.wait(ROUND_S):
            for command in ("publish_scheduled", "sweep"):
                status = subprocess.run([sys.executable, "manage.py", command], check=False).returncode  # noqa: S603
                if status:
                    self.stderr.write(f"{command} ended with status {status}")

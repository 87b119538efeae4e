import os
import signal
import subprocess
import sys
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

ROUND_S = 60
# What a server ends with that was asked to: by itself, by an interrupt, by a SIGTERM.
_CLOSED = (0, -signal.SIGINT, 128 + signal.SIGINT, -signal.SIGTERM, 128 + signal.SIGTERM)


class _Ended(Exception):
    """This process was sent SIGTERM."""


def _ended(_signal: int, _frame: FrameType | None) -> None:
    raise _Ended


class Command(BaseCommand):
    """Serve on one machine what production splits in two: the web server, and the schedulers."""

    help = "Serve the demonstration on 127.0.0.1, with the jobs of the minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError("The demonstration is refused with these settings: it is not for production.")
        # Without DEBUG, so that visitors of the demonstration see the site's own error pages.
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "cms.settings.dev"),
            "DEBUG": "false",
            # Links in mails lead to the port that is served.
            "PORT": str(options["port"]),
        }
        address = ["--host", "127.0.0.1", "--port", str(options["port"])]
        server = subprocess.Popen(  # noqa: S603 (our own interpreter and arguments)
            [
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "wsgi",
                *address,
                "--log-level",
                "warning",
                "--blocking-threads",
                "4",
                "cms.wsgi:application",
            ],
            env=environment,
        )
        # Whoever ends this process by its number ends the server with it, which would keep the port otherwise.
        before = signal.signal(signal.SIGTERM, _ended)
        stop = threading.Event()
        clock = threading.Thread(target=self._keep_time, args=(stop, environment), daemon=True)
        clock.start()
        try:
            status = server.wait()
        except KeyboardInterrupt:
            # granian received the same interrupt from the terminal and is closing by itself.
            status = server.wait()
        except _Ended:
            server.terminate()
            status = server.wait()
        finally:
            stop.set()
            signal.signal(signal.SIGTERM, before)
        if status not in _CLOSED:
            raise CommandError(f"The server ended with status {status}: is port {options['port']} taken?")

    def _keep_time(self, stop: threading.Event, environment: dict[str, str]) -> None:
        # Processes of their own: a failing round must not take the site with it, and says so on the same terminal.
        # The first round makes the photographs' files, so that nobody waits for them on a page.
        commands: tuple[str, ...] = ("make_renditions",)
        while True:
            for command in commands:
                done = subprocess.run([sys.executable, "manage.py", command], env=environment, check=False)  # noqa: S603
                if done.returncode:
                    self.stderr.write(f"{command} ended with status {done.returncode}")
            commands = ("run_jobs",)
            if stop.wait(ROUND_S):
                return

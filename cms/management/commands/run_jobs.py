import logging
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

logger = logging.getLogger(__name__)

# In this order: what is due is published, the feed follows, then people are told, and last their servers.
JOBS = (
    "publish_scheduled",
    "publish_releases",
    "sweep",
    "tend_sandbox",
    "send_waiting_mail",
    "send_reminders",
    "tell_hub",
    "deliver_webhooks",
)


class Command(BaseCommand):
    """The jobs of the minute, in one process."""

    help = "Run the jobs of the minute, one after the other. One that fails does not stop the rest; exit status 1 then."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run them all."""
        failed = [job for job in JOBS if not self._run(job)]
        if failed:
            self.stderr.write(f"failed: {', '.join(failed)}")
            raise SystemExit(1)

    def _run(self, job: str) -> bool:
        try:
            call_command(job, stdout=self.stdout, stderr=self.stderr)
        except SystemExit as ended:
            return not ended.code
        except Exception:
            logger.exception("The job %s failed.", job)
            return False
        return True

"""The wake-up after a commit. It carries nothing: the rows say what there is to do."""

from __future__ import annotations

from django_tasks import task

from cms.delivery.waking import has_workers
from cms.delivery.webhooks.models import Endpoint
from cms.delivery.webhooks.worker import Worker


@task()
def deliver_task() -> int:
    """Read and send what is due now; return how many messages arrived."""
    return Worker().run_round().sent


def wake_up() -> bool:
    """Have what is due sent at once, where tasks run in a process of their own.

    Shape: False where they would run inside the editor's request, which waits for nobody's server: there the sweeper of
    the minute sends, or the worker that polls each second.
    """
    if not has_workers() or not Endpoint.objects.filter(is_active=True).exists():
        return False
    deliver_task.enqueue()
    return True

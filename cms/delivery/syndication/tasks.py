"""The wake-up after a commit. It carries nothing: the feed says what the hub was not told."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django_tasks import task

from cms.delivery.syndication.catching_up import catch_up
from cms.delivery.waking import has_workers
from cms.feed.transaction import feed_changed


@task()
def tell_hub_task() -> int:
    """Tell the hub what it has not been told; return of how many feeds."""
    return catch_up()


def connect() -> None:
    """Listen to what was committed. Called once, when all apps are ready."""
    feed_changed.connect(wake_up, dispatch_uid="syndication:websub")


def wake_up(sender: Any, **kwargs: Any) -> bool:
    """Have the hub told at once, where tasks run in a process of their own.

    Shape: False where they would run inside the editor's request, which waits for nobody's server: there `tell_hub`,
    one of the jobs of the minute, tells it.
    """
    if not settings.WEBSUB_HUB or not has_workers():
        return False
    tell_hub_task.enqueue()
    return True

"""What webhooks listen to: the feed, after each commit."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from cms.delivery.webhooks.tasks import wake_up
from cms.feed.transaction import feed_changed


@receiver(feed_changed, dispatch_uid="webhooks.wake_up")
def on_feed_changed(changes: list[Any], **_kwargs: Any) -> None:
    """Wake a worker up. Nothing is sent here: whoever publishes waits for no one."""
    wake_up()

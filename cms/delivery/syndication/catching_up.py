"""What the hub has not been told yet: read from the feed, told, and only then noted. No second truth, nothing lost."""

from __future__ import annotations

from django.conf import settings

from cms.delivery.syndication.models import HubPlace
from cms.delivery.syndication.websub import Post, tell_hub, topics_of
from cms.feed.clock import read_clock
from cms.feed.models import FeedClock, FeedDocument
from cms.media.audiences import Audience


def catch_up(*, post: Post | None = None) -> int:
    """Tell the hub of every feed that changed since it last listened; return of how many.

    Shape: a hub that was never told, or missed what is forgotten by now, is told of every feed. Several at once tell it
    twice, which it bears. Must not be called inside a transaction: it waits for the hub.
    """
    hub = settings.WEBSUB_HUB
    if not hub:
        return 0
    # Read before the rows: what is published between the two is told twice at worst, never missed.
    clock = read_clock()
    after = _place(hub, clock)
    if after == clock.change:
        return 0
    changed = FeedDocument.objects.filter(audience=Audience.OPEN.value, change__gt=after)
    topics = topics_of(changed.order_by().values_list("audience", "type", "locale", named=True).distinct())
    if topics and not tell_hub(topics, post=post):
        return 0
    HubPlace.objects.update_or_create(hub=hub, defaults={"epoch": clock.epoch, "change": clock.change})
    return len(topics)


def _place(hub: str, clock: FeedClock) -> int:
    place = HubPlace.objects.filter(hub=hub).first()
    if place is None or place.epoch != clock.epoch or place.change < clock.forgotten_change:
        return 0
    return place.change

"""What each page of a release still lacks, judged as if the release had just gone out. Reads only.

There is no second truth here: the gates of the read model are asked about the newest content of every page, with all of
them live; what they answer is what would keep the page from the public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision

from cms.feed.facts import Facts
from cms.feed.gates import judge
from cms.feed.models import TranslationRecord
from cms.feed.translations import is_complete
from cms.media.audiences import Audience
from cms.releases.contents import resolved_items
from cms.releases.holding import HELD
from cms.releases.models import Release, ReleaseItem, State
from cms.releases.obstacles import Obstacle, completeness_obstacles, own_obstacles, verdict_obstacles
from cms.workflow.decisions import digest_of, missing
from cms.workflow.fingerprint import fingerprint
from cms.workflow.kinds import Kind


@dataclass
class Standing:
    """Where one item stands.

    Shape: `newest` is what would be published (a page object as its newest revision says), `digest` its fingerprint;
    `lacks_decision` if the decision to publish exactly this is not there yet.
    """

    item: ReleaseItem
    newest: Any = None
    revision: Revision | None = None
    digest: str = ""
    is_unchanged: bool = False
    lacks_decision: bool = True
    obstacles: list[Obstacle] = field(default_factory=list)

    @property
    def page(self) -> Page | None:
        """The page, or None where this language does not exist."""
        return self.item.page

    @property
    def is_left_out(self) -> bool:
        """The release goes out without it."""
        return bool(self.item.left_out)

    @property
    def blocking(self) -> list[Obstacle]:
        """What keeps the release from going out."""
        return [] if self.is_left_out else [found for found in self.obstacles if found.is_blocking]

    @property
    def is_approved(self) -> bool:
        """Everybody but the publisher has agreed to what it says now."""
        return not self.is_left_out and not self.blocking

    @property
    def is_added_late(self) -> bool:
        """Came into the release after the publisher's decision."""
        return not self.is_left_out and not self.item.frozen_digest

    @property
    def has_changed(self) -> bool:
        """Says something else than what the publisher decided on."""
        return not self.is_left_out and bool(self.item.frozen_digest) and self.item.frozen_digest != self.digest

    @property
    def awaits_publisher(self) -> bool:
        """Needs the publisher's own decision, on what it says now."""
        return not self.is_left_out and (self.is_added_late or self.has_changed or self.lacks_decision)


@dataclass
class Readiness:
    """Where a whole release stands."""

    release: Release
    standings: list[Standing]

    @property
    def going_out(self) -> list[Standing]:
        """What would be published."""
        return [standing for standing in self.standings if not standing.is_left_out]

    @property
    def is_approved(self) -> bool:
        """Nothing is missing but the publisher's decision."""
        return bool(self.going_out) and all(standing.is_approved for standing in self.going_out)

    @property
    def is_decided(self) -> bool:
        """The publisher has decided on exactly this."""
        return self.is_approved and not any(standing.awaits_publisher for standing in self.going_out)

    @property
    def blocking_count(self) -> int:
        """How many pages keep the release from going out."""
        return sum(bool(standing.blocking) for standing in self.standings)

    @property
    def awaiting_again(self) -> list[Standing]:
        """What was added or changed after the publisher's decision, where one was taken."""
        if self.release.state != State.SCHEDULED:
            return []
        return [standing for standing in self.going_out if standing.awaits_publisher]


def readiness(release: Release, *, now: datetime | None = None, items: list[ReleaseItem] | None = None) -> Readiness:
    """Judge every item of a release at the time it goes out.

    Shape: `items` are `resolved_items(release)`, where the caller has them.
    """
    now = now or timezone.now()
    moment = max(now, release.publish_at) if release.state == State.SCHEDULED and release.publish_at else now
    standings = [_standing(item, moment) for item in (resolved_items(release) if items is None else items)]
    present = [standing for standing in standings if standing.newest is not None and not standing.is_left_out]
    facts = as_if_out(present)
    inside = {standing.newest.pk for standing in present}
    for standing in standings:
        standing.obstacles += own_obstacles(standing.item, standing.newest, now=now)
        if standing.newest is not None:
            standing.obstacles += completeness_obstacles(standing.newest)
            if not standing.is_left_out:
                verdict = judge(standing.newest, Audience.OWN, moment, facts)
                reasons = [reason for reason in verdict.reasons if reason != HELD]
                standing.obstacles += verdict_obstacles(reasons, standing.newest, inside=inside, facts=facts)
        standing.obstacles = list(dict.fromkeys(standing.obstacles))
    return Readiness(release, standings)


def _standing(item: ReleaseItem, moment: datetime) -> Standing:
    if item.page is None:
        return Standing(item)
    page = item.page
    revision = page.get_latest_revision()
    newest = revision.as_object() if revision is not None else page.specific
    digest = digest_of(revision) if revision is not None else fingerprint(newest)
    standing = Standing(item, newest, revision, digest)
    standing.is_unchanged = page.live and not page.has_unpublished_changes
    standing.lacks_decision = Kind.PUBLICATION in missing(newest, digest)
    newest.live = True
    newest.first_published_at = newest.first_published_at or moment
    return standing


def as_if_out(standings: Iterable[Standing]) -> Facts:
    """Return the facts of the read model with every page of the release live, as its newest content says."""
    objects = [standing.newest for standing in standings]
    facts = Facts.load(objects)
    for found in objects:
        if facts.locales.get(found.locale_id) != facts.default_locale:
            facts.records[found.pk] = TranslationRecord(page_id=found.pk, is_complete=is_complete(found))
    return facts

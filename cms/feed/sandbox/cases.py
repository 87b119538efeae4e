"""The edge cases of the sandbox, each with what a reader of it should do: one list, which the page shows too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.feed.gates import Reason
from cms.feed.models import State
from cms.feed.sandbox import characters
from cms.feed.sandbox.drafts import FIRST_PUBLISHED, Draft
from cms.feed.sandbox.examples import empty_of
from cms.feed.sandbox.pictures import WITHDRAWN

Changes = Callable[[Draft], dict[str, Any]]
DELETED = Reason("deleted", _("The page was deleted."))
UNPUBLISHED = Reason("not_live", _("The page was unpublished."))
EXPIRED = Reason("expired", _("Its expiry date has passed."))
CONSENT = Reason("consent_withdrawn", _("The person portrayed has withdrawn consent."), State.WITHDRAWN)
# What ends at the full hour comes back some minutes later.
PAUSE = timedelta(minutes=10)
PAST = FIRST_PUBLISHED + timedelta(days=1)
HUGE_REPEATS = 40


def as_it_is(draft: Draft) -> dict[str, Any]:
    """Change nothing."""
    return {}


@dataclass(frozen=True)
class Step:
    """One state of a document's life.

    Shape: `slug` where its address is not its case's; `reason` makes a tombstone; `ends_at` closes its window, and
    `later` is what the document says from `turns_at` on.
    """

    changes: Changes = as_it_is
    slug: str = ""
    reason: Reason | None = None
    ends_at: datetime | None = None
    turns_at: datetime | None = None
    later: Changes | None = None


@dataclass(frozen=True)
class Case:
    """One edge case: the states its document went through, the last being the one it is in.

    Shape: `outcome` is what its address answers now: live, gone, withdrawn or moved; `former` are slugs that lead to
    it; `steps` depends on the time where the case does.
    """

    key: str
    title: str | Promise
    advice: str | Promise
    steps: Callable[[datetime], tuple[Step, ...]]
    outcome: str = "live"
    former: tuple[str, ...] = ()
    is_translated: bool = True
    is_timely: bool = False


def _always(*steps: Step) -> Callable[[datetime], tuple[Step, ...]]:
    return lambda now: steps or (Step(),)


def _turn(now: datetime) -> tuple[bool, datetime]:
    """Tell whether this is the shown part of the hour, and when the next full hour is."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return now - hour >= PAUSE, hour + timedelta(hours=1)


def _picture_until_the_hour(now: datetime) -> tuple[Step, ...]:
    is_shown, next_hour = _turn(now)
    return (Step(turns_at=next_hour, later=_without_picture) if is_shown else Step(_without_picture),)


def _document_until_the_hour(now: datetime) -> tuple[Step, ...]:
    is_shown, next_hour = _turn(now)
    return (Step(ends_at=next_hour),) if is_shown else (Step(), Step(reason=EXPIRED))


def _without_picture(draft: Draft) -> dict[str, Any]:
    return {"image": None}


def _with_lost_picture(draft: Draft) -> dict[str, Any]:
    return {"image": draft.picture(WITHDRAWN)}


def _outdated(draft: Draft) -> dict[str, Any]:
    return {"translations": draft.translations("outdated")} if draft.is_in_french else {}


def _huge(draft: Draft) -> dict[str, Any]:
    return {**draft.story(HUGE_REPEATS, whole=True), "summary": f"{draft.summary} " * 40}


def _many_tags(draft: Draft) -> dict[str, Any]:
    return {"tags": [{"slug": f"mot-cle-{n:02d}", "name": f"mot-clé {n:02d}"} for n in range(1, 61)]}


def _same_instant(draft: Draft) -> dict[str, Any]:
    return {"published_at": PAST, "updated_at": PAST}


CASES = (
    Case(
        "ordinary",
        _("Ordinary document"),
        _("Everything is there, as it is most of the time. Show the credit beside the picture."),
        _always(),
    ),
    Case(
        "photo-withdrawn",
        _("Photo withdrawn"),
        _("The document stays, its picture is null now and the file answers 404. Delete the file from your copy."),
        _always(Step(_with_lost_picture), Step(_without_picture)),
    ),
    Case(
        "no-image",
        _("Never had a picture"),
        _("`image` is null. Your layout must do without."),
        _always(Step(_without_picture)),
    ),
    Case(
        "image-without-srcset",
        _("Picture in one size"),
        _("`srcset` is empty: use `url`."),
        _always(Step(lambda draft: {"image": draft.picture(has_srcset=False)})),
    ),
    Case(
        "portrait-image",
        _("Upright picture"),
        _("Taller than wide. Crop around `focal_point` or show it whole."),
        _always(Step(lambda draft: {"image": draft.picture("keys")})),
    ),
    Case(
        "picture-until-the-hour",
        _("Picture whose rights end at the full hour"),
        _(
            "Shown until the next full hour, null for ten minutes, then back. `max-age` never reaches beyond the hour: "
            "keep to it."
        ),
        _picture_until_the_hour,
        is_timely=True,
    ),
    Case(
        "until-the-hour",
        _("Document that ends at the full hour"),
        _("Public until the next full hour, gone for ten minutes, then back. No cache of yours may outlive it."),
        _document_until_the_hour,
        is_timely=True,
    ),
    Case(
        "deleted",
        _("Deleted document"),
        _("Was public; answers 410 and is `deleted` in the change feed. Delete your copy."),
        _always(Step(), Step(reason=DELETED)),
        "gone",
    ),
    Case(
        "unpublished",
        _("Unpublished document"),
        _("Taken off the site; it may come back. Delete your copy."),
        _always(Step(), Step(reason=UNPUBLISHED)),
        "gone",
    ),
    Case(
        "expired",
        _("Past its date"),
        _("Its window has closed. Delete your copy."),
        _always(Step(), Step(reason=EXPIRED)),
        "gone",
    ),
    Case(
        "expired-by-time-alone",
        _("Past its date, and nothing told"),
        _("The window closed by time alone, no job of ours ran: still 410, in every face."),
        _always(Step(), Step(ends_at=PAST)),
        "gone",
    ),
    Case(
        "consent-withdrawn",
        _("Consent withdrawn"),
        _("A person took their consent back. Delete your copy, its pictures and its caches at once."),
        _always(Step(), Step(reason=CONSENT)),
        "withdrawn",
    ),
    Case(
        "missing-translation",
        _("No translation"),
        _("French only: `translations` is empty and no English document exists. Link to French, or show nothing."),
        _always(),
        is_translated=False,
    ),
    Case(
        "outdated-translation",
        _("Outdated translation"),
        _("The English text is older than the French one: the link says `outdated`. Say so, or link to French."),
        _always(Step(_outdated)),
    ),
    Case(
        "moved",
        _("Moved page"),
        _("Its former address answers 308 to this one. Follow it and keep the new address; the id is the same."),
        _always(Step(slug="moved-before"), Step()),
        "moved",
        former=("moved-before",),
    ),
    Case(
        "moved-twice",
        _("Moved twice"),
        _("Both former addresses answer 308 to the present one, without a chain."),
        _always(Step(slug="moved-first"), Step(slug="moved-second"), Step()),
        "moved",
        former=("moved-first", "moved-second"),
    ),
    Case(
        "huge",
        _("Huge document"),
        _("Hundreds of blocks, a very long summary. Ask for `fields` where you need few."),
        _always(Step(_huge)),
    ),
    Case(
        "every-block",
        _("Every kind of block"),
        _("One of each. Leave out the kinds you do not know: there will be more."),
        _always(Step(lambda draft: draft.story(whole=True))),
    ),
    Case(
        "no-block",
        _("No block at all"),
        _("`body` is an empty list."),
        _always(Step(lambda draft: dict.fromkeys(draft.story(), ()))),
    ),
    Case(
        "empty-fields",
        _("Everything optional is empty"),
        _("Null, empty lists, empty texts, wherever the contract admits them."),
        _always(Step(lambda draft: empty_of(draft.feed_type.document))),
    ),
    Case(
        "odd-characters",
        characters.TITLE,
        _("Markup as text, two directions, combining marks, emoji. Escape it, and cut it by characters, not by bytes."),
        _always(Step(lambda draft: characters.changes(draft))),
    ),
    Case("many-tags", _("Sixty keywords"), _("Your layout must not break."), _always(Step(_many_tags))),
    Case(
        "long-title",
        _("Long title"),
        _("255 characters, the most a title holds."),
        _always(Step(lambda draft: {"title": characters.LONG_TITLE[:255]})),
    ),
    Case(
        characters.LONG_SLUG,
        _("Long address"),
        _("A slug of 255 characters, the most there is."),
        _always(),
    ),
    *(
        Case(
            f"same-instant-{letter}",
            _("Published in the same second"),
            _("Three documents share their second. Page with `next`, never with dates."),
            _always(Step(_same_instant)),
        )
        for letter in "abc"
    ),
)

"""The play: what happens to one document, scene by scene, so that followers and caches can be tried.

Which scene is on is read from the rows: there is no second truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.feed.models import FeedDocument, State
from cms.feed.sandbox.building import Fixture, Ground, RowKey, Standing, draft_of, languages, listed_types, stand
from cms.feed.sandbox.cases import CONSENT, DELETED, Case, Step
from cms.feed.sandbox.drafts import Draft

KEY = "play"
ABSENT = Step(reason=DELETED)


def _edited(draft: Draft) -> dict[str, Any]:
    return {"title": f"{draft.title} (2)", "translations": ()}


def _alone(draft: Draft) -> dict[str, Any]:
    return {"translations": ()}


def _without_picture(draft: Draft) -> dict[str, Any]:
    return {**_edited(draft), "image": None}


def _outdated(draft: Draft) -> dict[str, Any]:
    return {"title": f"{draft.title} (3)", "translations": draft.translations("outdated")}


@dataclass(frozen=True)
class Scene:
    """One scene: what happens, and how the document stands then in the site's language and in the others."""

    title: str | Promise
    first: Step
    others: Step = ABSENT


SCENES = (
    Scene(_("Nothing yet: the document does not exist, or was deleted."), ABSENT),
    Scene(_("It is published, in French."), Step(_alone)),
    Scene(_("It is edited: another title."), Step(_edited)),
    Scene(_("Its picture is withdrawn: `image` is null."), Step(_without_picture)),
    Scene(_("It moves: another address, the former one answers 308."), Step(_without_picture, slug="play-moved")),
    Scene(_("The person portrayed takes consent back: it is withdrawn."), Step(reason=CONSENT)),
    Scene(_("It comes back, with a picture."), Step(_alone, slug="play-moved")),
    Scene(_("It is translated into English."), Step(slug="play-moved"), Step(slug="play-moved")),
    Scene(
        _("The French text is edited: its translation is outdated."),
        Step(_outdated, slug="play-moved"),
        Step(slug="play-moved"),
    ),
    Scene(_("Both are deleted."), ABSENT),
)


def play_fixtures(scene: int) -> list[Fixture]:
    """Return the documents of the play as a scene wants them."""
    ground = Ground.find()
    found: list[Fixture] = []
    for locale in languages():
        draft = draft_of(listed_types()[0], _CASE, ground, locale)
        played = SCENES[scene]
        step = played.first if draft.is_in_french else played.others
        found.append(Fixture(draft, (stand(draft, step),)))
    return found


def current_scene(rows: Mapping[RowKey, FeedDocument]) -> int | None:
    """Return which scene the rows show, or None where they show none of them (a shape has changed since)."""
    for number in range(len(SCENES) - 1):
        wanted = play_fixtures(number)
        if all(_is_shown(fixture.final, rows.get(fixture.key)) for fixture in wanted):
            return number
    return None


def _is_shown(standing: Standing, row: FeedDocument | None) -> bool:
    if standing.view is not None:
        return row is not None and row.state == State.LIVE and row.digest == standing.view.digest
    if row is None:
        return standing.reason is DELETED
    reason = standing.reason
    return reason is not None and (row.state, row.reason) == (reason.state, reason.code)


_CASE = Case(KEY, _("The play"), _("This document changes whenever somebody plays the next scene."), lambda now: ())

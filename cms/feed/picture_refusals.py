"""Which pictures of a document one audience does not get, and why, in words that give nothing away.

A reader sees that a picture is missing. It may know whether it must delete a copy, or whether the picture is just not
for it; not whose consent, which agreement, or which date.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cms.feed.clock import database_now
from cms.feed.models import FeedDependency, FeedDocument
from cms.media.audiences import SANDBOX, Audience
from cms.media.models import Image
from cms.media.rights import RightsFacts, RightsReason, rights_of


class PictureCode(StrEnum):
    """Why a picture is missing."""

    NOT_CLEARED = "not_cleared"
    RIGHTS_ENDED = "rights_ended"
    WITHDRAWN = "withdrawn"


_CODES = {
    "withdrawn": PictureCode.WITHDRAWN,
    "consent-revoked": PictureCode.WITHDRAWN,
    "expired": PictureCode.RIGHTS_ENDED,
    "consent-ended": PictureCode.RIGHTS_ENDED,
}
# The one that asks most of whoever holds a copy is told.
_WEIGHT = (PictureCode.WITHDRAWN, PictureCode.RIGHTS_ENDED, PictureCode.NOT_CLEARED)


@dataclass(frozen=True)
class Pictures:
    """How many pictures of a document are shown to an audience, and how many are not, by reason.

    Units: `changes_at` is the next instant at which that may differ by itself.
    """

    shown: int = 0
    withheld: tuple[tuple[PictureCode, int], ...] = ()
    changes_at: datetime | None = None


def pictures_of(document_id: uuid.UUID, audience: Audience) -> Pictures:
    """Return what an audience gets of the pictures that a live document rests on.

    Shape: the sandbox has no picture of ours.
    """
    if audience is SANDBOX:
        return Pictures()
    page_ids = FeedDocument.objects.filter(document_id=document_id, audience=audience.value).values("page_id")
    keys = FeedDependency.objects.filter(page_id__in=page_ids, kind="image").values_list("key", flat=True)
    ids = sorted(int(key) for key in keys)
    images = Image.objects.in_bulk(ids)
    now = database_now()
    facts = RightsFacts.load(ids)
    answers = [rights_of(image, audience=audience, now=now, facts=facts) for image in images.values()]
    codes = Counter(told(answer.reasons) for answer in answers if not answer.allowed)
    return Pictures(
        shown=sum(answer.allowed for answer in answers),
        withheld=tuple((code, codes[code]) for code in _WEIGHT if codes[code]),
        changes_at=min((answer.changes_at for answer in answers if answer.changes_at is not None), default=None),
    )


def told(reasons: tuple[RightsReason, ...]) -> PictureCode:
    """Return what may be told of the reasons against a picture. What is not named here is: not cleared."""
    codes = {_CODES.get(reason.code, PictureCode.NOT_CLEARED) for reason in reasons}
    return next(code for code in _WEIGHT if code in codes)

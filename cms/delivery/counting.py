"""Counts what leaves by the faces, in one place for all of them. Keeps nothing of who asks but a partner's name."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from cms.delivery.asking_page import asking_origin
from cms.feed.selectors import Row
from cms.media.audiences import SANDBOX
from cms.partners import usage
from cms.partners.auth import Caller
from cms.partners.choices import Face

# The first that fits. An address is a face's own; a page of ours that shows the feed is none.
_FACES = (
    ("/api/v1/changes", Face.CHANGES.value),
    ("/api/v1/", Face.REST.value),
    ("/api/graphql", Face.GRAPHQL.value),
    ("/feeds", Face.FEEDS.value),
    ("/oembed", Face.OEMBED.value),
    ("/embed", Face.EMBED.value),
)


def count(request: HttpRequest, caller: Caller, rows: Sequence[Row]) -> None:
    """Count one answer, whether its bytes are sent or known already (304).

    Shape: a HEAD hands out no document. The sandbox is not counted: its documents are invented.
    """
    if caller.audience is SANDBOX:
        return
    face = face_of_path(request.path_info)
    if face is None:
        return
    handed: Sequence[Row] = () if request.META["REQUEST_METHOD"] == "HEAD" else rows
    if face == Face.CHANGES.value:
        # A deletion is told, not handed out.
        handed = [row for row in handed if row.body is not None]
    origin = asking_origin(request)
    usage.note_answer(handed, face=face, partner_id=caller.partner_id, key_id=caller.key_id, origin=origin)


def face_of_path(path: str) -> str | None:
    """Return the face that an address belongs to, or None."""
    for prefix, face in _FACES:
        if path.startswith(prefix):
            return face
    return None

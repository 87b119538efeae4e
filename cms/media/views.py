"""The only door to the files made from images. There is none to the originals."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from cms.media.audiences import Audience
from cms.media.models import Image, PresetRendition, Rendition
from cms.media.renditions import make_renditions
from cms.media.rights import rights_of
from cms.media.storages import renditions_storage

CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
# A right can be taken back at any moment: no cache may keep a file for longer than this, none that others share for
# longer than the data that leads to it.
MAX_AGE_S = 3600
S_MAX_AGE_S = 60


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponse:
    """Send a rendition if our site may show its image now, or if the asker works in the admin.

    Errors: 404 with one and the same body for a refused file, a former name and a random one.
    """
    preset = PresetRendition.objects.select_related("image").filter(name=name).first()
    other = None if preset else Rendition.objects.select_related("image").filter(file=name).first()
    row = preset or other
    if row is None:
        return _not_found()
    now = timezone.now()
    answer = rights_of(row.image, audience=Audience.OWN, now=now)
    if not answer.allowed and not request.user.has_perm("wagtailadmin.access_admin"):
        return _not_found()
    content = _read(name, row.image if preset else None)
    if content is None:
        return _not_found()
    # The name follows from the content, so it is its validator.
    etag = f'"{name}"'
    response = HttpResponse(content, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response["ETag"] = etag
    response["Cache-Control"] = _cache_control(answer.allowed, answer.changes_at, now)
    response["X-Content-Type-Options"] = "nosniff"
    # Partners show these files on their own pages.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return get_conditional_response(request, etag=etag, response=response) or response


def _cache_control(is_public: bool, changes_at: datetime | None, now: datetime) -> str:
    if not is_public:
        return "private, no-store"
    left_s = MAX_AGE_S if changes_at is None else int((changes_at - now).total_seconds())
    return f"public, max-age={max(0, min(MAX_AGE_S, left_s))}, s-maxage={max(0, min(S_MAX_AGE_S, left_s))}"


def _read(name: str, image: Image | None) -> bytes | None:
    """Return the file, made first if it is one of the image's presets and missing."""
    storage = renditions_storage()
    if image is not None and not storage.exists(name):
        try:
            make_renditions(image, names=[name])
        except FileNotFoundError:
            return None
    try:
        with storage.open(name, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _not_found() -> HttpResponse:
    response = HttpResponse(b"", status=404, content_type="text/plain")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    # Said in every case: only some refusals read the session, and the difference would tell that there is a file.
    patch_vary_headers(response, ["Cookie"])
    return response

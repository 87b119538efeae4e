"""The guides for partners on the site, and the example programs they speak of: for everybody, without a login."""

from __future__ import annotations

import io
import zipfile
from functools import cache, partial
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.feed.selectors import ListQuery, list_rows
from cms.media.audiences import Audience
from cms.partnerships.guides import as_html, find_guide, guides
from cms.partnerships.headers import public
from cms.partnerships.languages import language, switch

EXAMPLES = Path(settings.BASE_DIR) / "docs" / "examples"
# A stamp of its own would make the same files another download at each start.
NEVER = (1980, 1, 1, 0, 0, 0)


@require_safe
@public
def index(request: HttpRequest) -> HttpResponse:
    """List the guides. Errors: Http404 where the site was installed without them."""
    found = guides(language())
    if not found:
        raise Http404
    head = {"languages": switch(request, "partnerships:guides")}
    return render(request, "partnerships/guides.html", {"guides": found, "head": head})


@require_safe
@public
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """Show one guide. Errors: Http404 for a name that is no guide's."""
    found = find_guide(language(), name)
    if found is None:
        raise Http404
    origin = request.build_absolute_uri("/").rstrip("/")
    context = {
        "guide": found,
        "guides": guides(language()),
        "text": as_html(found, origin, partial(_address, origin), _portrait()),
        "head": {"languages": switch(request, "partnerships:guide", name)},
    }
    return render(request, "partnerships/guide.html", context)


@require_safe
@public
def examples(request: HttpRequest) -> HttpResponse:
    """Return the follower and the conformance script, which run as the guides write it once they are unpacked.

    Errors: Http404 where the site was installed without them.
    """
    content = _archive()
    if not content:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="examples.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@cache
def _archive() -> bytes:
    files = sorted(EXAMPLES.glob("*.py"))
    if not files:
        return b""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in (EXAMPLES.parent / "__init__.py", *files):
            inside = path.relative_to(settings.BASE_DIR).as_posix()
            archive.writestr(zipfile.ZipInfo(inside, NEVER), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _address(origin: str, link: str) -> str:
    """Return where a link of a guide's file leads on the site. Shape: an address with a scheme stays where it is."""
    # The sandbox has one address for all languages, and would else ask the browser which.
    sandbox = f"{origin}/sandbox/"
    if "://" in link:
        return f"{link}?locale={language()}" if link == sandbox else link
    path = PurePosixPath(link.partition("#")[0])
    if path.suffix == ".py":
        return reverse("partnerships:examples")
    if path.parent == PurePosixPath("."):
        return reverse("partnerships:guide", args=[path.stem])
    if path.name == "sandbox.md":
        return f"{sandbox}?locale={language()}#conformance"
    # A file that has no page here would be a dead link: the tests follow each.
    raise ValueError(f"A guide links to {link}, which has no address on the site.")


def _portrait() -> tuple[str, str] | None:
    """Return slug and address of a portrait that is open to everybody in this language, if there is one."""
    rows = list_rows(ListQuery("ambassador", locale=language(), audience=Audience.OPEN, limit=1)).rows
    return (rows[0].data["slug"], rows[0].data["url"]) if rows else None

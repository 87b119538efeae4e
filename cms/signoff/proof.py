"""The proof: the portrait as its own template renders it, with the pictures that were sent, each passage numbered.

Source: cms.media shows pictures that are not cleared to an editor who previews (media_tags, `is_preview`). The person
portrayed is such a reader, of one page, so the rendering is asked for in their place; what leaves is then rewritten, so
that every picture comes through the door that asks for their link (pictures.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from cms.media.models import PresetRendition, Rendition
from cms.media.storages import RENDITIONS_PATH
from cms.signoff.passages import Passage, number_passages

# Nothing in a proof may act.
_ACTIVE = ("script", "form", "button", "input", "select", "textarea", "iframe", "object", "embed", "link", "style")


class ProofReader(AnonymousUser):
    """Stands for the person portrayed while their portrait is rendered: sees pictures that wait for clearance."""

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Grant the one permission that cms.media asks of somebody who previews."""
        return perm == "wagtailadmin.access_admin"


@dataclass(frozen=True)
class Proof:
    """One language of a proof: the HTML of the page's main part, and its passages in order."""

    html: SafeString
    passages: tuple[Passage, ...]


def render_proof(page: Page, request: HttpRequest, remarks: dict[str, Any] | None = None) -> Proof:
    """Render a page as it was sent, in its own language, with room for a remark at each passage."""
    with translation.override(page.locale.language_code):
        response = page.serve_preview(_as_reader(request), "")
        if hasattr(response, "render"):
            response.render()
    soup = BeautifulSoup(response.content, "html.parser")
    main = soup.find("main") or soup.body or soup
    for tag in main.find_all(_ACTIVE):
        tag.decompose()
    # Notes for editors on rights: the person is asked about their photos on the next page.
    for note in main.select(".photo-preview-note"):
        note.decompose()
    for tag in main.find_all("a", href=True):
        tag["target"], tag["rel"] = "_blank", "noreferrer noopener"
    _replace_pictures(main)
    passages = number_passages(soup, main, remarks or {})
    return Proof(mark_safe(main.decode_contents()), passages)  # noqa: S308 (our own template's output, escaped there)


def _as_reader(request: HttpRequest) -> HttpRequest:
    """Return a request for the page's own template: same site, no session, no cookie, nobody's rights but to look."""
    reader = HttpRequest()
    reader.method = "GET"
    reader.META = {
        key: request.META[key]
        for key in ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "wsgi.url_scheme")
        if key in request.META
    }
    reader.path = reader.path_info = "/"
    reader.user = ProofReader()
    reader.is_preview = True  # type: ignore[attr-defined]
    reader.preview_mode = ""  # type: ignore[attr-defined]
    return reader


def _replace_pictures(main: Tag) -> None:
    """Lead every picture through the door of the proof."""
    shown = {str(img["src"]).rpartition("/")[2]: img for img in main.find_all("img", src=True)
             if str(img["src"]).startswith(RENDITIONS_PATH)}  # fmt: skip
    owners = dict(PresetRendition.objects.filter(name__in=shown).values_list("name", "image_id"))
    owners |= dict(Rendition.objects.filter(file__in=shown).values_list("file", "image_id"))
    for source in main.find_all("source"):
        source.decompose()
    for img in main.find_all("img", src=True):
        image_id = owners.get(str(img["src"]).rpartition("/")[2])
        del img["srcset"], img["sizes"]
        if image_id is not None:
            img["src"] = reverse("signoff:picture", args=[image_id])

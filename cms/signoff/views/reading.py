"""The first page, the proof of each language with its remarks, and its photos."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.views.decorators.http import require_http_methods, require_safe

from cms.signoff import cookies
from cms.signoff.agreements import photos_of
from cms.signoff.choices import DECIDED, Purpose, Status
from cms.signoff.deciding import CannotDecide, note_opening, remark
from cms.signoff.headers import private
from cms.signoff.opening import Opened, opened
from cms.signoff.pictures import marked_picture
from cms.signoff.proof import Proof, render_proof
from cms.signoff.subjects import shown_in
from cms.signoff.views.entering import unknown

View = Callable[..., HttpResponse]
# What the link no longer opens, as opposed to what was decided with it.
_ENDED = {Status.EXPIRED, Status.REVOKED, Status.SUPERSEDED}


def with_proof(view: View) -> View:
    """Hand a view what the browser's link opens; answer for it where that is nothing, or no longer to be decided."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = cookies.remembered(request, Purpose.PROOF)
        if link is None:
            return unknown(request)
        found = opened(link)
        if not found.may_decide:
            return closed(request, found)
        return view(request, found, *args, **kwargs)

    return guarded


def closed(request: HttpRequest, found: Opened) -> HttpResponse:
    """Tell kindly what became of a link. A second answer is told the first."""
    answered = 409 if request.method == "POST" else 200
    status_code = 410 if found.status in _ENDED else answered
    context = {"found": found, "is_decided": found.status in DECIDED}
    return render(request, "signoff/closed.html", context, status=status_code)


@require_http_methods(["GET", "HEAD", "POST"])
@private
@with_proof
def start(request: HttpRequest, found: Opened) -> HttpResponse:
    """Say what this is. Only the button opens the proof: machines that follow links are shown this page alone."""
    if request.method == "POST":
        note_opening(found.link)
        return redirect("signoff:proof", found.request.languages[0])
    return render(request, "signoff/start.html", {"found": found, "title": _title(found)})


@require_http_methods(["GET", "HEAD", "POST"])
@private
@with_proof
def proof(request: HttpRequest, found: Opened, language: str) -> HttpResponse:
    """Show one language as it will be, and save the remarks.

    Errors: Http404 for a language that was not sent.
    """
    if found.request.first_opened_at is None:
        return redirect("signoff:start")
    page = shown_in(found.request, language) if language in found.request.digests else None
    if page is None:
        raise Http404
    rendered = render_proof(page, request, found.request.remarks.get(language, {}))
    languages = found.request.languages
    place = languages.index(language)
    following = languages[place + 1] if place + 1 < len(languages) else None
    if request.method == "POST":
        try:
            remark(found.link, language, _remarks(request, rendered))
        except CannotDecide as refused:
            return closed(request, refused.opened)
        if "stay" in request.POST:
            return redirect(f"{request.path}?enregistre=1")
        return redirect("signoff:proof", following) if following else redirect("signoff:decision")
    context = {
        "found": found,
        "proof": rendered,
        "title": page.title,
        "language": language,
        "languages": [(code, get_language_info(code)["name_translated"]) for code in languages],
        "following": get_language_info(following)["name_translated"] if following else "",
        "is_saved": "enregistre" in request.GET,
        "step": place + 1,
        "steps": len(languages) + 1,
    }
    return render(request, "signoff/proof.html", context)


@require_safe
@private
@with_proof
def picture(request: HttpRequest, found: Opened, image_id: int) -> HttpResponse:
    """Show one photo of the proof, marked, to whoever holds the link, and to nobody else.

    Errors: Http404 for any other photo, and for one whose file is no longer the one that was sent.
    """
    image = next((one for one in photos_of(found.request) if one.pk == image_id), None)
    if image is None or found.request.first_opened_at is None:
        raise Http404
    try:
        return HttpResponse(marked_picture(image), content_type="image/jpeg")
    except FileNotFoundError as gone:
        raise Http404 from gone


def _remarks(request: HttpRequest, rendered: Proof) -> dict[str, dict[str, str]]:
    return {
        str(passage.number): {
            "text": request.POST.get(f"remark_{passage.number}", ""),
            "excerpt": passage.excerpt,
        }
        for passage in rendered.passages
    }


def _title(found: Opened) -> str:
    page = shown_in(found.request, found.request.languages[0] if found.request.digests else settings.LANGUAGE_CODE)
    return page.title if page is not None else ""
